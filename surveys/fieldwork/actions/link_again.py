"""The personal link is sent once more to an enterprise that asks for it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.messaging.writing import store
from core.models import Channel, OutgoingMessage
from surveys import tokens
from surveys.errors import (
    AlreadySubmitted,
    LinkJustSent,
    NoElectronicAddress,
    SecondKeyInBlindWave,
    WaveStatusUnfit,
)
from surveys.fieldwork.actions.invitations import NewLink, store_links
from surveys.fieldwork.message_texts import compose_message
from surveys.letter_kinds import LINK
from surveys.models import (
    ELECTRONIC,
    AccessKey,
    InvitationChannel,
    ReminderWay,
    Response,
    SampledEnterprise,
    WaveStatus,
)


def send_link_again(*, sampled: SampledEnterprise, by: User, now: datetime) -> Channel:
    """Write a new link to the same answers, once an hour at most; tell by which channel it goes.

    In a blind wave an enterprise has one link only, so that none can be sent once more.
    """
    wave = sampled.wave
    if wave.status != WaveStatus.OPEN:
        raise WaveStatusUnfit(wave)
    if Response.objects.filter(sampled=sampled).exists():
        raise AlreadySubmitted
    if wave.is_blind and AccessKey.objects.filter(invitation__sampled=sampled).exists():
        raise SecondKeyInBlindWave(sampled)
    channel = _channel_to(sampled)
    secret = tokens.new_secret()  # slow, so it is drawn before anything is locked
    message = compose_message(
        LINK,
        key=f"wave:{wave.pk}:link:{sampled.pk}:{now:%Y%m%d%H}",
        sampled=sampled,
        wave=wave,
        channel=channel,
        secret=secret,
        now=now,
        batch=f"wave:{wave.pk}:link",
        by=by,
    )
    link = NewLink(sampled, secret, InvitationChannel(channel.value))
    try:
        _store(message=message, link=link, by=by, now=now)
    except IntegrityError as same_hour:
        raise LinkJustSent(sampled) from same_hour
    return channel


def _channel_to(sampled: SampledEnterprise) -> Channel:
    """The channel of its invitation, or another that reaches it and from which nothing returned."""
    reached = SampledEnterprise.objects.filter(pk=sampled.pk).with_reach_again(
        way=ReminderWay.SAME, among=ELECTRONIC
    )
    reach: str = reached.get().reach  # type: ignore[attr-defined]  # by the query
    if not reach:
        raise NoElectronicAddress(sampled)
    return Channel(reach)


@transaction.atomic
def _store(*, message: OutgoingMessage, link: NewLink, by: User, now: datetime) -> None:
    store([message])
    store_links(links=[link], now=now, by=by)
    audit.record(actor=by, action="link.again", now=now, target=link.sampled)
