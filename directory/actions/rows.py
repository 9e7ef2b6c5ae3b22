"""Changing a row of the directory by what differs, with what stood before in the log."""

from datetime import datetime
from typing import Any, TypeVar

from django.utils.text import slugify

from core import audit
from core.access import User
from core.text import fold
from directory.models import Agency, District, PlaceLevels, Region

Row = TypeVar("Row", District, Region, Agency, PlaceLevels)


def change_row(row: Row, action: str, by: User, now: datetime, values: dict[str, Any]) -> Row:
    """Change the fields that differ; a model form has touched the row already."""
    stored = type(row)._base_manager.get(pk=row.pk)
    changes = audit.differences({name: getattr(stored, name) for name in values}, values)
    for name in changes:
        setattr(row, name, values[name])
    if changes:
        row.save(update_fields=list(changes))
        audit.record(
            actor=by, action=action, now=now, target=row, fields=sorted(changes), changes=changes
        )
    return row


def free_code(model: type[District] | type[Region] | type[Agency], name: str) -> str:
    """A code made of the name, with a number where it is taken."""
    stem = slugify(" ".join(fold(word) for word in name.split()))[:34] or "x"
    code, number = stem, 2
    while model._base_manager.filter(code=code).exists():
        code, number = f"{stem}-{number}", number + 1
    return code
