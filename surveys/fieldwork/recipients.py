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
    InvitationChannel,
    Reminder,
    ReminderWay,
    SampledEnterprise,
    Sending,
    SendingKind,
    Wave,
)
from surveys.models.samples import SampledEnterpriseQuerySet

BETWEEN_LETTERS = timedelta(days=7)


def batch_of(wave: Wave, kind: str, reminder: Reminder | None = None) -> str:
    return f"wave:{wave.pk}:{kind}" + (f":{reminder.number}" if reminder else "")


def key_of(sending: Sending, sampled: int) -> str:
    """Under which key the contact log knows a letter."""
    batch = batch_of(sending.wave, sending.kind)
    is_first = sending.kind == SendingKind.LETTERS
    return f"{batch}:{sampled}" if is_first else f"{batch}:{sending.pk}:{sampled}"


def _to_remind_on_paper(
    asked: SampledEnterpriseQuerySet, wave: Wave, reminder: Reminder | None
) -> QuerySet[SampledEnterprise]:
    """Those who have not answered; not where a letter came back, nor within a week of one.

    By themselves they are who was invited by letter; on a rung of the ladder all whom none of its
    messages can reach.
    """
    letters = ContactAttempt.objects.filter(sampled=OuterRef("pk"), channel=ContactChannel.LETTER)
    fresh = letters.filter(result=ContactResult.SENT, at__gt=timezone.now() - BETWEEN_LETTERS)
    back = letters.filter(result__in=(ContactResult.BOUNCED, ContactResult.WRONG_ADDRESS))
    invited = asked.pending().filter(invitation__isnull=False, response__isnull=True)
    if reminder:
        invited = _with_reach_on(invited, wave, reminder.way).filter(Q(reach=""))
        invited = invited.exclude(enterprise__address="")
    else:
        invited = invited.filter(
            invitation__channel=InvitationChannel.LETTER, invitation__sent_at__isnull=False
        )
    return invited.exclude(Exists(fresh)).exclude(Exists(back))


def _with_reach_on(
    asked: SampledEnterpriseQuerySet, wave: Wave, way: str
) -> SampledEnterpriseQuerySet:
    """Add by which channel a reminder reaches each of them; by none where it is empty."""
    among = [channel for channel in wave.channels if channel in ELECTRONIC]
    if way in ELECTRONIC and way not in among:
        among.append(way)
    return asked.with_reach_again(way=way, among=among)


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
        return _to_remind_on_paper(asked, wave, reminder)
    way = reminder.way if reminder else ReminderWay.SAME
    reached = asked.pending().filter(invitation__isnull=False, response__isnull=True)
    reached = _with_reach_on(reached, wave, way).exclude(Q(reach=""))
    written = OutgoingMessage.objects.filter(
        kind=REMINDER.key, about_id=OuterRef("pk"), batch=batch_of(wave, kind, reminder)
    )
    return reached.exclude(Exists(written))
