"""Letters to all guests of a session: ordered with the step that calls for them, written after it.

The step and the order are stored in one short transaction. The letters follow, each by itself, so
that nobody waits for a hall full of them; what stops half-way is finished by the worker.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from core import jobs
from core.models import Job
from dialogues.models import Participant, ParticipantStatus, Session
from dialogues.notifications import session_letters

KIND = "guest_letters"
AHEAD = timedelta(hours=48)
CANCELLED, CHANGED, FEEDBACK, COMMENTS = "cancelled", "changed", "feedback", "comments"
WHETHER = frozenset({CANCELLED, CHANGED})  # letters that say whether and when a session is
COMING = (ParticipantStatus.REGISTERED, ParticipantStatus.WAITING)


def order(*, session: Session, letter: str, now: datetime) -> Job:
    """Order letters in the caller's transaction; ``write_ordered`` follows once it is over."""
    if letter in WHETHER:
        told = now if letter == CANCELLED else None
        _coming(session).update(told_cancelled_at=told)
    return jobs.start(
        kind=KIND,
        key=f"{session.pk}:{letter}:{now:%Y%m%d%H%M%S}",
        subject=lambda: str(session),
        arguments={"session": session.pk, "letter": letter},
        place=["dialogues:session", session.year, session.slot],
        by=None,
        now=now,
        to_worker=False,
    )


def write_ordered(order: Job) -> int:
    """Write the letters at once; say how many there were."""
    return jobs.run_here(order.pk).done


def write(job: Job) -> None:
    """Write what was ordered to whoever has no such letter yet."""
    session = Session.objects.get(pk=job.arguments["session"])
    guests = addressees(session, job.arguments["letter"])
    written = 0
    for guest in guests:
        written += _write_one(guest, job)
        jobs.progress(job, done=written)


def addressees(session: Session, letter: str) -> list[Participant]:
    whole = ("session", "enterprise", "agency")
    if letter in WHETHER:
        return list(_coming(session).select_related(*whole))
    present: Iterable[Participant] = session.participants.present().select_related(*whole)
    return [guest for guest in present if letter == COMMENTS or not guest.has_given_feedback]


def _coming(session: Session) -> QuerySet[Participant]:
    return session.participants.filter(status__in=COMING)


def _write_one(guest: Participant, job: Job) -> bool:
    letter, now = job.arguments["letter"], job.ordered_at
    if letter in WHETHER:
        return session_letters.notify_participant(participant=guest, step=letter, now=now)
    if letter == COMMENTS:
        return session_letters.open_comments(participant=guest, now=now)
    return session_letters.ask_feedback(participant=guest, now=now)


def remind_guests(*, now: datetime) -> int:
    """Remind those who registered two days before; not who did so within the last day."""
    soon = Session.objects.upcoming(now).filter(starts_at__gt=now, starts_at__lte=now + AHEAD)
    guests = Participant.objects.coming().filter(session__in=soon)
    known = guests.exclude(answered_at__gt=now - timedelta(days=1))
    rows = known.select_related("session", "enterprise", "agency").order_by("pk")
    return sum(session_letters.remind_guest(participant=guest, now=now) for guest in rows)
