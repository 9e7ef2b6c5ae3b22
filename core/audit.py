"""Writing the audit log."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model

from core.access import User
from core.models import AuditEntry


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
