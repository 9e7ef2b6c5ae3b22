"""The sign of life of work that runs: a thread of its own writes it, with the progress made.

It has its own connection, so that what it writes is seen at once, whatever transaction the work is
in, and the work never waits for it.
"""

import logging
import threading
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connections

from core.clock import timezone
from core.jobs import stopping, words
from core.jobs.kinds import kinds
from core.models import Job

logger = logging.getLogger("thuocdo.jobs")

BEAT = timedelta(seconds=10)
TURN = timedelta(minutes=10)  # of the fifteen after which a job is stopped
PAUSE = 1.0  # seconds between two writings, however fast the work goes on


class JobTaken(Exception):
    """Nothing was heard of this attempt for so long that the job was given to another."""


class Heartbeat:
    """Writes that a job is alive for as long as the block lasts."""

    def __init__(self, job: Job, *, every: timedelta = BEAT) -> None:
        self.job, self.every = job, every
        self.is_taken = False
        self._news, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"job-{job.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._news.set()
        self._thread.join()

    def request_write(self) -> None:
        """Have what the job says now written soon; refuse if another attempt holds the job."""
        if self.is_taken:
            raise JobTaken
        self._news.set()

    def _beat(self) -> None:
        try:
            while not self._over.is_set():
                self._news.wait(self.every.total_seconds())
                self._news.clear()
                if not self._over.is_set():
                    self._write()
                self._over.wait(PAUSE)
        finally:
            connections.close_all()

    def _write(self) -> None:
        try:
            self.is_taken = not write(self.job)
        except DatabaseError as problem:  # a busy database must not end the pulse
            logger.warning("job=%s heartbeat not written: %s", self.job.pk, type(problem).__name__)


def write(job: Job) -> bool:
    """Write sign of life and progress; tell whether this attempt still holds the job."""
    return bool(
        Job.objects.held_by(job).update(
            heartbeat_at=timezone.now(), done=job.done, of=job.of, message=job.message
        )
    )


def progress(
    job: Job, *, done: int | None = None, of: int | None = None, stage: str | None = None
) -> None:
    """Tell how far the work has come; ``stage`` is a sentence marked for translation.

    Raises ``JobStopped`` when the worker is being stopped, or when a job that goes on where it
    stopped has run for long: each step is a good place to end.
    """
    if stopping.is_stopping():
        raise stopping.JobStopped
    if _has_had_its_turn(job):
        raise stopping.TurnOver
    if of is not None:
        job.of = of
    if done is not None:
        job.done = done if job.of is None else min(done, job.of)
    if stage is not None:
        job.message = words.sentence(stage)
    if job.pulse is not None:
        job.pulse.request_write()
    elif job.attempts:  # else nobody has taken it: the work is done without its job
        write(job)


def _has_had_its_turn(job: Job) -> bool:
    """Whether others should have the worker, well before it would be stopped by the clock."""
    kind = kinds().get(job.kind)
    is_long = job.started_at and timezone.now() - job.started_at > TURN
    return bool(is_long and kind and kind.goes_on)
