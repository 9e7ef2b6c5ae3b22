"""The ladder of reminders as it is planned, with who would get each of them today."""

from dataclasses import dataclass

from surveys.fieldwork.recipients import recipients
from surveys.models import Reminder, SendingKind, Wave


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """A rung; of one that is not written yet, how many it would reach by message and on paper."""

    reminder: Reminder
    by_message: int
    on_paper: int


def planned_reminders(wave: Wave) -> list[PlannedReminder]:
    return [_plan_of(wave, reminder) for reminder in wave.reminders.all()]


def _plan_of(wave: Wave, reminder: Reminder) -> PlannedReminder:
    if reminder.written_at or wave.is_closed:
        return PlannedReminder(reminder, reminder.messages_written, reminder.letters_written)
    kinds = (SendingKind.REMINDER, SendingKind.PAPER_REMINDER)
    by_message, on_paper = (recipients(wave, kind, reminder).count() for kind in kinds)
    return PlannedReminder(reminder, by_message, on_paper)
