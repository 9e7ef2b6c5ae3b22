"""The state of an issue as plain data, as its events keep it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model

from dialogues.models import Clock

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
    "contested_at",
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


def clock_fields(clock: Clock) -> dict[str, Any]:
    return fields_of(clock, CLOCK_FIELDS)
