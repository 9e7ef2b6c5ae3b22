"""How long things take, in Vietnamese working days, and who hears when they take longer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from core.calendar.working_days import Calendar, Deadline
from core.clock.timezone import localdate
from dialogues.workflow.transitions import Informed

LEAD_DAYS = 10
COORDINATOR_DAYS = 5
REOPEN_DAYS = 15
INTAKE_DAYS = 3  # of the Association: from receipt to an agency, or to a refusal
MINUTES_DAYS = 10  # five to write them, five in which those who were there comment
COMMENT_DAYS = 5
FARTHEST_COMMITMENT = timedelta(days=731)  # two years
PLANNER = "planner"
TOLD_IN_TURN = (Informed.LEAD, Informed.STAFF, PLANNER)


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: a reminder before the day, or a report after it."""

    name: str
    act: str
    to: str
    days: int


def rungs_reached(due: date, today: date, calendar: Calendar) -> Iterator[Rung]:
    """Every report that is due by now; of the reminders only the one that still makes sense."""
    left = calendar.between(today, due)
    if left >= 0:
        near = [days for days in settings.DIALOGUE_REMINDERS if left <= days]
        if near:
            yield Rung(f"before-{min(near)}", "remind", Informed.LEAD, left)
        return
    for days, to in zip(settings.DIALOGUE_REPORTS, TOLD_IN_TURN, strict=True):
        if -left >= days:
            yield Rung(f"after-{days}", "escalate", to, -left)


def is_near(left: int) -> bool:
    """Whether a day is as near as the first reminder."""
    return left <= max(settings.DIALOGUE_REMINDERS)


def last_day_to_reopen(answered_at: datetime, calendar: Calendar) -> date:
    return calendar.add(localdate(answered_at), REOPEN_DAYS).day


def intake_due(received_at: datetime, calendar: Calendar) -> date:
    """By when the Association passes an issue on; its stage has a clock like every other."""
    return calendar.add(localdate(received_at), INTAKE_DAYS).day


def as_json(deadline: Deadline) -> list[dict[str, str]]:
    return [{"day": each.day.isoformat(), "reason": each.reason} for each in deadline.skipped]
