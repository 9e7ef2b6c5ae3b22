"""Several steps of the Association in one go: for one issue, or for a handful that were ticked."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.messaging import outbox, writing
from core.models import OutgoingMessage, Unwanted
from dialogues.errors import NotTheTime
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


HOLD = timedelta(minutes=5)  # in which accepting and assigning many is undone; no letter leaves


@dataclass(slots=True)
class Outcome:
    """What became of each: the letters of those done, and why the others were not."""

    letters: dict[str, list[int]] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def done(self) -> list[str]:
        return list(self.letters)


def take_many(*, issues: Iterable[Issue], act: str, by: By, now: datetime, **more: Any) -> Outcome:
    """Take one step for each, by itself: one that is refused does not keep the others back.

    Their letters wait, so that the whole can be undone.
    """
    step = take_in if act == "assign" else BULK[act]
    outcome = Outcome()
    for issue in list(issues):
        with _noting_refusal(outcome, issue), writing.hold_until(now + HOLD) as hold:
            step(issue=issue, by=by, now=now, **more)
            outcome.letters[issue.number] = hold.keys
    return outcome


@contextmanager
def _noting_refusal(outcome: Outcome, issue: Issue) -> Iterator[None]:
    try:
        yield
    except DomainError as refusal:
        outcome.refused.append((issue.number, str(refusal)))


def take_back_many(
    *, issues: Iterable[Issue], letters: dict[str, list[int]], by: By, now: datetime, at: datetime
) -> Outcome:
    """Take back that several were accepted or assigned; their letters are never sent."""
    outcome = Outcome()
    for issue in list(issues):
        with _noting_refusal(outcome, issue):
            _take_back(issue, letters.get(issue.number, []), by, now, at)
            outcome.letters[issue.number] = []
    return outcome


@transaction.atomic
def _take_back(issue: Issue, letters: list[int], by: By, now: datetime, at: datetime) -> None:
    if now >= at + HOLD:
        raise NotTheTime(_("The five minutes are over: the letters are on their way."))
    steps.take_back(issue=issue, by=by, now=now, at=at)
    waiting = OutgoingMessage.objects.filter(pk__in=letters)
    outbox.withdraw(messages=waiting, because=Unwanted.SETTLED)
