"""No state lies for long: what a dead worker held is found, by the clock and by every reader."""

from datetime import datetime, timedelta

from django.db import OperationalError
from django_q.models import OrmQ

from core.clock import timezone
from core.jobs import words
from core.jobs.orders import hand_over
from core.models import Job, JobState

SILENCE = timedelta(seconds=90)
THREE_BEATS = timedelta(seconds=30)
HANDED_LONG_AGO = timedelta(minutes=2)


def settle_lost(*, now: datetime, eldest: datetime | None = None) -> int:
    """Take jobs from workers of which nothing was heard; tell how many there were.

    ``eldest`` is when the eldest worker that lives was started: what gave its last sign of life
    before was held by none of them, so three missed beats are silence enough.

    They wait for the next worker, or have failed when there were attempts enough. A job that gives
    a sign of life at this very moment is left alone.
    """
    before = now - SILENCE
    if eldest:
        before = max(before, min(eldest, now - THREE_BEATS))
    lost = list(Job.objects.silent_since(before))
    return sum(_settle(job, now) for job in lost)


def _settle(job: Job, now: datetime) -> bool:
    still = Job.objects.held_by(job).filter(heartbeat_at=job.heartbeat_at)
    numbers = {"attempt": job.attempts, "allowed": job.attempts_allowed}
    if job.attempts < job.attempts_allowed:
        said = words.sentence(words.BEGINS_AGAIN, **numbers)
        changed = still.update(state=JobState.WAITING, message=said, handed_at=None)
    else:
        said = words.sentence(words.STOPPED_TOO_OFTEN, **numbers)
        changed = still.update(state=JobState.FAILED, message=said, ended_at=now)
    return bool(changed)


def refresh(*, now: datetime) -> None:
    """Settle what is lost before reading; a busy database keeps no page from its reader."""
    try:
        settle_lost(now=now)
    except OperationalError:
        return


def hand_over_again(*, now: datetime) -> int:
    """Give the worker what waits and is in no queue, as its carrier was lost; tell how many.

    While anything stands in the queue the worker is merely busy.
    """
    waiting = Job.objects.waiting()
    never = waiting.filter(handed_at__isnull=True, ordered_at__lt=now - timedelta(seconds=5))
    found = set(never.values_list("pk", flat=True))
    if not OrmQ.objects.filter(lock__lte=timezone.true(now)).exists():
        long_ago = waiting.filter(handed_at__lt=now - HANDED_LONG_AGO)
        found |= set(long_ago.values_list("pk", flat=True))
    for pk in sorted(found):
        hand_over(pk)
    return len(found)
