"""Counting large waves: ordered by whoever looks where nothing is kept."""

from datetime import datetime

from accounts.models import User
from core import jobs
from core.models import Job
from surveys.models import Wave

KIND = "wave_counts"


def order_count(*, wave: Wave, by: User, now: datetime) -> Job:
    """Have the worker count a wave and keep what it finds."""
    return jobs.start(
        kind=KIND,
        key=f"{wave.pk}:{wave.status}",
        subject=lambda: wave.title,
        arguments={"wave": wave.pk},
        place=["surveys:monitor", wave.pk],
        by=by,
        now=now,
    )
