"""What the worker does every day: remind, escalate, send what is due, close what is finished."""

from datetime import date, datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models.functions import Coalesce

from core.access import Role
from core.calendar.working_days import Calendar
from core.clock.timezone import localdate
from dialogues.errors import NotFromHere
from dialogues.issues.actions import answers
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By, lock_issue, record
from dialogues.models import (
    Answer,
    AnswerStatus,
    Clock,
    ClockRole,
    Issue,
    Minutes,
    MinutesStatus,
)
from dialogues.notifications import letters, session_letters
from dialogues.workflow import deadlines, transitions
from dialogues.workflow.deadlines import PLANNER, Rung
from dialogues.workflow.transitions import Informed

INTAKE_AT_LEAST = timedelta(days=deadlines.INTAKE_DAYS)  # working days take no less
MOST_AT_ONCE = 10_000  # of a kind an hour: the others follow, and nothing else has to wait
FARTHEST_REMINDER = timedelta(days=30)  # no holiday is longer than this


def escalate(*, now: datetime) -> int:
    """Take every rung of the ladder that is due, once; say how many were taken."""
    today, calendar = localdate(now), Calendar.load()
    reached = cache(lambda due: list(deadlines.rungs_reached(due, today, calendar)))
    clocks = Clock.objects.running().of_live_issues().filter(handed_over=False)
    near = clocks.filter(due_on__lte=today + FARTHEST_REMINDER).order_by("pk")
    rows = near.values_list("pk", "due_on", "promised_on", "told")
    owed = [
        (pk, rung)
        for pk, due, promised, told in rows
        for rung in reached(promised or due)
        if _key(promised or due, rung) not in told
    ]
    return sum(take_rung(pk=pk, rung=rung, now=now) for pk, rung in owed[:MOST_AT_ONCE])


def _key(due: date, rung: Rung) -> str:
    return f"{due.isoformat()}:{rung.name}"


@transaction.atomic
def take_rung(*, pk: int, rung: Rung, now: datetime) -> bool:
    """Remind or report once for each due date, with a line in the history."""
    clock = Clock.objects.select_related("issue", "agency", "ground").get(pk=pk)
    issue = lock_issue(clock.issue)
    clock.refresh_from_db()
    key = _key(clock.due_now, rung)
    if key in clock.told or clock.stopped_at or issue.state not in transitions.IN_HAND:
        return False
    clock.told = [*clock.told, key]
    clock.save(update_fields=["told"])
    if rung.to == Informed.STAFF:
        to = letters.people_with(Role.STAFF)
    elif rung.to == PLANNER:
        to = letters.people_with(Role.PLANNER)
    else:
        to = letters.officers_of(clock.agency)
    is_over, act = rung.act == "escalate", rung.act
    if not any(each.email for each in to):
        act, to = "unreached", letters.people_with(Role.STAFF)  # somebody can print and telephone
    count = letters.notify_overdue(
        clock=clock, to=to, key=key, days=rung.days, is_over=is_over, now=now
    )
    record(
        issue=issue,
        act=act,
        by=By.the_platform(),
        now=now,
        clocks=[clock],
        to=str(rung.to),
        letters=count,
        agency=clock.agency_id,
    )
    return True


def send_scheduled(*, now: datetime) -> int:
    """Send the approved answers whose time has come."""
    due = Answer.objects.filter(status=AnswerStatus.SCHEDULED, publish_at__lte=now)
    sent = 0
    for answer in due.select_related("issue", "agency", "approved_by"):
        answers.publish_scheduled(answer=answer, now=now)
        sent += answer.status == AnswerStatus.PUBLISHED
    return sent


def close_finished(*, now: datetime) -> int:
    """Close what was confirmed, and what nobody reopened within the period."""
    today = localdate(now)
    calendar = Calendar.load()
    states = [*transitions.REPLIED, transitions.State.CONFIRMED]
    earliest = now - timedelta(days=deadlines.REOPEN_DAYS)
    rows = Issue.objects.filter(state__in=states, answered_at__lt=earliest).order_by("pk")
    ended = cache(lambda day: today > deadlines.last_day_to_reopen(day, calendar))
    over = [
        pk
        for pk, answered_at in rows.values_list("pk", "answered_at")
        if answered_at and ended(answered_at.replace(minute=0, second=0, microsecond=0))
    ]
    return sum(_close(Issue.objects.get(pk=pk), now) for pk in over[:MOST_AT_ONCE])


def _close(issue: Issue, now: datetime) -> bool:
    """Close one issue, unless somebody acted on it since it was listed."""
    try:
        steps.close(issue=issue, by=By.the_platform(), now=now)
    except NotFromHere:
        return False
    return True


@transaction.atomic
def reckon_clock(*, clock: Clock, calendar: Calendar, now: datetime) -> bool:
    """Move a running deadline to where the corrected calendar puts it, with a line in the history.

    A promised day stays: the agency chose it.
    """
    issue = lock_issue(clock.issue)
    clock.refresh_from_db()
    deadline = calendar.add(clock.started_on, clock.working_days)
    if clock.stopped_at or issue.state not in transitions.IN_HAND or deadline.day == clock.due_on:
        return False
    clock.due_on, clock.skipped = deadline.day, deadlines.as_json(deadline)
    clock.save(update_fields=["due_on", "skipped"])
    leads = clock.role == ClockRole.LEAD and clock.promised_on is None
    changes = {"due_on": clock.due_on} if leads else {}
    record(
        issue=issue,
        act="reckon",
        by=By.the_platform(),
        now=now,
        clocks=[clock],
        changes=changes,
    )
    return True


def reckon(*, now: datetime) -> int:
    """Compare every running deadline with the calendar as it is today; say how many moved."""
    calendar = Calendar.load()
    running = Clock.objects.running().of_live_issues().filter(handed_over=False)
    spans = running.order_by().values_list("started_on", "working_days", "due_on").distinct()
    moved = 0
    for started, days, due in sorted(spans):
        if calendar.add(started, days).day != due:
            same = running.filter(started_on=started, working_days=days, due_on=due)
            for clock in same.select_related("issue").order_by("pk"):
                moved += reckon_clock(clock=clock, calendar=calendar, now=now)
    return moved


def chase_intake(*, now: datetime) -> int:
    """Write to the Association, once an issue, about what waits there for too long."""
    today = localdate(now)
    calendar = Calendar.load()
    waiting = Issue.objects.filter(state__in=transitions.UNASSIGNED).annotate(
        since=Coalesce("contested_at", "received_at")
    )
    written = 0
    for issue in waiting.filter(since__lt=now - INTAKE_AT_LEAST).order_by("pk"):
        late = calendar.between(deadlines.intake_due(issue.intake_from, calendar), today)
        written += late > 0 and letters.chase_intake(issue=issue, days=late, now=now)
    return written


def chase_minutes(*, now: datetime) -> int:
    """Write to the Association every second working day while minutes are late."""
    today = localdate(now)
    calendar = Calendar.load()
    late = Minutes.objects.exclude(status=MinutesStatus.SIGNED).filter(due_on__lt=today)
    chased = 0
    for minutes in late.select_related("session"):
        days = calendar.between(minutes.due_on, today)
        if days % 2 == 1:
            session_letters.chase_minutes(minutes=minutes, days=days, now=now)
            chased += 1
    return chased
