"""Loading the figures the platform ships with, again and again, without losing local edits."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model

from core.models import ShippedRow

FOLDER = Path(settings.BASE_DIR) / "fixtures"
Row = TypeVar("Row", bound=Model)


def read_fixture(name: str, folder: Path = FOLDER) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(slots=True)
class Loading:
    """One run: rows never seen here are made; what was edited or deleted here stays so.

    ``overwrite`` replaces local edits by the shipped values; what was deleted stays deleted.
    """

    overwrite: bool = False
    made: int = 0
    unchanged: int = 0
    replaced: int = 0
    kept: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    empty_before: dict[type[Model], bool] = field(default_factory=dict)
    put_now: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.seen = set(ShippedRow.objects.values_list("model", "key"))

    def put(
        self,
        model: type[Row],
        key: Mapping[str, Any],
        values: Mapping[str, Any],
        related: Mapping[str, Iterable[Model]] | None = None,
    ) -> Row | None:
        """Find the row by its natural key or make it; None where it was deleted here."""
        row = self._find(model, key)
        if row is None:
            return self._make(model, key, values, related)
        self._remember(model, key)
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        if not differing:
            self.unchanged += 1
        elif self.overwrite:
            for name in differing:
                setattr(row, name, values[name])
            row.save(update_fields=differing)
            self.replaced += 1
        else:
            self.kept.append(f"{model._meta.label} {row}: {', '.join(differing)}")
        if self.overwrite:
            _relate(row, related)
        return row

    def _find(self, model: type[Row], key: Mapping[str, Any]) -> Row | None:
        """Look a row up, but not in a table that held nothing before and has not got it since."""
        if model not in self.empty_before:
            self.empty_before[model] = not model._default_manager.exists()
        name = name_of(model, key)
        if self.empty_before[model] and name not in self.put_now:
            self.put_now.add(name)
            return None
        return model._default_manager.filter(**key).first()

    def _make(
        self,
        model: type[Row],
        key: Mapping[str, Any],
        values: Mapping[str, Any],
        related: Mapping[str, Iterable[Model]] | None,
    ) -> Row | None:
        if name_of(model, key) in self.seen:
            self.deleted.append(" ".join(name_of(model, key)))
            return None
        row = model._default_manager.create(**key, **values)
        self.made += 1
        _relate(row, related)
        self._remember(model, key)
        return row

    def _remember(self, model: type[Model], key: Mapping[str, Any]) -> None:
        name = name_of(model, key)
        if name not in self.seen:
            ShippedRow.objects.create(model=name[0], key=name[1])
            self.seen.add(name)


def _relate(row: Model, related: Mapping[str, Iterable[Model]] | None) -> None:
    for name, others in (related or {}).items():
        getattr(row, name).set(others)


def name_of(model: type[Model], key: Mapping[str, Any]) -> tuple[str, str]:
    """Name a shipped row by its natural key, which outlives its number in the table."""
    return model._meta.label_lower, "/".join(_word(value) for value in key.values())[:300]


def _word(value: Any) -> str:
    if isinstance(value, Model):
        return str(getattr(value, "code", getattr(value, "year", getattr(value, "number", value))))
    return str(value)
