"""Enterprises that do not wish to be asked again, and the messages that then stay unsent."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core import audit
from core.messaging import outbox
from core.models import OutgoingMessage, Unwanted
from directory.models import Enterprise
from surveys.letter_kinds import KINDS
from surveys.models import OptOut


@transaction.atomic
def opt_out(
    *, enterprise: Enterprise, now: datetime, by: User | None = None, reason: str = ""
) -> OptOut:
    """Leave the enterprise alone from now on: no message that waits is sent, none is written."""
    wish, _created = OptOut.objects.get_or_create(
        enterprise=enterprise, defaults={"at": now, "noted_by": by, "reason": reason}
    )
    to_it = Q(about_id__in=list(enterprise.sampled_in.values_list("pk", flat=True)))
    if enterprise.email:
        to_it |= Q(recipient__iexact=enterprise.email)
    mailings = [kind.key for kind in KINDS if kind.unsubscribe]
    outbox.withdraw(
        messages=OutgoingMessage.objects.filter(to_it, kind__in=mailings),
        because=Unwanted.OPTED_OUT,
    )
    audit.record(actor=by, action="enterprise.opt_out", now=now, target=enterprise, reason=reason)
    return wish


@transaction.atomic
def opt_in(*, enterprise: Enterprise, now: datetime, by: User) -> None:
    """Take back a wish that was noted by mistake; what was cancelled stays cancelled."""
    OptOut.objects.filter(enterprise=enterprise).delete()
    audit.record(actor=by, action="enterprise.opt_in", now=now, target=enterprise)
