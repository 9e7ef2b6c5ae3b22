"""Running one job: taken by one worker, given a pulse, and brought to a final state."""

import logging
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django_q.conf import Conf
from django_q.exceptions import TimeoutException

from core.errors import DomainError
from core.jobs import words
from core.jobs.heartbeat import Heartbeat, JobTaken
from core.jobs.kinds import kinds
from core.models import Job, JobState

logger = logging.getLogger("thuocdo.jobs")


def run(pk: int) -> None:
    """Do the work of a waiting job; a job that is running or has ended is left alone.

    What nobody foresaw is told on the job, and raised for the log of the worker.
    """
    job = claim(pk, now=timezone.now())
    if job is None:
        return
    try:
        result = _work(job)
    except JobTaken:
        logger.warning("job=%s attempt=%s was given to another", job.pk, job.attempts)
    except DomainError as refused:
        settle(job, JobState.REFUSED, message=words.refusal(refused))
    except (Exception, TimeoutException) as problem:
        settle(job, JobState.FAILED, message=explain(problem))
        raise
    else:
        settle(job, JobState.DONE, result=result or ())


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
    with nullcontext() if Conf.SYNC else Heartbeat(job) as job.pulse:
        return work(job)


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
    return words.sentence(words.UNFORESEEN, problem=type(problem).__name__)
