"""Enterprises that do not wish to be asked again, and the messages that then stay unsent."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core import audit
from core.models import MessageStatus, OutgoingMessage
from directory.models import Enterprise
from surveys.models import OptOut


@transaction.atomic
def opt_out(
    *, enterprise: Enterprise, now: datetime, by: User | None = None, reason: str = ""
) -> OptOut:
    """Leave the enterprise alone from now on: no message that waits is sent, none is written."""
    wish, _created = OptOut.objects.get_or_create(
        enterprise=enterprise, defaults={"at": now, "noted_by": by, "reason": reason}
    )
    written = Q(recipient__iexact=enterprise.email) & ~Q(recipient="")
    for pk, wave in enterprise.sampled_in.values_list("pk", "wave_id"):
        written |= Q(batch__startswith=f"wave:{wave}:", key__endswith=f":{pk}")
    OutgoingMessage.objects.filter(
        written,
        batch__startswith="wave:",
        status__in=[MessageStatus.DRAFT, MessageStatus.RELEASED],
    ).update(status=MessageStatus.CANCELLED, body="", html="")
    audit.record(actor=by, action="enterprise.opt_out", now=now, target=enterprise, reason=reason)
    return wish


@transaction.atomic
def opt_in(*, enterprise: Enterprise, now: datetime, by: User) -> None:
    """Take back a wish that was noted by mistake; what was cancelled stays cancelled."""
    OptOut.objects.filter(enterprise=enterprise).delete()
    audit.record(actor=by, action="enterprise.opt_in", now=now, target=enterprise)
