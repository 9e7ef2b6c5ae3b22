"""Feedback on a session: asked for by letter, given once, kept without a name."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from core.messaging import outbox
from core.models import OutgoingMessage, OutgoingMessageQuerySet, Unwanted
from dialogues.errors import FeedbackClosed, FeedbackGiven, WasNotThere
from dialogues.models import FeedbackTime, Participant, Session, SessionFeedback, Side
from dialogues.notifications import session_letters


def batch_of(session: Session) -> str:
    return f"session:{session.year}-{session.slot}:feedback"


def letters(session: Session) -> OutgoingMessageQuerySet:
    """The letters that ask for feedback on a session; they wait as one batch."""
    found: OutgoingMessageQuerySet = OutgoingMessage.objects.filter(batch=batch_of(session))
    return found


@transaction.atomic
def ask(*, session: Session, now: datetime) -> int:
    """Write to those who came, where the session takes feedback; say how many letters wait."""
    if session.feedback == FeedbackTime.NEVER:
        return 0
    there = session.participants.present().filter(has_given_feedback=False)
    return sum(
        session_letters.ask_feedback(participant=each, now=now, batch=batch_of(session))
        for each in there.select_related("session", "enterprise", "agency")
    )


def forget_late(*, now: datetime) -> int:
    """Take back letters nobody released while the page they lead to was open."""
    waiting = OutgoingMessage.objects.waiting().filter(batch__endswith=":feedback")
    batches = set(waiting.values_list("batch", flat=True))
    over = [
        s for s in Session.objects.held() if batch_of(s) in batches and not s.takes_feedback(now)
    ]
    return sum(
        outbox.withdraw(messages=letters(session), because=Unwanted.OVER) for session in over
    )


@transaction.atomic
def give(
    *,
    participant: Participant,
    now: datetime,
    useful: int,
    heard: int,
    answered: int,
    comment: str = "",
) -> None:
    """Keep an opinion, and apart from it that this guest has given one."""
    guest = Participant.objects.select_for_update().select_related("session").get(pk=participant.pk)
    if not guest.session.takes_feedback(now):
        raise FeedbackClosed(guest.session)
    if guest.checked_in_at is None:
        raise WasNotThere
    if guest.has_given_feedback:
        raise FeedbackGiven
    guest.has_given_feedback = True
    guest.save(update_fields=["has_given_feedback"])
    SessionFeedback.objects.create(
        session=guest.session,
        side=Side.AGENCY if guest.agency_id else Side.ENTERPRISE,
        useful=useful,
        heard=heard,
        answered=answered,
        comment=comment.strip(),
        given_on=localdate(now),
    )
