"""Questionnaires through their life: draft, publication, next version, signature."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from core.access import Role
from core.models import AuditEntry
from surveys.errors import (
    DocumentFaulty,
    DraftExists,
    Frozen,
    NameTaken,
    NotComparable,
    ReasonMissing,
    ReviewFindsFaults,
)
from surveys.models import TrendSignature
from surveys.questionnaires.actions import lifecycle
from tests.surveys.instrument.documents import data, pci_2018, question

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 9, 3, 3, 0, tzinfo=UTC)


@pytest.fixture
def staff():
    return User.objects.create(email="can.bo@example.vn", role=Role.STAFF)


def draft(document=None, **more):
    wanted = {"name": "minh-bach", "title_vi": "Minh bạch", "by": None, "now": NOW, **more}
    return lifecycle.begin_questionnaire(document=document, **wanted)


def published(document):
    return lifecycle.publish_version(version=draft(document), note="", by=None, now=NOW)


def test_a_questionnaire_begins_with_an_empty_draft():
    version = draft(title_en="Transparency")

    assert version.number == 1
    assert not version.is_published
    assert version.document["title"] == {"vi": "Minh bạch", "en": "Transparency"}


def test_a_name_is_given_once():
    draft()

    with pytest.raises(NameTaken):
        draft()


def test_publishing_freezes_what_is_asked(staff):
    version = draft(pci_2018())

    version = lifecycle.publish_version(version=version, note="đợt 2018", by=staff, now=NOW)

    assert (version.published_at, version.published_by) == (NOW, staff)
    with pytest.raises(Frozen):
        lifecycle.change_draft(version=version, change=dict, by=staff, now=NOW)
    with pytest.raises(Frozen):
        lifecycle.publish_version(version=version, note="", by=staff, now=NOW)
    with pytest.raises(Frozen):
        lifecycle.discard_draft(version=version, by=staff, now=NOW)
    entry = AuditEntry.objects.get(action="questionnaire.publish")
    assert (entry.actor, entry.reason, entry.details) == (staff, "đợt 2018", {"questions": 45})


def test_a_faulty_draft_is_kept_but_not_published():
    version = draft(data(question("q", relevance="${gone} = 1")))

    with pytest.raises(DocumentFaulty) as refusal:
        lifecycle.publish_version(version=version, note="", by=None, now=NOW)

    assert [problem.code for problem in refusal.value.problems] == ["unknown_question"]


def test_a_draft_with_grave_remarks_is_not_published():
    version = draft(data(question("q", text={"vi": "Hỏi"})))

    with pytest.raises(ReviewFindsFaults):
        lifecycle.publish_version(version=version, note="", by=None, now=NOW)


def test_the_next_version_is_a_copy_and_there_is_one_draft_at_a_time():
    first = published(pci_2018())

    second = lifecycle.begin_version(questionnaire=first.questionnaire, by=None, now=NOW)

    assert second.number == 2
    assert second.document["sections"] == first.document["sections"]
    with pytest.raises(DraftExists):
        lifecycle.begin_version(questionnaire=first.questionnaire, by=None, now=NOW)
    lifecycle.discard_draft(version=second, by=None, now=NOW)
    assert list(first.questionnaire.versions.values_list("number", flat=True)) == [1]


def reworded():
    first = published(pci_2018())
    changed = pci_2018()
    changed["sections"][4]["questions"][0]["text"]["vi"] += "!"
    second = lifecycle.begin_version(
        questionnaire=first.questionnaire, document=changed, by=None, now=NOW
    )
    return first, second


def test_a_trend_across_changed_words_is_signed_with_a_reason(staff):
    first, second = reworded()
    sign = {"version": second, "compared_with": first, "by": staff, "now": NOW}

    lifecycle.sign_trend(criterion="relationship", reason="chỉ thêm dấu", **sign)

    assert TrendSignature.objects.get().signed_by == staff
    assert AuditEntry.objects.get(action="trend.sign").details == {
        "criterion": "relationship",
        "compared_with": 1,
    }
    with pytest.raises(ReasonMissing):
        lifecycle.sign_trend(criterion="relationship", reason=" ", **sign)
    with pytest.raises(NotComparable):
        lifecycle.sign_trend(criterion="ba_role", reason="không đổi", **sign)
