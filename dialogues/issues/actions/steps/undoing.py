"""Steps that were taken for several issues at once, taken back while their letters wait."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.errors import NotTheTime
from dialogues.issues.actions.steps.moves import By, lock_issue, move
from dialogues.models import Issue


@transaction.atomic
def take_back(*, issue: Issue, by: By, now: datetime, at: datetime) -> Issue:
    """Lead an issue back to where it stood before it was accepted or assigned at a moment.

    Not once anything else has happened to it, so that nobody's work is lost.
    """
    lock_issue(issue)
    done = list(issue.events.filter(at=at, act__in=["accept", "assign"]).order_by("-position"))
    last = issue.events.order_by("position").last()
    if not done or last != done[0] or _is_worked_on(issue):
        raise NotTheTime(_("Something else has happened to it since, so it stays as it is."))
    for event in done:
        if event.act == "assign":
            _unassign(issue, by, now)
        else:
            move(issue=issue, act="unaccept", by=by, now=now)
    return issue


def _is_worked_on(issue: Issue) -> bool:
    """Whether an agency has begun to write; that is no step of the history."""
    return issue.answers.exists() or issue.notes.filter(agency__isnull=False).exists()


def _unassign(issue: Issue, by: By, now: datetime) -> None:
    """Take the issue from its agencies: they never had it, and no figure counts it for them."""
    clocks = list(issue.clocks.filter(round=issue.round))
    move(issue=issue, act="unassign", by=by, now=now, gone=clocks, lead=None, due_on=None)
    for clock in clocks:
        clock.delete()
