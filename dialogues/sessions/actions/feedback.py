"""Feedback on a session: asked for by letter, given once, kept without a name."""

from datetime import datetime

from django.db import transaction

from core.clock.timezone import localdate
from core.messaging import outbox
from core.models import OutgoingMessage, OutgoingMessageQuerySet, Unwanted
from dialogues.errors import FeedbackClosed, FeedbackGiven, WasNotThere
from dialogues.models import Participant, Session, SessionFeedback, Side
from dialogues.notifications.session_letters import feedback_batch


def letters(session: Session) -> OutgoingMessageQuerySet:
    """The letters that ask for feedback on a session; they wait as one batch."""
    found: OutgoingMessageQuerySet = OutgoingMessage.objects.filter(batch=feedback_batch(session))
    return found


def forget_late(*, now: datetime) -> int:
    """Take back letters nobody released while the page they lead to was open."""
    waiting = OutgoingMessage.objects.waiting().filter(batch__endswith=":feedback")
    batches = set(waiting.values_list("batch", flat=True))
    over = [
        s
        for s in Session.objects.held()
        if feedback_batch(s) in batches and not s.takes_feedback(now)
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
