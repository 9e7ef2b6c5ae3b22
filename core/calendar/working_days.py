"""Vietnamese working days: weekends, public holidays, swap days, and what staff corrected.

The ``holidays`` library knows the published calendar, swap days included; a day it does not know
yet, or knows wrongly, is entered as a ``CalendarCorrection`` and wins.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import holidays
from django.utils.translation import gettext_noop

from core.clock import timezone
from core.models import CalendarCorrection, DayKind
from core.remembered.requests import once_a_request

DAY = timedelta(days=1)
# Decided after the library's table was made: offices rest on the first day and work on the second.
SWAPS = {date(2026, 1, 2): date(2026, 1, 10)}
SATURDAY = gettext_noop("Saturday")
SUNDAY = gettext_noop("Sunday")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was not counted. ``reason`` is a weekday's name in English or a holiday's in
    Vietnamese; templates translate the former."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Deadline:
    day: date
    skipped: tuple[Skipped, ...]


@cache
def _published_holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year, language="vi")


def read_holidays() -> None:
    """Load what the holidays are told by, so that no page waits for it."""
    _published_holidays(timezone.localdate().year)


@once_a_request
def _corrections() -> dict[date, tuple[str, str]]:
    rows = CalendarCorrection.objects.values_list("day", "kind", "reason")
    return {day: (kind, reason) for day, kind, reason in rows}


@dataclass(frozen=True)
class Calendar:
    """The days on which offices are closed; loaded once, asked often."""

    corrections: dict[date, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Calendar":
        return cls(_corrections())

    def why_closed(self, day: date) -> str:
        """Say why offices are closed; an empty string when they are open."""
        if day in self.corrections:
            kind, reason = self.corrections[day]
            return reason if kind == DayKind.CLOSED else ""
        if day in SWAPS:
            return f"Nghỉ, làm bù ngày {SWAPS[day]:%d/%m/%Y}"
        if day in SWAPS.values():
            return ""
        published = _published_holidays(day.year)
        if day in published.weekend_workdays:
            return ""
        if holiday := published.get(day):
            return str(holiday)
        return {5: SATURDAY, 6: SUNDAY}.get(day.weekday(), "")

    def is_open(self, day: date) -> bool:
        return not self.why_closed(day)

    def add(self, day: date, count: int) -> Deadline:
        """Find the working day that comes ``count`` working days after ``day``, or before it."""
        step = DAY if count >= 0 else -DAY
        skipped: list[Skipped] = []
        left = abs(count)
        while left:
            day += step
            if reason := self.why_closed(day):
                skipped.append(Skipped(day, reason))
            else:
                left -= 1
        return Deadline(day, tuple(skipped))

    def between(self, first: date, last: date) -> int:
        """Count the working days after ``first``, up to and with ``last``; negative backwards."""
        if last < first:
            return -self.between(last, first)
        return sum(self.is_open(day) for day in _days(first + DAY, last))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def working_days_between(first: date, last: date) -> int:
    return Calendar.load().between(first, last)
