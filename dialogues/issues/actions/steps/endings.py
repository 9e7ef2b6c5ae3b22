"""How an issue ends, and begins again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.calendar.working_days import Calendar
from core.clock.timezone import localdate
from dialogues.errors import NeedsReason, NotFromHere, PeriodOver, SameIssue
from dialogues.issues.actions.steps.agencies import new_clock, stop_clocks
from dialogues.issues.actions.steps.moves import By, lock_issue, move, permit_step, record
from dialogues.models import ClockRole, DeadlineGround, Issue, Support
from dialogues.search import index
from dialogues.workflow import deadlines, transitions
from dialogues.workflow.transitions import Party


@transaction.atomic
def confirm(*, issue: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    lock_issue(issue)
    move(issue=issue, act="confirm", by=by, now=now, reason=reason)
    return issue


def _time_again(issue: Issue, now: datetime) -> tuple[DeadlineGround | None, int]:
    """What the document of the last round gives once more; without one, the usual time."""
    lead = issue.clocks.filter(role=ClockRole.LEAD, handed_over=False).order_by("round").last()
    if lead and lead.ground and lead.ground.is_usable(localdate(now)):
        return lead.ground, lead.working_days
    return None, deadlines.LEAD_DAYS


@transaction.atomic
def reopen(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Ask for another answer. The enterprise may within a period, the Association at any time."""
    lock_issue(issue)
    permit_step(issue, "reopen", by)
    if not reason.strip():
        raise NeedsReason
    calendar = Calendar.load()
    if by.party == Party.RAISER and issue.answered_at:
        last_day = deadlines.last_day_to_reopen(issue.answered_at, calendar)
        if localdate(now) > last_day:
            raise PeriodOver(last_day)
    if issue.lead is None:
        raise NotFromHere(issue, transitions.transition("reopen"))
    ground, days = _time_again(issue, now)
    stopped = stop_clocks(issue, now)
    issue.round += 1
    clock = new_clock(
        issue=issue,
        agency=issue.lead,
        role=ClockRole.LEAD,
        days=days,
        now=now,
        calendar=calendar,
        ground=ground,
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
def contest(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Look once more at an issue that was declined; the raiser may ask for it within the period."""
    lock_issue(issue)
    transition = permit_step(issue, "contest", by)
    if not reason.strip():
        raise NeedsReason
    if issue.lead_id is not None:
        raise NotFromHere(issue, transition)
    declined = issue.events.filter(act="decline").last()
    if by.party == Party.RAISER and declined:
        last_day = deadlines.last_day_to_reopen(declined.at, Calendar.load())
        if localdate(now) > last_day:
            raise PeriodOver(last_day)
    changes: dict[str, Any] = {"contested_at": now, "finished_at": None}
    move(issue=issue, act="contest", by=by, now=now, reason=reason, **changes)
    return issue


@transaction.atomic
def close(*, issue: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    lock_issue(issue)
    move(issue=issue, act="close", by=by, now=now, reason=reason)
    return issue


@transaction.atomic
def withdraw(*, issue: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    """End an issue that nobody pursues any more; it leaves the public pages.

    Staff who end it say why, and the raiser reads that it was not the enterprise who did.
    """
    lock_issue(issue)
    permit_step(issue, "withdraw", by)
    if by.party == Party.STAFF and not reason.strip():
        raise NeedsReason
    clocks = stop_clocks(issue, now)
    move(
        issue=issue,
        act="withdraw",
        by=by,
        now=now,
        reason=reason,
        clocks=clocks,
        published_at=None,
    )
    index.index(issue)
    return issue


@transaction.atomic
def merge(*, issue: Issue, into: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    """Continue an issue under another number; its raiser becomes a supporter of the other."""
    if issue.pk == into.pk:
        raise SameIssue
    for each in sorted([issue, into], key=lambda one: one.pk):  # always in the same order
        lock_issue(each)
    permit_step(issue, "merge", by)
    if into.state not in transitions.OPEN:
        raise NotFromHere(into, transitions.transition("merge"))
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
