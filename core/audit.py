"""Writing the audit log."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model
from django.utils.translation import gettext, gettext_noop

from core.models import AuditEntry

if TYPE_CHECKING:
    from accounts.models import User


def record(
    *,
    actor: "User | AbstractBaseUser | AnonymousUser | None",
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


LABELS: dict[str, str] = {
    "accounts.invited": gettext_noop("Account created and invitation sent"),
    "accounts.invited_again": gettext_noop("Invitation sent again"),
    "accounts.approved": gettext_noop("Sign-up approved"),
    "accounts.rejected": gettext_noop("Sign-up refused"),
    "accounts.changed": gettext_noop("Account changed"),
    "accounts.opened": gettext_noop("Account opened"),
    "accounts.closed": gettext_noop("Account closed"),
    "accounts.second_factor_reset": gettext_noop("Second factor removed"),
    "accounts.data_request": gettext_noop("Request about personal data"),
    "accounts.data_request_answered": gettext_noop("Request about personal data answered"),
    "accounts.own_data_exported": gettext_noop("Own data downloaded"),
    "outbox.released": gettext_noop("Messages released"),
    "outbox.cancelled": gettext_noop("Messages cancelled"),
    "outbox.tried_again": gettext_noop("Failed messages sent again"),
    "calendar.corrected": gettext_noop("Calendar corrected"),
    "calendar.correction_removed": gettext_noop("Correction of the calendar removed"),
}


def name_action(action: str, label: str) -> None:
    """Say what an action of the log is called; apps do so when they start."""
    LABELS[action] = label


def label(action: str) -> str:
    """The action in the reader's words; one nobody named shows its code."""
    known = LABELS.get(action)
    return gettext(known) if known else action
