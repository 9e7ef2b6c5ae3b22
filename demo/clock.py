"""The moment at which the demonstration plays, and how its clock goes on from there.

While the demonstration is stopped its time stands still: started again, it goes on two minutes
after the worker was last heard of. Why, and what keeps the true time: docs/decisions/clock.md.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core import tasks
from core.clock import shift, timezone
from core.errors import DomainError
from core.models import SiteState

BEGINS_AT = datetime(2018, 12, 5, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
AFTER_A_STOP = timedelta(minutes=2)


class ClockOfADemonstration(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The data folder holds the clock of a demonstration (%(file)s), but this database"
                " is none: it would be told a day of the past. Delete that file, or give DATA_DIR"
                " and DATABASE_URL of one and the same installation."
            )
            % {"file": settings.DATA_DIR / shift.NAME}
        )


def turn_to(moment: datetime) -> None:
    """Let this process, and all that start after it, go on from a moment."""
    distance = moment - timezone.true_now()
    settings.CLOCK_SHIFT = timedelta(seconds=round(distance.total_seconds()))
    shift.note(settings.DATA_DIR, settings.CLOCK_SHIFT)


def go_on() -> None:
    """Go on where the demonstration was stopped; at its beginning if nobody has played it yet.

    One that runs, and one without a clock of its own, is left alone.
    """
    if not settings.CLOCK_SHIFT or not tasks.is_silent(timezone.now()):
        return
    heard = tasks.last_beat()
    turn_to(heard + AFTER_A_STOP if heard else BEGINS_AT)


def forget() -> None:
    """Tell the true time again."""
    settings.CLOCK_SHIFT = timedelta()
    shift.forget(settings.DATA_DIR)


def require_truth() -> None:
    """Refuse to start a real installation with the clock of a demonstration.

    Says nothing while the database is away or has no tables yet: other messages tell that.
    """
    if not settings.CLOCK_SHIFT:
        return
    try:
        is_demonstration = SiteState.objects.filter(is_demonstration=True).exists()
    except DatabaseError:
        return
    if not is_demonstration:
        raise ClockOfADemonstration
