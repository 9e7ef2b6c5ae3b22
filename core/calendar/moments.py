"""Days as moments: what a database can look up in an index, where ``__date`` asks row by row."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import DateTimeField, F, Func, Q

from core.clock import timezone


def start_of(day: date) -> datetime:
    """The first moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time.min), ZoneInfo(settings.TIME_ZONE))


def end_of(day: date) -> datetime:
    """The first moment after a day here."""
    return start_of(day + timedelta(days=1))


def within(field: str, first: date, last: date) -> Q:
    """Moments from the first to the last of some days, both with them."""
    return Q(**{f"{field}__gte": start_of(first), f"{field}__lt": end_of(last)})


class EndOfDay(Func):
    """The first moment after the day in a column, computed by the database itself.

    Viet Nam knows no summer time, so that on SQLite one distance from UTC serves every day.
    """

    output_field = DateTimeField()

    def __init__(self, field: str) -> None:
        super().__init__(F(field))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        offset = (
            datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(settings.TIME_ZONE)).utcoffset()
        )
        minutes = int((offset or timedelta()).total_seconds() // 60)
        template = f"datetime(%(expressions)s, '+1 day', '{-minutes} minutes')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"((%(expressions)s + 1)::timestamp AT TIME ZONE '{settings.TIME_ZONE}')"
        return self.as_sql(compiler, connection, template=template, **context)
