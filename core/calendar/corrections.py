"""Correcting the calendar of working days."""

from datetime import date, datetime

from django.db import transaction

from core import audit
from core.access import User
from core.models import CalendarCorrection


@transaction.atomic
def correct(*, day: date, kind: str, reason: str, by: User, now: datetime) -> CalendarCorrection:
    """Say that offices are open or closed on a day; a second correction replaces the first."""
    correction, _created = CalendarCorrection.objects.update_or_create(
        day=day, defaults={"kind": kind, "reason": reason, "decided_by": by}
    )
    audit.record(
        actor=by,
        action="calendar.corrected",
        target=correction,
        reason=reason,
        now=now,
        day=day.isoformat(),
        kind=kind,
    )
    return correction


@transaction.atomic
def take_back(*, correction: CalendarCorrection, by: User, now: datetime) -> None:
    audit.record(
        actor=by,
        action="calendar.correction_removed",
        target=correction,
        reason=correction.reason,
        now=now,
        day=correction.day.isoformat(),
        kind=correction.kind,
    )
    correction.delete()
