"""Several steps of the Association in one go: for one issue, or for a handful that were ticked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from dialogues.issues.actions import attachments, publication
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By, lock_issue
from dialogues.models import Issue
from dialogues.workflow.transitions import State


@transaction.atomic
def take_in(
    *, issue: Issue, by: By, now: datetime, publish: bool = False, title: str = "", text: str = "",
    **assignment: Any,
) -> Issue:  # fmt: skip
    """Accept, assign and, if wished, publish: all of it, or nothing."""
    lock_issue(issue)
    if issue.state == State.RECEIVED:
        steps.accept(issue=issue, by=by, now=now)
    steps.assign(issue=issue, by=by, now=now, **assignment)
    if publish:
        publication.publish_issue(issue=issue, by=by, now=now, title=title, text=text)
    return issue


def _publish(*, issue: Issue, by: By, now: datetime) -> None:
    publication.publish_issue(
        issue=issue, by=by, now=now, title=issue.shown_title, text=issue.shown_text
    )


def _unpublish(*, issue: Issue, by: By, now: datetime) -> None:
    why = _("Published by mistake together with others, and taken out again at once.")
    publication.unpublish_issue(issue=issue, by=by, now=now, reason=why)


BULK: dict[str, Callable[..., Any]] = {
    "accept": steps.accept,
    "publish": _publish,
    "unpublish": _unpublish,
    "release": attachments.release_unmarked,
    "close_again": attachments.close_again,
}


@dataclass(slots=True)
class Outcome:
    """What became of each: the numbers done, and the reason for each that was not."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_many(*, issues: Iterable[Issue], act: str, by: By, now: datetime, **more: Any) -> Outcome:
    """Take one step for each, by itself: one that is refused does not keep the others back."""
    outcome = Outcome()
    step = take_in if act == "assign" else BULK[act]
    for issue in list(issues):
        try:
            step(issue=issue, by=by, now=now, **more)
        except DomainError as refusal:
            outcome.refused.append((issue.number, str(refusal)))
        else:
            outcome.done.append(issue.number)
    return outcome
