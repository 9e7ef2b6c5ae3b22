"""The Association that runs the installation: read on every page, changed by one act."""

import hashlib
import time
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction

from core import audit
from core.access import User
from core.models import Association

HELD_FOR = 20.0  # seconds until a process asks again what another one may have changed


class _Held:
    """What this process read last, and until when it counts."""

    row: Association | None = None
    until = 0.0


def current() -> Association:
    """The Association of this installation; its fields fall back to the settings."""
    if _Held.row is not None and time.monotonic() <= _Held.until:
        return _Held.row
    try:
        row = Association.objects.defer("logo", "changed_by").first() or Association()
    except DatabaseError:  # the page that tells of a dead database has a foot, too
        return _Held.row or Association()
    hold(row, HELD_FOR)
    return row


def hold(row: Association | None, seconds: float) -> None:
    """Let this row count for a while; None has it read again."""
    _Held.row, _Held.until = row, time.monotonic() + seconds


@transaction.atomic
def change(*, by: User, now: datetime, logo: bytes | None = None, **values: Any) -> Association:
    """Change the letterhead; the log tells what stood there before. An empty logo removes it."""
    Association.objects.get_or_create(pk=1)
    row = Association.objects.select_for_update().get(pk=1)
    changes = audit.differences({name: getattr(row, name) for name in values}, values)
    for name in changes:
        setattr(row, name, values[name])
    fields = set(changes)
    if logo is not None:
        fields |= {"logo", "logo_digest"}
        row.logo, was = logo or None, row.logo_digest
        row.logo_digest = hashlib.sha256(logo).hexdigest() if logo else ""
        changes["logo"] = [was[:12], row.logo_digest[:12]]
    if fields:
        row.changed_at, row.changed_by = now, by
        row.save(update_fields=[*sorted(fields), "changed_at", "changed_by"])
        audit.record(actor=by, action="association.change", now=now, target=row, changes=changes)
    hold(None, 0)
    transaction.on_commit(lambda: hold(None, 0))
    return row
