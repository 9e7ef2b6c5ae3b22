"""The state of an issue as plain data, and how to play it again from its events."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model

from dialogues.models import Clock, Event, Issue

ISSUE_FIELDS = [
    "number",
    "session",
    "origin",
    "enterprise",
    "speaker",
    "kind",
    "title",
    "text",
    "criterion",
    "sector",
    "district",
    "visibility",
    "state",
    "outcome",
    "lead",
    "due_on",
    "round",
    "received_at",
    "answered_at",
    "finished_at",
    "merged_into",
    "split_from",
    "published_at",
    "public_title",
    "public_text",
    "public_session",
    "public_district",
    "public_sector",
    "supports",
]
CLOCK_FIELDS = [
    "agency",
    "role",
    "round",
    "started_on",
    "taken_on",
    "working_days",
    "due_on",
    "ground",
    "skipped",
    "promised_on",
    "postponements",
    "replied_at",
    "stopped_at",
    "worked_days",
    "handed_over",
    "told",
]


def plain(value: Any) -> Any:
    """Write a value as JSON can hold it."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def fields_of(record: Model, names: Iterable[str]) -> dict[str, Any]:
    columns = {name: record._meta.get_field(name).attname for name in names}  # type: ignore[union-attr]
    return {name: plain(getattr(record, column)) for name, column in columns.items()}


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


def clock_fields(clock: Clock) -> dict[str, Any]:
    return fields_of(clock, CLOCK_FIELDS)
