"""What the Association does with an issue that arrives."""

from datetime import datetime

from django.db import transaction

from dialogues.errors import LegalWayOnly, NeedsReason
from dialogues.issues.actions.steps.agencies import stop_clocks
from dialogues.issues.actions.steps.moves import By, lock_issue, move, permit_step
from dialogues.models import AnswerStatus, Issue
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.search import index


@transaction.atomic
def accept(*, issue: Issue, by: By, now: datetime, reason: str = "") -> Issue:
    """Take an issue up in the dialogue. A complaint or denunciation is not."""
    lock_issue(issue)
    if issue.kind in LEGAL_KINDS:
        raise LegalWayOnly
    move(issue=issue, act="accept", by=by, now=now, reason=reason)
    return issue


@transaction.atomic
def divert(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Send a complaint or denunciation its own legal way, at whatever point it is recognised.

    It disappears from public view and from the agencies, which may be those complained about.
    """
    lock_issue(issue)
    if not reason.strip():
        raise NeedsReason
    permit_step(issue, "divert", by)
    clocks = stop_clocks(issue, now)
    issue.answers.in_work().update(status=AnswerStatus.DROPPED)
    move(
        issue=issue,
        act="divert",
        by=by,
        now=now,
        reason=reason,
        clocks=clocks,
        published_at=None,
    )
    index.index(issue)
    return issue


@transaction.atomic
def decline(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Tell the enterprise that the dialogue cannot take the issue up, and why."""
    lock_issue(issue)
    if not reason.strip():
        raise NeedsReason
    move(issue=issue, act="decline", by=by, now=now, reason=reason, answered_at=now)
    return issue
