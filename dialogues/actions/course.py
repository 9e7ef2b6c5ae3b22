"""The steps of an issue. ``move`` is the only door through which a state changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from core.workdays import Calendar
from dialogues import course, deadlines, mails, search
from dialogues.course import Party, Transition
from dialogues.errors import (
    IdentityInText,
    LegalWayOnly,
    NeedsReason,
    NotFromHere,
    NotYours,
    PeriodOver,
    SameAgency,
    SameIssue,
)
from dialogues.history import clock_fields, plain
from dialogues.models import Clock, ClockRole, Event, Issue, Support, Visibility
from dialogues.models.events import Side
from dialogues.models.issues import LEGAL_KINDS
from directory.models import Agency

SIDES = {
    Party.STAFF: Side.STAFF,
    Party.LEAD: Side.AGENCY,
    Party.RAISER: Side.RAISER,
    Party.SYSTEM: Side.SYSTEM,
}
INHERITED = [
    "role",
    "round",
    "started_on",
    "working_days",
    "due_on",
    "skipped",
    "promised_on",
    "postponements",
    "replied_at",
]


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and in which capacity."""

    actor: User | None
    party: Party

    @classmethod
    def the_platform(cls) -> "By":
        return cls(None, Party.SYSTEM)

    @property
    def side(self) -> Side:
        return SIDES[self.party]


def locked(issue: Issue) -> Issue:
    """Take hold of the issue for this transaction and read it afresh into the same object."""
    Issue.objects.select_for_update().get(pk=issue.pk)
    issue.refresh_from_db()
    return issue


def record(
    *,
    issue: Issue,
    act: str,
    by: By,
    now: datetime,
    reason: str = "",
    clocks: Iterable[Clock] = (),
    changes: dict[str, Any] | None = None,
    **extra: Any,
) -> Event:
    """Change the fields of an issue and write down that, who, when and why."""
    changes = changes or {}
    for name, value in changes.items():
        setattr(issue, name, value)
    if changes:
        issue.save(update_fields=list(changes))
    written = {name: plain(value) for name, value in changes.items()} | extra
    if clocks:
        written["clocks"] = {str(clock.pk): clock_fields(clock) for clock in clocks}
    actor = by.actor
    return Event.objects.create(
        issue=issue,
        position=issue.events.count() + 1,
        at=now,
        actor=actor,
        side=by.side,
        agency_id=actor.agency_id if actor else None,
        act=act,
        state=issue.state,
        changes=written,
        reason=reason,
    )


def permitted(issue: Issue, act: str, by: By) -> Transition:
    """Look the step up in the table, or refuse it."""
    transition = course.transition(act)
    if issue.state not in transition.sources:
        raise NotFromHere(issue, transition)
    if by.party not in transition.parties:
        raise NotYours(transition)
    return transition


def move(
    *,
    issue: Issue,
    act: str,
    by: By,
    now: datetime,
    reason: str = "",
    clocks: Iterable[Clock] = (),
    **changes: Any,
) -> Event:
    """Take a step of the table: state, history, letters, words to search."""
    transition = permitted(issue, act, by)
    if transition.target:
        changes["state"] = transition.target
    if transition.target in course.FINISHED:
        changes["finished_at"] = now
    event = record(
        issue=issue, act=act, by=by, now=now, reason=reason, clocks=clocks, changes=changes
    )
    mails.tell_step(issue=issue, transition=transition, event=event, now=now)
    return event


@transaction.atomic
def accept(*, issue: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    """Take an issue up in the dialogue. A complaint or denunciation is not."""
    locked(issue)
    if issue.kind in LEGAL_KINDS:
        raise LegalWayOnly
    move(issue=issue, act="accept", by=by, now=now, reason=reason)
    return issue


@transaction.atomic
def divert(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Send a complaint or denunciation its own legal way; it disappears from public view."""
    locked(issue)
    if not reason.strip():
        raise NeedsReason
    move(issue=issue, act="divert", by=by, now=now, reason=reason, published_at=None)
    search.index(issue)
    return issue


@transaction.atomic
def decline(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Tell the enterprise that the dialogue cannot take the issue up, and why."""
    locked(issue)
    if not reason.strip():
        raise NeedsReason
    move(issue=issue, act="decline", by=by, now=now, reason=reason, answered_at=now)
    return issue


def new_clock(
    *, issue: Issue, agency: Agency, role: ClockRole, days: int, now: datetime, calendar: Calendar
) -> Clock:
    """Start the clock of an agency. Its deadline is computed here, once."""
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
        skipped=deadlines.as_json(deadline),
    )


def identifying_words(issue: Issue, said: str = "") -> list[str]:
    """The words of the issue, or of another text, that would name its raiser."""
    enterprise = issue.enterprise
    if not enterprise:
        return []
    folded = " ".join(search.words(search.fold(said or f"{issue.title} {issue.text}")))
    names = [enterprise.name, enterprise.tax_code, enterprise.phone, enterprise.email]
    return [
        each
        for each in [*names, issue.speaker]
        if each and f" {' '.join(search.words(search.fold(each)))} " in f" {folded} "
    ]


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
    reason: str = "",
) -> Issue:
    """Give the issue to its agencies; each gets its own clock."""
    locked(issue)
    permitted(issue, "assign", by)
    if issue.visibility == Visibility.ASSOCIATION and (named := identifying_words(issue)):
        raise IdentityInText(named)
    calendar = Calendar.load()
    clock = new_clock(
        issue=issue, agency=lead, role=ClockRole.LEAD, days=days, now=now, calendar=calendar
    )
    others = [
        new_clock(
            issue=issue,
            agency=agency,
            role=ClockRole.COORDINATING,
            days=coordinator_days,
            now=now,
            calendar=calendar,
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
def hand_over(*, issue: Issue, by: By, now: datetime, agency: Agency, reason: str) -> Issue:
    """Pass the lead on. The new agency inherits the clock as it stands: it is never set back."""
    locked(issue)
    permitted(issue, "hand_over", by)
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
    *, issue: Issue, by: By, now: datetime, agency: Agency, days: int, reason: str = ""
) -> Clock:
    """Ask one more agency to co-ordinate, with a clock of its own."""
    locked(issue)
    if issue.state not in course.IN_HAND:
        raise NotFromHere(issue, course.transition("hand_over"))
    if issue.clocks.filter(agency=agency, round=issue.round, handed_over=False).exists():
        raise SameAgency(agency)
    clock = new_clock(
        issue=issue,
        agency=agency,
        role=ClockRole.COORDINATING,
        days=days,
        now=now,
        calendar=Calendar.load(),
    )
    event = record(issue=issue, act="add_agency", by=by, now=now, reason=reason, clocks=[clock])
    mails.tell_coordinator(issue=issue, clock=clock, event=event, now=now)
    return clock


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
def confirm(*, issue: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    locked(issue)
    move(issue=issue, act="confirm", by=by, now=now, reason=reason)
    return issue


@transaction.atomic
def reopen(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Ask for another answer. The enterprise may within a period, the Association at any time."""
    locked(issue)
    permitted(issue, "reopen", by)
    if not reason.strip():
        raise NeedsReason
    calendar = Calendar.load()
    if by.party == Party.RAISER and issue.answered_at:
        last_day = deadlines.last_day_to_reopen(issue.answered_at, calendar)
        if localdate(now) > last_day:
            raise PeriodOver(last_day)
    if issue.lead is None:
        raise NotFromHere(issue, course.transition("reopen"))
    stopped = stop_clocks(issue, now)
    issue.round += 1
    clock = new_clock(
        issue=issue,
        agency=issue.lead,
        role=ClockRole.LEAD,
        days=deadlines.LEAD_DAYS,
        now=now,
        calendar=calendar,
    )
    move(
        issue=issue,
        act="reopen",
        by=by,
        now=now,
        reason=reason,
        clocks=[*stopped, clock],
        round=issue.round,
        due_on=clock.due_on,
        finished_at=None,
    )
    return issue


@transaction.atomic
def close(*, issue: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    locked(issue)
    move(issue=issue, act="close", by=by, now=now, reason=reason)
    return issue


@transaction.atomic
def withdraw(*, issue: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    """End an issue on the enterprise's wish. The letters go out before the clocks stop."""
    locked(issue)
    permitted(issue, "withdraw", by)
    move(issue=issue, act="withdraw", by=by, now=now, reason=reason, clocks=stop_clocks(issue, now))
    return issue


@transaction.atomic
def merge(*, issue: Issue, into: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    """Continue an issue under another number; its raiser becomes a supporter of the other."""
    if issue.pk == into.pk:
        raise SameIssue
    for each in sorted([issue, into], key=lambda one: one.pk):  # always in the same order
        locked(each)
    permitted(issue, "merge", by)
    if into.state not in course.OPEN:
        raise NotFromHere(into, course.transition("merge"))
    supporters = set(issue.supporters.values_list("enterprise", flat=True))
    supporters |= {issue.enterprise_id} if issue.enterprise_id else set()
    supporters -= {into.enterprise_id}
    for enterprise_id in sorted(filter(None, supporters)):
        Support.objects.get_or_create(issue=into, enterprise_id=enterprise_id, defaults={"at": now})
    move(
        issue=issue,
        act="merge",
        by=by,
        now=now,
        reason=reason,
        clocks=stop_clocks(issue, now),
        merged_into=into,
    )
    record(
        issue=into,
        act="absorb",
        by=by,
        now=now,
        reason=reason,
        changes={"supports": into.supporters.count()},
        absorbed=issue.number,
    )
    return into
