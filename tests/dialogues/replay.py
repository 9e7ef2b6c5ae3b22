"""Play an issue again from its events: the record says all that happened to it."""

from collections.abc import Iterable
from typing import Any

from dialogues.issues.state_fields import CLOCK_FIELDS, ISSUE_FIELDS, fields_of
from dialogues.models import Event, Issue


def snapshot(issue: Issue) -> dict[str, Any]:
    """The state an issue is in now."""
    clocks = {str(clock.pk): fields_of(clock, CLOCK_FIELDS) for clock in issue.clocks.all()}
    return fields_of(issue, ISSUE_FIELDS) | {"clocks": clocks}


def replay(events: Iterable[Event]) -> dict[str, Any]:
    """The state an issue must be in after these events, from nothing else."""
    state: dict[str, Any] = dict.fromkeys(ISSUE_FIELDS) | {"clocks": {}}
    for event in events:
        changes = dict(event.changes)
        for key, fields in changes.pop("clocks", {}).items():
            if fields is None:  # an assignment that was taken back at once
                state["clocks"].pop(key)
                continue
            known = state["clocks"].get(key, dict.fromkeys(CLOCK_FIELDS))
            state["clocks"][key] = known | fields
        state.update({name: value for name, value in changes.items() if name in state})
    return state
