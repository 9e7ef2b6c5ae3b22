"""What the worker does for everybody: send the outbox, show that it lives, tidy up."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_q.models import Success

from core import outbox

HEARTBEAT = "worker-heartbeat"
KEEP_TASKS = timedelta(days=14)


def send_outbox() -> int:
    beat()
    return outbox.send_due(now=timezone.now())


def beat() -> None:
    """Note that a worker is alive; the health page reads it."""
    cache.set(HEARTBEAT, timezone.now().isoformat(), None)


def last_beat() -> datetime | None:
    noted = cache.get(HEARTBEAT)
    return parse_datetime(noted) if noted else None


def tidy_up() -> None:
    """Forget sessions that have ended and tasks that went well two weeks ago."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Success.objects.filter(stopped__lt=now - KEEP_TASKS).delete()
