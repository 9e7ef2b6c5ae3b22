"""Whom a mailing is written to."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.models import OutgoingMessage
from surveys.letter_kinds import REMINDER
from surveys.models import (
    ELECTRONIC,
    InvitationChannel,
    Reminder,
    ReminderWay,
    SampledEnterprise,
    SendingKind,
    Wave,
)


def batch_of(wave: Wave, kind: str, reminder: Reminder | None = None) -> str:
    return f"wave:{wave.pk}:{kind}" + (f":{reminder.number}" if reminder else "")


def recipients(
    wave: Wave, kind: str, reminder: Reminder | None = None
) -> QuerySet[SampledEnterprise]:
    """Whom a sending still has to be written to. Asking again after a stop gives who is left."""
    asked = SampledEnterprise.objects.main().filter(wave=wave, enterprise__opt_out__isnull=True)
    if kind == SendingKind.INVITATIONS:
        new = asked.pending().uninvited().with_reach(first=wave.channels)
        return new.filter(Q(reach__in=ELECTRONIC))
    if kind == SendingKind.LETTERS:
        new = asked.pending().uninvited().with_reach(first=wave.channels)
        return new.filter(Q(reach=InvitationChannel.LETTER))
    way = reminder.way if reminder else ReminderWay.SAME
    among = [channel for channel in wave.channels if channel in ELECTRONIC]
    if way in ELECTRONIC and way not in among:
        among.append(way)
    reached = asked.pending().filter(invitation__isnull=False, response__isnull=True)
    reached = reached.with_reach_again(way=way, among=among).exclude(Q(reach=""))
    written = OutgoingMessage.objects.filter(
        kind=REMINDER.key, about_id=OuterRef("pk"), batch=batch_of(wave, kind, reminder)
    )
    return reached.exclude(Exists(written))
