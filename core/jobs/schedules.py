"""What the worker does by the clock: apps name tasks in ``ready``, ``migrate`` enters them."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.clock import timezone


@dataclass(frozen=True, slots=True)
class Repeated:
    name: str
    function: str
    minutes: int


_REPEATED: dict[str, Repeated] = {}


def every(minutes: int, function: str, *, name: str) -> None:
    """Have the worker call ``function`` (a dotted path) every so many minutes."""
    _REPEATED[name] = Repeated(name, function, minutes)


def enter(**_kwargs: Any) -> None:
    """Bring the worker's table in step with what apps have named; safe to repeat.

    Whoever migrates one app of an empty database has no such table yet.
    """
    from django_q.models import Schedule  # noqa: PLC0415 -- apps must be ready first

    if Schedule._meta.db_table not in connection.introspection.table_names():
        return
    Schedule.objects.filter(name__startswith="thuocdo:").exclude(
        name__in=[f"thuocdo:{name}" for name in _REPEATED]
    ).delete()
    _drop_repetitions(Schedule)
    for task in _REPEATED.values():
        Schedule.objects.update_or_create(
            name=f"thuocdo:{task.name}",
            defaults={
                "func": task.function,
                "schedule_type": Schedule.MINUTES,
                "minutes": task.minutes,
                "repeats": -1,
            },
            create_defaults={
                "func": task.function,
                "schedule_type": Schedule.MINUTES,
                "minutes": task.minutes,
                "repeats": -1,
                "next_run": timezone.true_now(),
            },
        )


def _drop_repetitions(schedules: Any) -> None:
    """Keep the first of several rows of one name: two machines may have migrated at once."""
    known: set[str] = set()
    for row in schedules.objects.filter(name__startswith="thuocdo:").order_by("pk"):
        if row.name in known:
            row.delete()
        known.add(row.name)
