"""What time it is, asked by the names that Django has for it: ``timezone.now()``, ``localdate()``.

All code of ours asks here, and the linter refuses Django's own. The two are the same, except in a
demonstration: its clock is ``settings.CLOCK_SHIFT`` away from the true one and runs as that does.
What keeps doors (sessions, codes, signed links, the second factor, limits on tries) and the locks
of the queue are Django's and allauth's: they know the true time alone, which ``true_now`` tells.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone as true_clock

get_current_timezone = true_clock.get_current_timezone
is_naive = true_clock.is_naive
make_aware = true_clock.make_aware


def now() -> datetime:
    """The moment it is: all that is stored, shown or compared with what was stored."""
    return by_our_clock(true_clock.now())


def localdate(value: datetime | None = None, timezone: ZoneInfo | None = None) -> date:
    """The day of a moment here; without one, today."""
    return localtime(value, timezone).date()


def localtime(value: datetime | None = None, timezone: ZoneInfo | None = None) -> datetime:
    """A moment by the clock on the wall here; without one, now.

    The zone is that of the installation, of which no visitor chooses another.
    """
    zone = timezone or true_clock.get_default_timezone()
    return true_clock.localtime(now() if value is None else value, zone)


@dataclass(frozen=True, slots=True)
class Played:
    """What a page says of a clock that is not the true one: its day, and for scripts how far."""

    today: date
    milliseconds: int


def find_demonstration() -> Played | None:
    """The clock of a demonstration; None where the clock is the true one."""
    if not settings.CLOCK_SHIFT:
        return None
    return Played(localdate(), round(settings.CLOCK_SHIFT.total_seconds() * 1000))


def true_now() -> datetime:
    """The moment it is outside: for what Django, allauth and django-q compare with their own."""
    return true_clock.now()


def true(moment: datetime) -> datetime:
    """A moment of our clock by the true one."""
    return moment - settings.CLOCK_SHIFT


def by_our_clock(moment: datetime) -> datetime:
    """A moment of the true clock by ours."""
    return moment + settings.CLOCK_SHIFT
