"""Who acts, what is written down, and the only door through which a state changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from dialogues.errors import IdentityInText, NotFromHere, NotYours
from dialogues.issues.state_fields import clock_fields, plain
from dialogues.models import Clock, Event, Issue, Visibility
from dialogues.models.events import Side
from dialogues.notifications import letters
from dialogues.privacy import disclosure_check
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Party, Transition

SIDES = {
    Party.STAFF: Side.STAFF,
    Party.LEAD: Side.AGENCY,
    Party.RAISER: Side.RAISER,
    Party.SYSTEM: Side.SYSTEM,
}


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


def lock_issue(issue: Issue) -> Issue:
    """Take hold of the issue for this transaction and read it afresh into the same object."""
    Issue.objects.select_for_update().get(pk=issue.pk)
    issue.refresh_from_db()
    return issue


UNSEEN = frozenset({"divert", "decline"})  # no agency ever reads about these


def keep_hidden(issue: Issue, text: str) -> None:
    """Refuse a text that would tell an agency who raised an issue of a hidden raiser."""
    if issue.visibility == Visibility.ASSOCIATION and (
        named := disclosure_check.find_marks(issue, text)
    ):
        raise IdentityInText(named)


def record(
    *,
    issue: Issue,
    act: str,
    by: By,
    now: datetime,
    reason: str = "",
    clocks: Iterable[Clock] = (),
    gone: Iterable[Clock] = (),
    changes: dict[str, Any] | None = None,
    **extra: Any,
) -> Event:
    """Change the fields of an issue and write down that, who, when and why."""
    if reason and act not in UNSEEN and by.party != Party.LEAD:  # an agency must not guess names
        keep_hidden(issue, reason)
    changes = changes or {}
    for name, value in changes.items():
        setattr(issue, name, value)
    if changes:
        issue.save(update_fields=list(changes))
    written = {name: plain(value) for name, value in changes.items()} | extra
    if touched := _clocks_in_event(clocks, gone):
        written["clocks"] = touched
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


def _clocks_in_event(clocks: Iterable[Clock], gone: Iterable[Clock]) -> dict[str, Any]:
    """What a step did to clocks, by key; nothing stands for those that are gone."""
    kept = {str(clock.pk): clock_fields(clock) for clock in clocks}
    return kept | {str(clock.pk): None for clock in gone}


def permit_step(issue: Issue, act: str, by: By) -> Transition:
    """Look the step up in the table, or refuse it."""
    transition = transitions.transition(act)
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
    gone: Iterable[Clock] = (),
    **changes: Any,
) -> Event:
    """Take a step of the table: state, history, letters, words to search."""
    transition = permit_step(issue, act, by)
    if transition.target:
        changes["state"] = transition.target
    if transition.target in transitions.FINISHED:
        changes["finished_at"] = now
    event = record(
        issue=issue,
        act=act,
        by=by,
        now=now,
        reason=reason,
        clocks=clocks,
        gone=gone,
        changes=changes,
    )
    letters.notify_step(issue=issue, transition=transition, event=event, now=now)
    if transition.effect:
        letters.notify_supporters(issue=issue, event=event, now=now)
    return event
