"""What importing a file would do: looked at first, then exactly that is written."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from django.db import transaction

from core.tabular.cell_parsing import Problem
from core.tabular.uploads import AlreadyConfirmed, PreviewOutdated, ProblemsRemain, Upload

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(ABC):
    """What one line of the file would write: new, changed, or the same as now."""

    line: int
    before: Values | None
    after: Values

    @property
    def kind(self) -> Literal["new", "changed", "same"]:
        if self.before is None:
            return "new"
        return "same" if self.before == self.after else "changed"

    @property
    @abstractmethod
    def key(self) -> tuple[str | int, ...]:
        """Tell which stored thing the line is about."""


C = TypeVar("C", bound=Change)
U = TypeVar("U", bound=Upload)


@dataclass(slots=True)
class Preview(Generic[C]):
    """All that a file would change, and every place where it is wrong."""

    changes: list[C] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[C]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def new(self) -> list[C]:
        return self.of_kind("new")

    @property
    def changed(self) -> list[C]:
        return self.of_kind("changed")

    @property
    def counts(self) -> dict[str, Any]:
        return {kind: len(self.of_kind(kind)) for kind in ("new", "changed", "same")}

    @property
    def digest(self) -> str:
        """Fingerprint of what would be written and of what it would replace."""
        rows = sorted([*c.key, _stable(c.before), _stable(c.after)] for c in self.changes)
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _stable(values: Values | None) -> str:
    return json.dumps(values, sort_keys=True, default=str)


P = TypeVar("P", bound=Preview[Any])


@transaction.atomic
def confirm(
    upload: U,
    *,
    digest: str,
    now: datetime,
    preview: Callable[[U], P],
    write: Callable[[P], object],
) -> dict[str, Any]:
    """Import what was previewed, once; refuse when the preview would look different now."""
    upload.refresh_from_db(from_queryset=type(upload)._base_manager.select_for_update())
    if upload.confirmed_at:
        raise AlreadyConfirmed
    found = preview(upload)
    if found.problems:
        raise ProblemsRemain
    if found.digest != digest:
        raise PreviewOutdated
    write(found)
    upload.settle(outcome=found.counts, now=now)
    return found.counts
