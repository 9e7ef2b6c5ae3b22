"""Correcting what was written down, and deciding that its words only sound like a complaint."""

from collections.abc import Container
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import consent_texts
from dialogues.errors import AnswerNamesRaiser, NamedInPublic, NeedsReason, NotTheTime
from dialogues.issues.actions.publication import keep_unnamed, was_read
from dialogues.issues.actions.steps import By, keep_hidden, lock_issue, record
from dialogues.models import (
    Event,
    Issue,
    Visibility,
)
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.notifications import letters
from dialogues.privacy import disclosure
from dialogues.search import index
from directory.models import Enterprise

EDITABLE = frozenset(
    {
        "kind",
        "title",
        "text",
        "criterion",
        "sector",
        "district",
        "visibility",
        "enterprise",
        "speaker",
    }
)

TELLS_PLACE = ("sector", "district", "visibility")


@transaction.atomic
def edit_issue(
    *, issue: Issue, by: By, now: datetime, reason: str = "", **fields: Any
) -> Event | None:
    """Correct what was written down, with the old state in the history."""
    lock_issue(issue)
    changed = {
        name: value
        for name, value in fields.items()
        if name in EDITABLE and value != getattr(issue, name)
    }
    if not changed:
        return None
    for name, value in changed.items():
        setattr(issue, name, value)
    changed |= _public_after(issue, changed)
    suspicion = "" if "kind" in changed else issue.suspected_kind
    event = record(issue=issue, act="edit", by=by, now=now, reason=reason, changes=changed)
    if issue.lead_id is not None:
        keep_hidden(issue, f"{issue.title} {issue.text}")
    if issue.published_at:
        keep_unnamed(issue)
    if suspicion != issue.suspected_kind:
        issue.suspected_kind = suspicion
        issue.save(update_fields=["suspected_kind"])
    index.index(issue)
    return event


def _public_after(issue: Issue, changed: Container[str]) -> dict[str, Any]:
    """What a correction changes in public: hidden and lawful matters leave, the place may blur.

    Other words leave the place as it was told: told less of one issue and not of another, after
    enterprises moved, it would say from where the first one came. What was read and is published
    anew later tells what it tells now.
    """
    told: dict[str, Any] = {}
    if any(name in changed for name in TELLS_PLACE) and was_read(issue):
        told = dict(disclosure.disclose_again(issue).fields)
    leaves = issue.visibility == Visibility.ASSOCIATION or issue.kind in LEGAL_KINDS
    if issue.published_at and (leaves or disclosure.points_at_few(issue)):
        told["published_at"] = None
    return told


@transaction.atomic
def take_name_away(*, issue: Issue, by: By, now: datetime) -> Issue:
    """Hide in public from now on who raised an issue; its agencies know it already.

    While its words, or those of an answer, still name the enterprise, it leaves the public pages.
    """
    lock_issue(issue)
    if issue.visibility != Visibility.PUBLIC:
        raise NotTheTime(_("This issue is told without a name already."))
    issue.visibility = Visibility.WITHOUT_NAME
    changes: dict[str, Any] = {"visibility": issue.visibility} | _public_after(
        issue, {"visibility"}
    )
    try:
        keep_unnamed(issue)
    except (NamedInPublic, AnswerNamesRaiser):
        changes["published_at"] = None
    record(issue=issue, act="unname", by=by, now=now, changes=changes)
    consent_texts.take_back_name_with_issue(issue, now)
    index.index(issue)
    return issue


@transaction.atomic
def dismiss_suspicion(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Decide that an issue is no complaint or denunciation, although its words sound like one."""
    lock_issue(issue)
    if not reason.strip():
        raise NeedsReason
    issue.suspected_kind = ""
    issue.save(update_fields=["suspected_kind"])
    record(issue=issue, act="edit", by=by, now=now, reason=reason)
    return issue


def tie_enterprise(
    *, issue: Issue, by: By, now: datetime, enterprise: Enterprise, reason: str = ""
) -> None:
    """Say later whose issue it is; the enterprise gets a link to follow and judge it."""
    edit_issue(issue=issue, by=by, now=now, reason=reason, enterprise=enterprise)
    letters.send_link(issue=issue, now=now)
