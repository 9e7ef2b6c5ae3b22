"""The shipped questionnaires: what they measure, in whose words, and which trends go on."""

import csv
import json
from datetime import UTC, datetime

import pytest

from core.fixtures import Loading
from surveys.instrument import advice, loading
from surveys.instrument.comparability import Change, compare
from surveys.models import QuestionnaireVersion
from surveys.models.questionnaires import digest_of
from surveys.questionnaires.actions import shipped
from tests.golden import PCI
from tests.surveys.instrument.documents import PCI_2018
from tests.test_vietnamese import ROOT

NOW = datetime(2018, 10, 1, tzinfo=UTC)
FIRST = loading.load(json.loads(PCI_2018.read_text("utf-8")))
SECOND = loading.load(json.loads(PCI_2018.with_name("pci_2018_v2.json").read_text("utf-8")))
THIRD = loading.load(json.loads(PCI_2018.with_name("pci_2018_v3.json").read_text("utf-8")))
PAGE = (ROOT / "docs/questionnaire.md").read_text("utf-8")


def rows_of_the_page():
    """The cells of each row of the page's tables, by the name in its first cell or the fourth."""
    rows = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in row] for row in rows]


def test_every_question_stands_on_the_page_about_it():
    assert [each.name for each in THIRD.questions() if f"`{each.name}`" not in PAGE] == []


def test_the_page_says_of_every_question_whom_it_is_asked():
    """Its base is the condition of the questionnaire, written as the file writes it."""
    bases = {row[0].strip("`"): row[3] for row in rows_of_the_page() if len(row) == 4}
    asked = {q.name: q.relevance.source if q.relevance else "" for q in THIRD.questions()}

    assert {name: f"`{said}`" if said else "all" for name, said in asked.items()} == bases


@pytest.mark.parametrize("year", [2013, 2014, 2015, 2016, 2017])
def test_the_page_quotes_the_captions_of_the_workbooks(year):
    with (PCI / f"sheet_{year}.csv").open(encoding="utf-8", newline="") as file:
        captions = [" ".join(each.split()) for each in next(csv.reader(file))]
    at = next(at for at, caption in enumerate(captions) if "3" in caption) + 1

    assert len(captions[at:]) >= 10
    assert [each for each in captions[at:] if each not in PAGE] == []


@pytest.mark.parametrize("document", [SECOND, THIRD], ids=["2018.2", "2018.3"])
def test_later_versions_measure_what_the_first_does(document):
    assert {r.criterion for r in document.criteria} == {r.criterion for r in FIRST.criteria}
    assert [f for f in advice.review(document) if f.is_grave] == []


def test_no_trend_goes_on_without_a_signature_over_the_third_version():
    """Whoever did not know had to say yes or no before, so even the base of a share is new."""
    going_on = [
        {c.criterion for c in compare(old, new).criteria if c.change is Change.SAME}
        for old, new in ((FIRST, SECOND), (SECOND, THIRD), (FIRST, THIRD))
    ]

    assert going_on == [
        {"budget_detail", "budget_timely", "bidding_public"},
        {"relationship", "info_received", "info_days", "web_access"},
        set(),
    ]


def test_what_the_register_knows_is_not_asked():
    names = {each.name for each in THIRD.questions()}

    assert not names & {"legal_type", "sector", "employees", "founded", "district", "member"}
    assert [section.name for section in THIRD.sections][-2:] == ["closing", "profile"]


def test_who_does_not_know_is_kept_apart_from_whom_it_does_not_concern():
    """One choice, one reason: “not applicable” and “don’t know” have a code each."""
    for question in THIRD.questions():
        said = {c.code: c.text["vi"] for c in question.choices if c.missing}
        assert not [code for code, text in said.items() if "biết" in text and code != "dk"]
        assert not [code for code, text in said.items() if "ý kiến" in text and code != "dk"]
    for name in ("planning", "legal", "relationship", "changed", "satisfied"):
        missing = {c.code: c.missing for c in THIRD.question(name).choices if c.missing}
        assert missing.items() >= {"na": "na", "dk": "na"}.items()
    for name in ("budget_used", "bidding_interest", "web_access", "asked", "online_used"):
        assert THIRD.question(name).choice("dk")


def test_refusal_is_offered_wherever_the_page_says_so():
    section = next(each for each in THIRD.sections if "Không muốn" in each.intro.get("vi", ""))

    assert [q.choice("refused").missing for q in section.questions] == ["refused"] * 4


def test_one_word_stands_for_one_thing_in_the_words_of_the_captions():
    written = PCI_2018.with_name("pci_2018_v3.json").read_text("utf-8")

    assert "dự liệu" not in written
    assert "tìm và có được" not in written
    assert "rất quan trọng" not in written  # the top of the scale is “vô cùng”


@pytest.mark.django_db
def test_the_newest_version_waits_as_a_draft_and_is_loaded_once():
    for _ in range(2):
        shipped.load(Loading(), now=NOW)

    versions = QuestionnaireVersion.objects.order_by("number")
    assert [(v.number, v.is_published, v.document["version"]) for v in versions] == [
        (1, True, "2018.1"),
        (2, False, "2018.3"),
    ]
    assert versions[1].digest == digest_of(versions[1].document)


@pytest.mark.django_db
def test_a_draft_that_somebody_changed_stays_theirs():
    shipped.load(Loading(), now=NOW)
    draft = QuestionnaireVersion.objects.get(number=2)
    draft.document = json.loads(PCI_2018.with_name("pci_2018_v2.json").read_text("utf-8"))
    draft.document["title"]["vi"] = "Khảo sát của chúng tôi"
    draft.save()

    shipped.load(Loading(), now=NOW)

    found = [v.document["version"] for v in QuestionnaireVersion.objects.order_by("number")]
    assert found == ["2018.1", "2018.2"]


@pytest.mark.django_db
def test_a_published_second_version_is_followed_by_the_third():
    shipped.load(Loading(), now=NOW)
    draft = QuestionnaireVersion.objects.get(number=2)
    draft.document = json.loads(PCI_2018.with_name("pci_2018_v2.json").read_text("utf-8"))
    draft.published_at = NOW
    draft.save()

    for _ in range(2):
        shipped.load(Loading(), now=NOW)

    versions = QuestionnaireVersion.objects.order_by("number")
    assert [(v.number, v.is_published, v.document["version"]) for v in versions] == [
        (1, True, "2018.1"),
        (2, True, "2018.2"),
        (3, False, "2018.3"),
    ]
