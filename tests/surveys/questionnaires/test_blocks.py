"""A questionnaire made from the basket: tested blocks are added, what one wrote oneself stays."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from pci.models import Criterion, CriterionInEdition, Edition
from surveys.instrument import blocks, loading
from surveys.instrument.editing import questions
from surveys.models import QuestionnaireVersion
from surveys.questionnaires.actions.lifecycle import begin_questionnaire
from surveys.questionnaires.queries import list_survey_criteria, remarks
from tests.factories.accounts import UserFactory
from tests.factories.directory import AgencyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client):
    call_command("load_fixtures", stdout=StringIO())
    user = UserFactory(role="staff")
    client.force_login(user)
    return begin_questionnaire(
        name="own", title_vi="Khảo sát 2026", title_en="Survey", by=user, now=timezone.now()
    )


def add(client, draft, *codes):
    client.post(reverse("surveys:basket_blocks", args=[draft.pk]), {"criterion": codes})
    return QuestionnaireVersion.objects.get(pk=draft.pk).document


def test_a_new_questionnaire_measures_the_whole_basket_after_one_page(client, draft):
    AgencyFactory(code="so-tai-chinh", name_vi="Sở Tài chính", name_en="", kind="department")
    page = client.get(reverse("surveys:basket_blocks", args=[draft.pk]))
    offered = [line["code"] for line in page.context["lines"] if line["is_offered"]]
    assert set(offered) == list_survey_criteria()

    data = add(client, draft, *offered)

    assert loading.load(data).criteria
    assert blocks.list_measured(data) == set(offered)
    left = remarks(QuestionnaireVersion.objects.get(pk=draft.pk))
    assert not [one for one in left if one.grave]
    [agency] = [one for one in questions(data) if "agency" in one["name"]]
    assert agency["choices"][0] == {
        "code": "so_tai_chinh",
        "text": {"vi": "Sở Tài chính", "en": "Sở Tài chính"},
    }


def test_a_block_brings_what_it_hangs_on_and_nothing_twice(client, draft):
    first = add(client, draft, "info_days")
    names = [one["name"] for one in questions(first)]
    assert {"asked", "received"} <= set(names)

    both = add(client, draft, "info_days", "info_received")

    again = [one["name"] for one in questions(both)]
    assert again[: len(names)] == names
    assert len(again) == len(set(again))


def test_a_question_of_ones_own_stays_and_one_that_differs_is_told(client, draft):
    own = {"name": "asked", "kind": "text", "text": {"vi": "Của tôi", "en": "Mine"}}
    draft.document["sections"] = [{"name": "mine", "title": {"vi": "A"}, "questions": [own]}]
    draft.save()

    data = add(client, draft, "info_days")

    assert list(questions(data)) == [own]
    assert blocks.list_measured(data) == frozenset()


def test_a_criterion_nobody_tested_is_named_as_unmeasured(client, draft):
    edition = Edition.objects.create(year=2026)
    criterion = Criterion.objects.create(code="new_one", name_vi="“Tiêu chí” mới", position=900)
    CriterionInEdition.objects.create(
        edition=edition,
        criterion=criterion,
        number=1,
        wording_vi="Tiêu chí mới",
        measure="share",
        unit="share",
        direction=1,
    )
    page = client.get(reverse("surveys:basket_blocks", args=[draft.pk]))

    assert [(line["name"], line["is_offered"]) for line in page.context["lines"]] == [
        ("“Tiêu chí” mới", False)
    ]
    left = remarks(QuestionnaireVersion.objects.get(pk=draft.pk))
    assert any("“\u2018Tiêu chí\u2019 mới”" in one.sentence and one.may_be_signed for one in left)
