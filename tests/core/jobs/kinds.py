"""Kinds of work that only tests order."""

from core import jobs
from core.jobs.kinds import Kind
from core.models import Job
from surveys.errors import EntriesDiffer

runs: list[int] = []  # the jobs that were worked on, one entry each time


def count(job: Job) -> tuple[object, ...] | None:
    """Count to what the order says."""
    runs.append(job.pk)
    to = job.arguments.get("to", 1)
    for number in range(1, to + 1):
        jobs.progress(job, done=number, of=to)
    return ("calendar",)


def refuse(job: Job) -> None:
    raise EntriesDiffer(3)


def fail(job: Job) -> None:
    jobs.progress(job, done=1, of=4)
    raise ZeroDivisionError


KINDS = (
    Kind("count", "counting", "tests.core.jobs.kinds.count", "surveys.invite"),
    Kind("refuse", "refusing", "tests.core.jobs.kinds.refuse", "surveys.invite"),
    Kind("fail", "failing", "tests.core.jobs.kinds.fail", "surveys.invite"),
    Kind("open", "open work", "tests.core.jobs.kinds.count", "surveys.invite", is_public=True),
    Kind("kept", "kept work", "tests.core.jobs.kinds.count", "surveys.invite", is_kept=True),
    Kind("long", "long work", "tests.core.jobs.kinds.count", "surveys.invite", goes_on=True),
)
