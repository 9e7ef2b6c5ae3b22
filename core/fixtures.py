"""Loading the figures the platform ships with, again and again, without losing local edits."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model

FOLDER = Path(settings.BASE_DIR) / "fixtures"
Row = TypeVar("Row", bound=Model)


def read_fixture(name: str, folder: Path = FOLDER) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(slots=True)
class Loading:
    """One run: rows that are missing are made; rows edited here stay, unless told otherwise."""

    overwrite: bool = False
    made: int = 0
    unchanged: int = 0
    replaced: int = 0
    kept: list[str] = field(default_factory=list)

    def put(
        self,
        model: type[Row],
        key: Mapping[str, Any],
        values: Mapping[str, Any],
        related: Mapping[str, Iterable[Model]] | None = None,
    ) -> Row:
        """Find the row by its natural key or make it; change it only when told to overwrite."""
        rows = model._default_manager
        row, is_new = rows.get_or_create(**key, defaults=dict(values))
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        if is_new:
            self.made += 1
        elif not differing:
            self.unchanged += 1
        elif self.overwrite:
            for name in differing:
                setattr(row, name, values[name])
            row.save(update_fields=differing)
            self.replaced += 1
        else:
            self.kept.append(f"{model._meta.label} {row}: {', '.join(differing)}")
        if is_new or self.overwrite:
            for name, others in (related or {}).items():
                getattr(row, name).set(others)
        return row
