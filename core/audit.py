"""Writing the audit log."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model

from core.access import User
from core.models import AuditEntry


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """By name what was and what is, where they differ: what a change leaves in the log."""
    names = [*before, *(name for name in after if name not in before)]
    changed = [name for name in names if before.get(name) != after.get(name)]
    return {name: [_plain(before.get(name)), _plain(after.get(name))] for name in changed}


def _plain(value: Any) -> Any:
    """Write a value so that JSON holds it: objects by their names, days as such."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def record(
    *,
    actor: User | AbstractBaseUser | AnonymousUser | None,
    action: str,
    now: datetime,
    target: Model | None = None,
    reason: str = "",
    **details: Any,
) -> AuditEntry:
    """Note that somebody saw, exported or changed something. ``details`` are counts and codes."""
    known = actor if actor is not None and actor.is_authenticated else None
    return AuditEntry.objects.create(
        at=now,
        actor=known,  # type: ignore[misc]  # the user model stands on a higher floor
        action=action,
        target_kind=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        reason=reason,
        details=details,
    )
