"""The shape of a thing to do."""

from dataclasses import dataclass
from datetime import date, timedelta

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of the first page; ``kind`` is "", "signal" (needs somebody) or "bad" (late)."""

    what: str
    url: str
    icon: str
    note: str = ""
    due: date | None = None
    late: bool = False
    kind: str = ""
    is_event: bool = False  # the day is when it happens, not by when it must be done
    share: float | None = None  # how much of it is done, 0-1


def urgency(due: date, today: date) -> str:
    """How pressing a day is: past, within a week, or later."""
    if due < today:
        return "bad"
    return "signal" if due - today <= SOON else ""
