"""Two people act at once: each works with what was read before the other was done."""

from datetime import timedelta

import pytest

from dialogues.errors import DraftChanged, NotFromHere, NotTheTime
from dialogues.issues.actions import answers
from dialogues.issues.actions import steps as steps
from dialogues.models import Answer, AnswerStatus, Issue
from dialogues.workflow.transitions import State
from tests.factories.dialogues import EFFECTS, NOW, answered, assigned, officer_of, staff
from tests.factories.directory import AgencyFactory

SOON = (NOW + timedelta(days=30)).date()


def draft(issue, officer, effect="solved", **fields):
    extra = EFFECTS[effect] | ({"committed_until": SOON} if effect == "committed" else {})
    return answers.save_draft(
        issue=issue, author=officer, now=NOW, effect=effect, text="Trả lời", **extra | fields
    )


def again(answer):
    """The same answer as another request has read it."""
    return Answer.objects.select_related("issue", "agency").get(pk=answer.pk)


@pytest.mark.parametrize("effect", ["solved", "committed"])
def test_a_button_pressed_twice_sends_once(effect):
    issue = assigned()
    officer = officer_of(issue.lead)
    first = draft(issue, officer, effect)
    second = again(first)

    answers.submit(answer=first, by=officer, now=NOW)
    with pytest.raises(NotTheTime):
        answers.submit(answer=second, by=officer, now=NOW)

    assert issue.events.filter(act__in=["solve", "commit"]).count() == 1
    assert issue.clocks.get().postponements == 0


def test_two_officers_work_on_one_draft_and_none_overwrites_what_they_have_not_seen():
    issue = assigned()
    one, other = officer_of(issue.lead), officer_of(issue.lead)
    first = draft(issue, one)
    second = draft(issue, other, "explained", seen=first.revision)

    assert second.pk == first.pk
    with pytest.raises(DraftChanged):
        draft(issue, one, seen=first.revision)

    answers.submit(answer=second, by=other, now=NOW)
    with pytest.raises(NotTheTime):
        answers.submit(answer=first, by=one, now=NOW)

    issue.refresh_from_db()
    assert (issue.state, issue.outcome) == (State.ANSWERED, "explained")


def test_two_heads_approve_once():
    issue = assigned(lead=AgencyFactory(approves_answers=True))
    heads = [officer_of(issue.lead, is_head=True) for _each in (1, 2)]
    answer = draft(issue, officer_of(issue.lead), "committed")
    answers.submit(answer=answer, by=answer.author, now=NOW)
    second = again(answer)

    answers.approve(answer=answer, by=heads[0], now=NOW)
    with pytest.raises(NotTheTime):
        answers.approve(answer=second, by=heads[1], now=NOW)

    assert answer.approved_by == heads[0]


def test_an_agency_that_handed_over_answers_no_more():
    issue = assigned()
    old = draft(issue, officer_of(issue.lead))
    steps.hand_over(issue=issue, by=staff(), now=NOW, agency=AgencyFactory(), reason="Thẩm quyền")

    with pytest.raises(NotTheTime):
        answers.submit(answer=again(old), by=old.author, now=NOW)

    issue.refresh_from_db()
    assert issue.state == State.ASSIGNED


def test_a_scheduled_answer_of_an_agency_that_handed_over_is_dropped():
    issue = assigned()
    old = draft(issue, officer_of(issue.lead), publish_at=NOW + timedelta(days=1))
    answers.submit(answer=old, by=old.author, now=NOW)
    steps.hand_over(issue=issue, by=staff(), now=NOW, agency=AgencyFactory(), reason="Thẩm quyền")

    answers.publish_scheduled(answer=again(old), now=NOW + timedelta(days=2))

    old.refresh_from_db()
    assert old.status == AnswerStatus.DROPPED


def test_a_co_ordinating_agency_that_takes_the_lead_answers_as_the_lead():
    helper = AgencyFactory()
    issue = assigned(coordinators=[helper])
    officer = officer_of(helper)
    answer = draft(issue, officer)
    assert answer.is_contribution
    steps.hand_over(issue=issue, by=staff(), now=NOW, agency=helper, reason="Thẩm quyền")

    answer = answers.save_draft(
        issue=issue, author=officer, now=NOW, answer=again(answer), effect="solved", text="Xong"
    )
    answers.submit(answer=answer, by=officer, now=NOW)

    issue.refresh_from_db()
    assert issue.state == State.ANSWERED


def test_two_of_the_staff_take_one_step():
    issue = answered()
    stale = Issue.objects.get(pk=issue.pk)
    steps.close(issue=issue, by=staff(), now=NOW)
    with pytest.raises(NotFromHere):
        steps.close(issue=stale, by=staff(), now=NOW)
    assert issue.events.filter(act="close").count() == 1
