"""The log of members' requests for documents."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.calendar.working_days import working_days_between
from dialogues.errors import NotTheTime
from dialogues.models import InformationRequest, Outcome
from directory.models import Agency, Enterprise


def log(
    *,
    enterprise: Enterprise,
    agency: Agency,
    subject: str,
    requested_on: date,
    by: User,
    now: datetime,
    note: str = "",
) -> InformationRequest:
    return InformationRequest.objects.create(
        enterprise=enterprise,
        agency=agency,
        subject=subject,
        requested_on=requested_on,
        note=note,
        recorded_by=by,
        recorded_at=now,
    )


def decide(
    *, request: InformationRequest, outcome: str, decided_on: date, note: str = ""
) -> InformationRequest:
    """Note what became of a request, and after how many working days."""
    if decided_on < request.requested_on:
        raise NotTheTime(_("A document cannot be received before it was asked for."))
    request.outcome, request.decided_on = Outcome(outcome), decided_on
    request.days = working_days_between(request.requested_on, decided_on)
    request.note = note or request.note
    request.save(update_fields=["outcome", "decided_on", "days", "note"])
    return request
