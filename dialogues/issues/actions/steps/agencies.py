"""The agencies of an issue, each with its clock."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core.calendar.working_days import Calendar
from core.clock.timezone import localdate
from dialogues.errors import (
    GroundNotUsable,
    LongerThanGround,
    NeedsReason,
    NotFromHere,
    ReadItFirst,
    SameAgency,
)
from dialogues.issues.actions.steps.moves import (
    By,
    keep_hidden,
    lock_issue,
    move,
    permit_step,
    record,
)
from dialogues.models import Clock, ClockRole, DeadlineGround, Issue
from dialogues.notifications import letters
from dialogues.workflow import deadlines, transitions
from directory.models import Agency

INHERITED = [
    "role",
    "round",
    "started_on",
    "working_days",
    "due_on",
    "ground",
    "skipped",
    "promised_on",
    "postponements",
    "replied_at",
    "told",
]


def keep_within(ground: DeadlineGround | None, days: int, now: datetime) -> None:
    """Refuse a deadline that rests on a document not in force, or lasts longer than it allows."""
    if ground is None:
        return
    if not ground.is_usable(localdate(now)):
        raise GroundNotUsable(ground)
    if days > ground.working_days:
        raise LongerThanGround(ground)


def new_clock(
    *,
    issue: Issue,
    agency: Agency,
    role: ClockRole,
    days: int,
    now: datetime,
    calendar: Calendar,
    ground: DeadlineGround | None = None,
) -> Clock:
    """Start the clock of an agency. Its deadline is computed here, once."""
    keep_within(ground, days, now)
    today = localdate(now)
    deadline = calendar.add(today, days)
    return Clock.objects.create(
        issue=issue,
        agency=agency,
        role=role,
        round=issue.round,
        started_on=today,
        taken_on=today,
        working_days=days,
        due_on=deadline.day,
        ground=ground,
        skipped=deadlines.as_json(deadline),
    )


def stop_clocks(issue: Issue, now: datetime) -> list[Clock]:
    """Stop what still runs on an issue that is answered or over."""
    calendar = Calendar.load()
    stopped = list(issue.clocks.running().filter(round=issue.round))
    for clock in stopped:
        clock.stopped_at = now
        clock.worked_days = calendar.between(clock.started_on, localdate(now))
        clock.save(update_fields=["stopped_at", "worked_days"])
    return stopped


@transaction.atomic
def assign(
    *,
    issue: Issue,
    by: By,
    now: datetime,
    lead: Agency,
    coordinators: Iterable[Agency] = (),
    days: int = deadlines.LEAD_DAYS,
    coordinator_days: int = deadlines.COORDINATOR_DAYS,
    ground: DeadlineGround | None = None,
    coordinator_ground: DeadlineGround | None = None,
    reason: str = "",
) -> Issue:
    """Give the issue to its agencies; each gets its own clock."""
    lock_issue(issue)
    permit_step(issue, "assign", by)
    if issue.suspected_kind:
        raise ReadItFirst
    keep_hidden(issue, f"{issue.title} {issue.text}")
    calendar = Calendar.load()
    clock = new_clock(
        issue=issue,
        agency=lead,
        role=ClockRole.LEAD,
        days=days,
        now=now,
        calendar=calendar,
        ground=ground,
    )
    others = [
        new_clock(
            issue=issue,
            agency=agency,
            role=ClockRole.COORDINATING,
            days=coordinator_days,
            now=now,
            calendar=calendar,
            ground=coordinator_ground,
        )
        for agency in coordinators
        if agency != lead
    ]
    move(
        issue=issue,
        act="assign",
        by=by,
        now=now,
        reason=reason,
        clocks=[clock, *others],
        lead=lead,
        due_on=clock.due_on,
    )
    return issue


@transaction.atomic
def ask_hand_over(*, issue: Issue, by: By, now: datetime, agency: Agency, reason: str) -> Issue:
    """Ask the Association to pass the lead on; until it agrees everything stays as it is."""
    lock_issue(issue)
    transition = permit_step(issue, "ask_hand_over", by)
    if not reason.strip():
        raise NeedsReason
    if issue.lead_id == agency.pk:
        raise SameAgency(agency)
    said = f"{agency}: {reason}"[:500]
    event = record(issue=issue, act="ask_hand_over", by=by, now=now, reason=said, to=agency.pk)
    letters.notify_step(issue=issue, transition=transition, event=event, now=now)
    return issue


@transaction.atomic
def refuse_hand_over(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Leave the lead where it is, and say why."""
    lock_issue(issue)
    if not reason.strip():
        raise NeedsReason
    record(issue=issue, act="refuse_hand_over", by=by, now=now, reason=reason)
    return issue


@transaction.atomic
def hand_over(*, issue: Issue, by: By, now: datetime, agency: Agency, reason: str) -> Issue:
    """Pass the lead on. The new agency inherits the clock as it stands: it is never set back."""
    lock_issue(issue)
    permit_step(issue, "hand_over", by)
    if not reason.strip():
        raise NeedsReason
    old = issue.clocks.get(role=ClockRole.LEAD, round=issue.round, handed_over=False)
    if old.agency_id == agency.pk:
        raise SameAgency(agency)
    old.handed_over, old.stopped_at = True, now
    old.save(update_fields=["handed_over", "stopped_at"])
    touched = [old]
    for own in issue.clocks.filter(agency=agency, round=issue.round, handed_over=False):
        own.handed_over, own.stopped_at = True, own.stopped_at or now
        own.save(update_fields=["handed_over", "stopped_at"])
        touched.append(own)
    new = Clock(issue=issue, agency=agency, taken_on=localdate(now))
    for name in INHERITED:
        setattr(new, name, getattr(old, name))
    new.save()
    move(
        issue=issue,
        act="hand_over",
        by=by,
        now=now,
        reason=reason,
        clocks=[*touched, new],
        lead=agency,
    )
    return issue


@transaction.atomic
def add_agency(
    *,
    issue: Issue,
    by: By,
    now: datetime,
    agency: Agency,
    days: int,
    ground: DeadlineGround | None = None,
    reason: str = "",
) -> Clock:
    """Ask one more agency to co-ordinate, with a clock of its own."""
    lock_issue(issue)
    if issue.state not in transitions.IN_HAND:
        raise NotFromHere(issue, transitions.transition("hand_over"))
    if issue.clocks.filter(agency=agency, round=issue.round, handed_over=False).exists():
        raise SameAgency(agency)
    clock = new_clock(
        issue=issue,
        agency=agency,
        role=ClockRole.COORDINATING,
        days=days,
        now=now,
        calendar=Calendar.load(),
        ground=ground,
    )
    event = record(issue=issue, act="add_agency", by=by, now=now, reason=reason, clocks=[clock])
    letters.notify_coordinator(issue=issue, clock=clock, event=event, now=now)
    return clock
