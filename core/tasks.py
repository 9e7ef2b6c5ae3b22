"""What the worker does for everybody: send the outbox, show that it lives, tidy up."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils.dateparse import parse_datetime
from django_q.conf import Conf
from django_q.models import OrmQ, Success
from django_q.status import Stat

from core import jobs, printing
from core.backups import noting
from core.clock import timezone
from core.jobs.kinds import kinds
from core.messaging import sending
from core.models import Job
from core.tabular import long_tables

HEARTBEAT = "worker-heartbeat"
SILENCE = timedelta(minutes=5)
KEEP_TASKS = timedelta(days=14)
KEEP_JOBS = timedelta(days=90)


def send_outbox() -> int:
    beat()
    free_the_lost(now=timezone.true_now())
    return sending.send_due(now=timezone.now())


def sweep_jobs() -> None:
    """Find what a dead worker held, and give what waits in no queue to the worker."""
    now = timezone.now()
    births = _births()
    eldest = now - (timezone.true_now() - min(births)) if births else None
    jobs.settle_lost(now=now, eldest=eldest)
    jobs.hand_over_again(now=now)


def free_the_lost(*, now: datetime) -> int:
    """Give back at once what a killed worker had taken; else it would wait for the queue's retry.

    ``now`` is the true one, by which the queue sets its locks.

    A task was taken ``RETRY`` seconds before its lock ends; if every worker that lives was started
    after that, whoever took it is dead.
    """
    births = _births()
    if not births:
        return 0
    taken_before = min(births) + timedelta(seconds=Conf.RETRY)
    given_back: int = OrmQ.objects.filter(lock__gt=now, lock__lt=taken_before).update(lock=now)
    return given_back


def _births() -> list[datetime]:
    """When the workers that live were started, by the true clock."""
    return [found.tob for found in Stat.get_all()]


def beat() -> None:
    """Note that a worker is alive; the health page reads it."""
    cache.set(HEARTBEAT, timezone.now().isoformat(), None)


def last_beat() -> datetime | None:
    noted = cache.get(HEARTBEAT)
    return parse_datetime(noted) if noted else None


def is_silent(now: datetime) -> bool:
    """Whether no worker has been heard of for so long that none can be running."""
    seen = last_beat()
    return seen is None or now - seen > SILENCE


def take_backup(job: Job) -> tuple[str]:
    """Take a backup into the data folder and restore it once on trial."""
    noting.take_here(by=job.ordered_by, now=timezone.now())
    return ("backups",)


def erase_tables() -> None:
    """Erase long tables a day after they were written."""
    long_tables.erase_old(now=timezone.now())


def forget_printed() -> None:
    """Erase papers that were printed for everybody an hour ago."""
    printing.forget_printed(now=timezone.now())


def tidy_up() -> None:
    """Forget sessions that have ended, tasks that went well two weeks ago, orders of last season.

    Orders that belong to a record of their own stay with it.
    """
    now = timezone.now()
    Session.objects.filter(expire_date__lt=timezone.true(now)).delete()
    Success.objects.filter(stopped__lt=timezone.true(now) - KEEP_TASKS).delete()
    kept = [kind.code for kind in kinds().values() if kind.is_kept]
    Job.objects.final().filter(ended_at__lt=now - KEEP_JOBS).exclude(kind__in=kept).delete()
