"""A letter of the dialogues that waits is sent only while somebody still needs it."""

from datetime import timedelta

import pytest

from core.access import Role
from core.messaging import sending
from core.messaging.kinds import ALWAYS_WANTED, find_unwanted
from core.models import OutgoingMessage, Unwanted
from dialogues import letter_kinds as kinds
from dialogues.issues.actions import answers, following, steps
from dialogues.models import Answer, AnswerStatus, FeedbackTime, Minutes, MinutesStatus
from dialogues.models.links import FollowLink
from dialogues.notifications import letters, session_letters
from dialogues.sessions.actions import sessions
from dialogues.workflow.transitions import Informed
from tests.factories.accounts import UserFactory
from tests.factories.core import OutgoingMessageFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    SessionFactory,
    accepted,
    answered,
    assigned,
    filed,
    officer_of,
    staff,
)
from tests.factories.directory import AgencyFactory

pytestmark = pytest.mark.django_db


def why(kind, about, now=NOW):
    message = OutgoingMessageFactory(kind=kind.key, about_id=about.pk)
    return find_unwanted([message], now).get(message.pk)


AGENCY_LETTERS = [
    kinds.DUE_SOON,
    kinds.OVERDUE,
    kinds.AGENCY_ADDED,
    kinds.STEP_KINDS["assign", Informed.LEAD],
    kinds.STEP_KINDS["assign", Informed.COORDINATORS],
    kinds.STEP_KINDS["hand_over", Informed.LEAD],
    kinds.STEP_KINDS["reopen", Informed.LEAD],
]


@pytest.mark.parametrize("kind", AGENCY_LETTERS, ids=lambda kind: kind.key)
def test_an_agency_is_asked_as_long_as_it_has_to_answer(kind):
    assert why(kind, assigned().clocks.get()) is None


@pytest.mark.parametrize("kind", AGENCY_LETTERS, ids=lambda kind: kind.key)
def test_an_agency_that_answered_is_not_reminded(kind):
    assert why(kind, answered().clocks.get()) == Unwanted.SETTLED


@pytest.mark.parametrize("kind", AGENCY_LETTERS, ids=lambda kind: kind.key)
def test_nobody_is_reminded_of_an_issue_that_was_withdrawn(kind):
    issue = assigned()
    clock = issue.clocks.get()
    steps.withdraw(issue=issue, by=staff(), now=NOW, reason="Đã giải quyết")
    clock.refresh_from_db()
    assert why(kind, clock) == Unwanted.SETTLED


@pytest.mark.parametrize("kind", AGENCY_LETTERS, ids=lambda kind: kind.key)
def test_who_handed_an_issue_over_is_not_reminded(kind):
    issue = assigned()
    steps.hand_over(
        issue=issue, by=staff(), now=NOW, agency=AgencyFactory(), reason="Thuộc sở khác"
    )
    assert why(kind, issue.clocks.get(handed_over=True)) == Unwanted.SETTLED
    assert why(kind, issue.clocks.get(handed_over=False)) is None


def test_letters_that_ask_an_agency_are_checked_and_the_others_tell_what_happened():
    asking = {kind for kind in kinds.STEP_KINDS.values() if kind.policy is not ALWAYS_WANTED}
    assert asking == {kind for kind in AGENCY_LETTERS if kind in kinds.STEP_KINDS.values()}


@pytest.mark.parametrize(
    ("make", "reason"), [(filed, None), (accepted, None), (assigned, Unwanted.SETTLED)]
)
def test_what_was_passed_on_is_not_chased(make, reason):
    assert why(kinds.INTAKE_LATE, make()) == reason


def test_a_new_link_is_sent_while_it_opens_something():
    issue = filed()
    assert why(kinds.LINK, issue) == Unwanted.OVER
    FollowLink.make(issue, now=NOW)
    assert why(kinds.LINK, issue) is None
    following.end_links(issue=issue, by=staff(), now=NOW)
    assert why(kinds.LINK, issue) == Unwanted.OVER


@pytest.mark.parametrize("status", list(AnswerStatus))
def test_heads_and_authors_are_asked_while_the_answer_waits_for_them(status):
    answered()
    Answer.objects.update(status=status)
    answer = Answer.objects.get()

    asked = (why(kinds.APPROVE, answer), why(kinds.REVISE, answer))

    assert asked == (
        None if status == "submitted" else Unwanted.SETTLED,
        None if status == "draft" else Unwanted.SETTLED,
    )


def guest(stands="invited", **session):
    given = {"status": "open", "starts_at": NOW, "ends_at": NOW + timedelta(hours=3), **session}
    return ParticipantFactory(session=SessionFactory(**given), status=stands)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (kinds.SESSION_INVITATION, {"invited"}),
        (kinds.SESSION_LINK, {"invited", "registered", "waiting", "declined"}),
        (kinds.REGISTERED, {"registered"}),
        (kinds.PROMOTED, {"registered"}),
        (kinds.WAITING, {"waiting"}),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_guests_are_written_to_as_they_stand(kind, wanted):
    states = {"invited", "registered", "waiting", "declined"}
    assert {status for status in states if why(kind, guest(status)) is None} == wanted


GUEST_LETTERS = {
    kinds.SESSION_INVITATION: "invited",
    kinds.SESSION_LINK: "registered",
    kinds.REGISTERED: "registered",
    kinds.PROMOTED: "registered",
    kinds.WAITING: "waiting",
}


@pytest.mark.parametrize("kind", GUEST_LETTERS, ids=lambda kind: kind.key)
@pytest.mark.parametrize(("minutes", "reason"), [(179, None), (180, Unwanted.OVER)])
def test_nobody_is_written_to_about_a_session_that_is_over(kind, minutes, reason):
    late = NOW + timedelta(minutes=minutes)
    assert why(kind, guest(GUEST_LETTERS[kind]), late) == reason


@pytest.mark.parametrize("kind", GUEST_LETTERS, ids=lambda kind: kind.key)
@pytest.mark.parametrize(
    ("status", "reason"),
    [("open", None), ("running", None), ("held", Unwanted.OVER), ("cancelled", Unwanted.OVER)],
)
def test_nobody_is_invited_to_a_session_that_is_held_or_cancelled(kind, status, reason):
    assert why(kind, guest(GUEST_LETTERS[kind], status=status)) == reason


@pytest.mark.parametrize(("status", "reason"), [("cancelled", None), ("planned", Unwanted.SETTLED)])
def test_a_session_that_is_planned_again_is_not_called_off(status, reason):
    assert why(kinds.SESSION_CANCELLED, guest("registered", status=status)) == reason


@pytest.mark.parametrize(
    ("given", "feedback", "reason"),
    [
        (False, FeedbackTime.END, None),
        (True, FeedbackTime.END, Unwanted.ANSWERED),
        (False, FeedbackTime.NEVER, Unwanted.OVER),
    ],
)
def test_feedback_is_asked_for_once_and_while_it_is_taken(given, feedback, reason):
    person = guest("registered", status="held", held_at=NOW, feedback=feedback)
    person.has_given_feedback = given
    person.save()
    assert why(kinds.FEEDBACK, person) == reason


@pytest.mark.parametrize("status", [MinutesStatus.DRAFT, MinutesStatus.COMMENT])
def test_minutes_are_chased_and_commented_on_until_they_are_signed(status):
    minutes = Minutes.objects.create(session=SessionFactory(), due_on=NOW.date(), status=status)
    comments = None if status == "comment" else Unwanted.OVER
    assert why(kinds.MINUTES_COMMENT, minutes) == comments
    assert why(kinds.MINUTES_LATE, minutes) is None
    Minutes.objects.update(status=MinutesStatus.SIGNED, signed_at=NOW, frozen={})
    assert why(kinds.MINUTES_COMMENT, minutes) == Unwanted.OVER
    assert why(kinds.MINUTES_LATE, minutes) == Unwanted.SETTLED


# --- the letters as they are written --------------------------------------------------------------


def test_every_letter_names_its_object_so_that_it_can_be_checked():
    lead, other = (AgencyFactory(email=f"{name}@example.test") for name in ("lead", "other"))
    UserFactory(role=Role.STAFF)
    issue = assigned(lead=lead, coordinators=[other])
    head = officer_of(lead, is_head=True)
    draft = answers.save_draft(
        issue=issue, author=officer_of(lead), now=NOW, effect="solved", text="Đã giải quyết xong."
    )
    letters.notify_heads(answer=draft, now=NOW)
    letters.notify_author(answer=draft, by=head, now=NOW)
    letters.chase_intake(issue=filed(), days=2, now=NOW)
    letters.send_link(issue=issue, now=NOW)
    person = guest("registered")
    session_letters.invite(participant=person, now=NOW, batch="b")
    session_letters.ask_feedback(participant=person, now=NOW)
    for step in ("registered", "waiting", "promoted", "cancelled"):
        session_letters.notify_participant(participant=person, step=step, now=NOW)
    sessions.send_link_again(participant=person, now=NOW)

    found = dict(OutgoingMessage.objects.values_list("kind", "about_id"))

    assert found["dialogues.assign.lead"] == issue.clocks.get(agency=lead).pk
    assert found["dialogues.assign.coordinators"] == issue.clocks.get(agency=other).pk
    assert found["dialogues.assign.raiser"] == issue.pk
    assert found["dialogues.approve"] == found["dialogues.revise"] == draft.pk
    about_guests = {key for key, about in found.items() if about == person.pk}
    assert about_guests >= {
        "dialogues.session_invitation",
        "dialogues.session_link",
        "dialogues.feedback",
        "dialogues.registered",
        "dialogues.waiting",
        "dialogues.promoted",
        "dialogues.session_cancelled",
    }
    assert {"dialogues.intake_late", "dialogues.link"} <= found.keys()


def test_a_reminder_to_an_agency_that_answered_meanwhile_does_not_leave():
    issue = assigned(lead=AgencyFactory(email="so@example.test"))
    clock = issue.clocks.get()
    letters.notify_overdue(
        clock=clock,
        to=letters.officers_of(issue.lead),
        key="k",
        days=1,
        is_over=False,
        now=NOW,
    )
    answered(issue=issue)

    sending.send_due(now=NOW + timedelta(days=3))

    reminder = OutgoingMessage.objects.get(kind="dialogues.due_soon")
    assert (reminder.status, reminder.cancelled_because) == ("cancelled", "settled")
