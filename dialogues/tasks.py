"""What the worker does for the dialogues: thin functions, safe to repeat."""

from datetime import datetime
from typing import Any

from core.clock import timezone
from core.models import Job
from dialogues.issues import data_files
from dialogues.issues.actions import counting, escalation, following, replies, typed_drafts
from dialogues.reporting import kept_reports
from dialogues.sessions.actions import feedback, guest_letters


def send_scheduled_answers() -> int:
    return escalation.send_scheduled(now=timezone.now())


def send_new_link(*, number: str, email: str, asked_at: datetime) -> bool:
    """Look whether number and address belong together, and write the letter if they do."""
    return following.send_new_link(number=number, email=email, now=asked_at)


def escalate_issues() -> int:
    """Follow the calendar, remind, report what is late, chase minutes, close what is finished."""
    now = timezone.now()
    escalation.reckon(now=now)
    feedback.forget_late(now=now)
    typed_drafts.forget_old_typed(now=now)
    guest_letters.remind_guests(now=now)
    taken = (
        escalation.escalate(now=now)
        + escalation.chase_intake(now=now)
        + escalation.chase_minutes(now=now)
    )
    return taken + escalation.close_finished(now=now)


def write_guest_letters(job: Job) -> None:
    guest_letters.write(job)


def write_quarter_report(job: Job) -> tuple[Any, ...]:
    return kept_reports.write_report(job)


def count_quarter_report(job: Job) -> tuple[Any, ...]:
    return kept_reports.count_report(job)


def count_scores(job: Job) -> tuple[Any, ...]:
    counting.count_ordered(job, today=timezone.localdate())
    return ("dialogues:scorecard",)


def prepare_open_data(job: Job) -> None:
    data_files.prepare(job)


def read_replies() -> int:
    """Take in what came into the mailbox for replies, where one is set up."""
    return replies.read_mailbox(now=timezone.now())


def order_open_data() -> None:
    """Have the files of open data written where what is public has changed."""
    data_files.order(now=timezone.now())
