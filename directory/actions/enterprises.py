"""Changing one enterprise by hand."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.access import User
from directory.models import Enterprise


@transaction.atomic
def add_enterprise(*, by: User, now: datetime, **values: Any) -> Enterprise:
    """Add an enterprise to the register."""
    enterprise = Enterprise.objects.create(**values)
    audit.record(actor=by, action="directory.add_enterprise", now=now, target=enterprise)
    return enterprise


@transaction.atomic
def change_enterprise(
    *, enterprise: Enterprise, by: User, now: datetime, **values: Any
) -> Enterprise:
    """Change the fields that differ, and note which they were."""
    changed = _apply_changes(enterprise, values)
    if changed:
        enterprise.save(update_fields=changed)
        audit.record(
            actor=by,
            action="directory.change_enterprise",
            now=now,
            target=enterprise,
            fields=changed,
        )
    return enterprise


def _apply_changes(row: Enterprise, values: dict[str, Any]) -> list[str]:
    stored = type(row)._base_manager.get(pk=row.pk)  # a model form has touched the row already
    changed = sorted(name for name, value in values.items() if getattr(stored, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed
