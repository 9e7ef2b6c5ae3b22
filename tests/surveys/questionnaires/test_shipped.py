"""The shipped questionnaires: what they measure, in whose words, and which trends go on."""

import csv
import json
from datetime import UTC, datetime

import pytest

from core.fixtures import Loading
from surveys.instrument import advice, loading
from surveys.instrument.comparability import Change, compare
from surveys.models import QuestionnaireVersion
from surveys.questionnaires.actions import shipped
from tests.golden import PCI
from tests.surveys.instrument.documents import PCI_2018
from tests.test_vietnamese import ROOT

NOW = datetime(2018, 10, 1, tzinfo=UTC)
FIRST = loading.load(json.loads(PCI_2018.read_text("utf-8")))
SECOND = loading.load(json.loads(PCI_2018.with_name("pci_2018_v2.json").read_text("utf-8")))
PAGE = (ROOT / "docs/questionnaire.md").read_text("utf-8")


def test_every_question_stands_on_the_page_about_it():
    assert [each.name for each in SECOND.questions() if f"`{each.name}`" not in PAGE] == []


@pytest.mark.parametrize("year", [2016, 2017])
def test_the_page_quotes_the_captions_of_the_workbooks(year):
    with (PCI / f"sheet_{year}.csv").open(encoding="utf-8", newline="") as file:
        captions = [each.strip() for each in next(csv.reader(file))[3:]]

    assert [each for each in captions if each not in PAGE] == []


def test_the_second_version_measures_what_the_first_does():
    assert {r.criterion for r in SECOND.criteria} == {r.criterion for r in FIRST.criteria}
    assert [f for f in advice.review(SECOND) if f.is_grave] == []


def test_only_what_is_asked_as_before_goes_on_without_a_signature():
    goes_on = {c.criterion for c in compare(FIRST, SECOND).criteria if c.change is Change.SAME}

    assert goes_on == {"budget_detail", "budget_timely", "bidding_public"}


def test_what_the_register_knows_is_not_asked():
    names = {each.name for each in SECOND.questions()}

    assert not names & {"legal_type", "sector", "employees", "founded", "district"}
    assert [section.name for section in SECOND.sections][-2:] == ["profile", "closing"]


def test_who_does_not_know_is_kept_apart_from_whom_it_does_not_concern():
    for name in ("planning", "legal", "relationship", "predictability", "ba_role"):
        missing = {c.code: c.missing for c in SECOND.question(name).choices if c.missing}
        assert missing.items() >= {"na": "na", "dk": "na"}.items()
    refused = SECOND.question("tax_negotiation").choice("refused")
    assert refused.missing == "refused"


@pytest.mark.django_db
def test_the_second_version_waits_as_a_draft_and_is_loaded_once():
    for _ in range(2):
        shipped.load(Loading(), now=NOW)

    found = [(v.number, v.is_published) for v in QuestionnaireVersion.objects.order_by("number")]
    assert found == [(1, True), (2, False)]
