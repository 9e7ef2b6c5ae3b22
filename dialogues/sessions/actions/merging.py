"""Pure: two people at one draft, each in a window of their own, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Log = Mapping[str, Mapping[str, Any]]
NEVER = {"window": "", "since": 0, "to": 0, "before": ""}


@dataclass(frozen=True, slots=True)
class Merged:
    """What is stored of a form; ``kept`` are fields of others, ``disputed`` what both changed."""

    values: dict[str, str]
    kept: dict[str, str] = field(default_factory=dict)
    disputed: list[str] = field(default_factory=list)


def merge(
    *, stored: Mapping[str, str], typed: Mapping[str, str], log: Log, window: str, seen: int
) -> Merged:
    """Take what this window typed; what another changed since it was ``seen`` stays.

    A field both have changed is disputed. The log says of each field which window changed it last,
    from which revision to which, and what stood there before.
    """
    merged = Merged(dict(stored))
    for name, text in typed.items():
        last = log.get(name, NEVER)
        is_own = bool(window) and last["window"] == window
        if is_own or last["to"] <= seen or text == stored[name]:
            merged.values[name] = text
        elif seen < last["since"] and text == last["before"]:
            merged.kept[name] = stored[name]
        else:
            merged.disputed.append(name)
    return merged


def note_changes(
    *, log: Log, stored: Mapping[str, str], values: Mapping[str, str], window: str, revision: int
) -> dict[str, Any]:
    """Write down who changed what; while one window goes on, its first text stands as before."""
    noted = dict(log)
    for name, text in values.items():
        if text == stored[name]:
            continue
        last = log.get(name, NEVER)
        begun = {"window": window, "since": revision, "before": stored[name]}
        goes_on = bool(window) and last["window"] == window
        noted[name] = {**(last if goes_on else begun), "to": revision}
    return noted
