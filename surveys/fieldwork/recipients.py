"""Whom a mailing is written to."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.clock import timezone
from core.models import OutgoingMessage
from surveys.letter_kinds import REMINDER
from surveys.models import (
    ELECTRONIC,
    ContactAttempt,
    ContactChannel,
    ContactResult,
    Disposition,
    InvitationChannel,
    Reminder,
    ReminderWay,
    SampledEnterprise,
    Sending,
    SendingKind,
    Wave,
)

BETWEEN_LETTERS = timedelta(days=7)


def batch_of(wave: Wave, kind: str, reminder: Reminder | None = None) -> str:
    return f"wave:{wave.pk}:{kind}" + (f":{reminder.number}" if reminder else "")


def key_of(sending: Sending, sampled: int) -> str:
    """Under which key the contact log knows a letter."""
    batch = batch_of(sending.wave, sending.kind)
    is_first = sending.kind == SendingKind.LETTERS
    return f"{batch}:{sampled}" if is_first else f"{batch}:{sending.pk}:{sampled}"


def _to_remind_on_paper(
    asked: QuerySet[SampledEnterprise, SampledEnterprise],
) -> QuerySet[SampledEnterprise]:
    """Those invited by letter who have not answered; not where one came back, nor within a week."""
    letters = ContactAttempt.objects.filter(sampled=OuterRef("pk"), channel=ContactChannel.LETTER)
    fresh = letters.filter(result=ContactResult.SENT, at__gt=timezone.now() - BETWEEN_LETTERS)
    back = letters.filter(result__in=(ContactResult.BOUNCED, ContactResult.WRONG_ADDRESS))
    invited = asked.filter(
        disposition=Disposition.PENDING,
        invitation__channel=InvitationChannel.LETTER,
        invitation__sent_at__isnull=False,
        response__isnull=True,
    )
    return invited.exclude(Exists(fresh)).exclude(Exists(back))


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
    if kind == SendingKind.PAPER_REMINDER:
        return _to_remind_on_paper(asked)
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
