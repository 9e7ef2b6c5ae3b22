"""The letters of a survey: invitations, reminders, a link sent once more, letters on paper."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clock.timezone import localdate
from core.messaging.kinds import NEVER_WAITS, Leaves, LetterKind, Policy
from core.models import Channel, MessageStatus, OutgoingMessage, Unwanted
from surveys import tokens
from surveys.models import (
    ContactAttempt,
    ContactResult,
    Disposition,
    OptOut,
    Response,
    SampledEnterprise,
    Wave,
    WaveStatus,
)
from surveys.texts.words import own_words

WAYS = (Channel.EMAIL, Channel.SMS, Channel.ZALO)
CODE = re.compile(rf"\b(?:[{tokens.ALPHABET}]{{4}}-){{2}}[{tokens.ALPHABET}]{{4}}\b")
ANSWERED = (Disposition.COMPLETE, Disposition.PARTIAL)


def opt_out_link(enterprise: int) -> str:
    """The address at which an enterprise asks to be left alone; it opens nothing else."""
    address = reverse("surveys:opt_out_by_link", args=[tokens.opt_out_code(enterprise)])
    return f"{settings.BASE_URL}{address}"


def _unsubscribe(message: OutgoingMessage) -> str:
    asked = SampledEnterprise.objects.only("enterprise_id").get(pk=message.about_id or 0)
    return opt_out_link(asked.enterprise_id)


def _find_unwanted(messages: Sequence[OutgoingMessage], now: datetime) -> dict[int, Unwanted]:
    """Ask of each message whether its enterprise is still to be asked, and reached this way."""
    asked = _fetch_asked(messages)
    returned = _find_returned(messages)
    found: dict[int, Unwanted] = {}
    for message in messages:
        reason = _reason(asked.get(message.about_id or 0), now)
        if reason is None and message.pk in returned:
            reason = Unwanted.BOUNCED
        if reason:
            found[message.pk] = reason
    return found


def _fetch_asked(messages: Sequence[OutgoingMessage]) -> dict[int, SampledEnterprise]:
    opted_out = OptOut.objects.filter(enterprise=OuterRef("enterprise"))
    answered = Response.objects.filter(sampled=OuterRef("pk"))
    rows = SampledEnterprise.objects.select_related("wave").annotate(
        has_opted_out=Exists(opted_out), has_answered=Exists(answered)
    )
    return rows.in_bulk({message.about_id for message in messages if message.about_id})


def _reason(asked: SampledEnterprise | None, now: datetime) -> Unwanted | None:
    if asked is None:
        return Unwanted.NOT_ASKED
    if _has_answered(asked):
        return Unwanted.ANSWERED
    if asked.has_opted_out:  # type: ignore[attr-defined]  # by _fetch_asked
        return Unwanted.OPTED_OUT
    if asked.is_reserve or asked.disposition != Disposition.PENDING:
        return Unwanted.NOT_ASKED
    return Unwanted.OVER if _is_over(asked.wave, now) else None


def _has_answered(asked: SampledEnterprise) -> bool:
    return bool(asked.has_answered or asked.disposition in ANSWERED)  # type: ignore[attr-defined]  # by _fetch_asked


def _is_over(wave: Wave, now: datetime) -> bool:
    return wave.status != WaveStatus.OPEN or wave.closes_on < localdate(now)


def _find_returned(messages: Sequence[OutgoingMessage]) -> set[int]:
    """Which of the messages go where one came back: noted since, or to the very address."""
    about = [message.about_id for message in messages]
    noted = ContactAttempt.objects.filter(sampled__in=about, result=ContactResult.BOUNCED)
    later: dict[tuple[int, str], datetime] = {}
    for sampled, channel, at in noted.order_by("at").values_list("sampled", "channel", "at"):
        later[sampled, channel] = at
    back = OutgoingMessage.objects.filter(
        status=MessageStatus.BOUNCED, kind__in=BY_KEY, about_id__in=about
    )
    addresses = set(back.values_list("channel", "recipient"))
    return {
        m.pk
        for m in messages
        if (m.channel, m.recipient) in addresses
        or ((m.about_id, m.channel) in later and later[m.about_id, m.channel] >= m.created_at)  # type: ignore[index]  # about_id is set
    }


def _link_unwanted(messages: Sequence[OutgoingMessage], now: datetime) -> dict[int, Unwanted]:
    """Who asks for the link gets it while it opens anything; an earlier wish does not count."""
    asked = _fetch_asked(messages)
    found: dict[int, Unwanted] = {}
    for message in messages:
        row = asked.get(message.about_id or 0)
        if row is None or _is_over(row.wave, now):
            found[message.pk] = Unwanted.OVER
        elif _has_answered(row):
            found[message.pk] = Unwanted.ANSWERED
    return found


STILL_ASKED = Policy(
    _(
        "the enterprise has answered, does not wish to be written to, is no longer asked, an"
        " earlier message came back, or the wave is over"
    ),
    _find_unwanted,
)
INVITATION = LetterKind(
    key="surveys.invitation",
    name=_("Invitation to a survey"),
    to=_("enterprises of the sample"),
    template="emails/surveys/invitation.txt",
    leaves=Leaves.RELEASED,
    policy=STILL_ASKED,
    channels=WAYS,
    unsubscribe=_unsubscribe,
    secrets=(CODE,),
    own_words=own_words("invitation"),
)
REMINDER = LetterKind(
    key="surveys.reminder",
    name=_("Reminder of a survey"),
    to=_("enterprises that have not answered; in a blind wave all that were invited"),
    template="emails/surveys/reminder.txt",
    leaves=Leaves.RELEASED,
    policy=STILL_ASKED,
    channels=WAYS,
    unsubscribe=_unsubscribe,
    secrets=(CODE,),
    own_words=own_words("reminder"),
)
LINK = LetterKind(
    key="surveys.link",
    name=_("Personal link, sent once more"),
    to=_("an enterprise that asked staff for it"),
    template="emails/surveys/link.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the enterprise has answered, or the wave is over"), _link_unwanted),
    channels=WAYS,
    secrets=(CODE,),
)
PAPER = LetterKind(
    key="surveys.paper",
    name=_("Invitation on paper"),
    to=_("enterprises of the sample without an electronic address"),
    template="surveys/letters/letter.html",
    leaves=Leaves.PRINTED,
    policy=NEVER_WAITS,
    channels=(),
)
KINDS = [INVITATION, REMINDER, LINK, PAPER]
BY_KEY = {kind.key: kind for kind in KINDS}
