"""The worker of the tests: it does what has been ordered when a test tells it to."""

from django.utils import timezone

from core import jobs
from core.models import Job


def do_the_work() -> list[Job]:
    """Run everything that waits, as the worker would; failures are told on the jobs."""
    waiting = list(Job.objects.waiting().order_by("pk"))
    return [jobs.run_here(job.pk) for job in waiting]


def ordered(kind: str, **arguments: object) -> Job:
    """An order as a page gives it, not yet handed to anybody."""
    by = arguments.pop("by", None)
    key = "-".join(str(each) for each in arguments.values())
    return jobs.start(kind=kind, key=key, by=by, now=timezone.now(), arguments=arguments)
