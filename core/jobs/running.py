"""Running one job: taken by one worker, given a pulse, and brought to a final state."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any, TypeVar

from django.db import OperationalError, close_old_connections, connection
from django.db.models import F
from django_q.conf import Conf
from django_q.exceptions import TimeoutException

from core.clock import timezone
from core.errors import DomainError
from core.jobs import words
from core.jobs.heartbeat import Heartbeat, JobTaken
from core.jobs.kinds import kinds
from core.jobs.stopping import JobStopped, TurnOver
from core.models import Job, JobState

logger = logging.getLogger("thuocdo.jobs")
T = TypeVar("T")
PAUSES = (0.5, 2.0, 5.0, 15.0, 30.0)  # seconds; SQLite itself has waited before each
# PostgreSQL: serialization failure, deadlock, lock not available; stopping, starting, full; a
# connection that is gone has no state at all
PASSING = frozenset({"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300"})


def run(pk: int) -> None:
    """Do the work of a waiting job; a job that is running or has ended is left alone.

    What nobody foresaw is told on the job, and raised for the log of the worker.
    """
    job = insist(lambda: claim(pk, now=timezone.now()))
    if job is None:
        return
    try:
        result = _work(job)
    except JobTaken:
        logger.warning("job=%s attempt=%s was given to another", job.pk, job.attempts)
    except JobStopped as stopped:
        give_back(job, words.NEXT_TURN if isinstance(stopped, TurnOver) else words.WORKER_STOPS)
    except DomainError as refused:
        settle(job, JobState.REFUSED, message=words.refusal(refused))
    except (Exception, TimeoutException) as problem:
        settle(job, JobState.FAILED, message=explain(problem))
        raise
    else:
        done = result or ()
        insist(lambda: settle(job, JobState.DONE, result=done))


def run_here(pk: int) -> Job:
    """Run a job in this process, for work so short that a page can wait; failures are logged."""
    try:
        run(pk)
    except Exception:
        logger.exception("job=%s failed", pk)
    return Job.objects.get(pk=pk)


def claim(pk: int, *, now: datetime) -> Job | None:
    """Take a waiting job for this attempt; None when another has it, or it has ended."""
    taken = (
        Job.objects.waiting()
        .filter(pk=pk)
        .update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            started_at=now,
            heartbeat_at=now,
            message={},
        )
    )
    return Job.objects.select_related("ordered_by").get(pk=pk) if taken else None


def _work(job: Job) -> Sequence[Any] | None:
    work = kinds()[job.kind].load()
    # work inside somebody's transaction holds the database and shows nothing until that ends
    is_watched = not (Conf.SYNC or connection.in_atomic_block)
    with Heartbeat(job) if is_watched else nullcontext() as job.pulse:
        return insist(lambda: work(job))


def insist(work: Callable[[], T]) -> T:
    """Call again what met a busy database; work may be stopped anywhere and does nothing twice."""
    for pause in PAUSES:
        try:
            return work()
        except OperationalError as problem:
            if not is_busy(problem):
                raise
            logger.warning("database busy, trying again in %s s", pause)
            close_old_connections()
            time.sleep(pause)
    return work()


def is_busy(problem: BaseException) -> bool:
    """Whether another held the database, two stood in each other's way, or it was just away."""
    if not isinstance(problem, OperationalError):
        return False
    name = getattr(problem.__cause__, "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    state = getattr(problem.__cause__, "sqlstate", None)
    return state is None or state in PASSING


def give_back(job: Job, because: str) -> None:
    """Leave a job to the next worker; that it was stopped is no attempt that failed."""
    said = words.sentence(because)
    Job.objects.held_by(job).update(
        state=JobState.WAITING,
        message=said,
        handed_at=None,
        attempts_allowed=F("attempts_allowed") + 1,
        done=job.done,
        of=job.of,
    )


def settle(
    job: Job,
    state: JobState,
    *,
    message: dict[str, str] | None = None,
    result: Sequence[Any] = (),
) -> bool:
    """Write the final state, unless another attempt holds the job; tell whether it was written."""
    done = job.of if state == JobState.DONE and job.of is not None else job.done
    return bool(
        Job.objects.held_by(job).update(
            state=state,
            message=message or {},
            result=list(result),
            done=done,
            of=job.of,
            ended_at=timezone.now(),
        )
    )


def explain(problem: BaseException) -> dict[str, str]:
    """Put what nobody foresaw into a sentence for the person who ordered the work."""
    if isinstance(problem, TimeoutException):
        return words.sentence(words.TOOK_TOO_LONG, minutes=Conf.TIMEOUT // 60)
    if is_busy(problem):
        return words.sentence(words.DATABASE_BUSY)
    return words.sentence(words.UNFORESEEN, problem=type(problem).__name__)
