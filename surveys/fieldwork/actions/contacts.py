"""Keeping track of every attempt to reach an enterprise."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from core import audit
from core.messaging import outbox
from core.models import MessageStatus, OutgoingMessage
from surveys import tokens
from surveys.fieldwork.actions.invitations import NewLink, store_links
from surveys.models import (
    ContactAttempt,
    ContactChannel,
    ContactResult,
    Disposition,
    InvitationChannel,
    Mode,
    SampledEnterprise,
    Wave,
    WaveStatus,
)
from vietnam.phone_numbers import for_messages

OUTCOMES = {
    ContactResult.REFUSED: Disposition.REFUSED,
    ContactResult.CLOSED: Disposition.NOT_ELIGIBLE,
    ContactResult.WRONG_ADDRESS: Disposition.NO_CONTACT,
    ContactResult.REACHED: Disposition.PENDING,
    ContactResult.PROMISED: Disposition.PENDING,
    ContactResult.CALL_AGAIN: Disposition.PENDING,
}
ANSWERED = (Disposition.COMPLETE, Disposition.PARTIAL)


@transaction.atomic
def record_contact(
    *,
    sampled: SampledEnterprise,
    channel: ContactChannel,
    result: ContactResult,
    now: datetime,
    by: User | None,
    call_again_on: date | None = None,
    note: str = "",
) -> ContactAttempt:
    """Note an attempt, and what it says about the enterprise's outcome.

    An answer is not undone, and the outcomes of a closed wave stay as they were counted.
    """
    attempt = ContactAttempt.objects.create(
        sampled=sampled,
        at=now,
        by=by,
        channel=channel,
        result=result,
        call_again_on=call_again_on,
        note=note,
    )
    if result in OUTCOMES:
        in_the_field = SampledEnterprise.objects.exclude(wave__status=WaveStatus.CLOSED)
        in_the_field.filter(pk=sampled.pk).exclude(disposition__in=ANSWERED).update(
            disposition=OUTCOMES[result]
        )
    return attempt


@transaction.atomic
def note_bounces(*, wave: Wave, addresses: list[str], now: datetime, by: User) -> int:
    """Mark messages that came back, and log the attempt; return how many were found.

    ``addresses`` are e-mail addresses and mobile numbers.
    """
    wanted = {address.strip().lower() for address in addresses if address.strip()}
    wanted |= {number for each in wanted if (number := for_messages(each))}
    returned = OutgoingMessage.objects.select_for_update().filter(
        batch__startswith=f"wave:{wave.pk}:", status=MessageStatus.SENT
    )
    found = [message for message in returned if message.recipient.lower() in wanted]
    outbox.note_returned(messages=returned.filter(pk__in=[message.pk for message in found]))
    channels = {message.recipient.lower(): message.channel for message in found}
    reached = SampledEnterprise.objects.filter(wave=wave).select_related("enterprise")
    for sampled in reached:
        email, number = sampled.enterprise.email.lower(), for_messages(sampled.enterprise.phone)
        for address in {email, number} & wanted:
            record_contact(
                sampled=sampled,
                channel=ContactChannel(channels.get(address, ContactChannel.EMAIL)),
                result=ContactResult.BOUNCED,
                now=now,
                by=by,
            )
    return len(found)


def start_interview(*, sampled: SampledEnterprise, now: datetime, by: User) -> str:
    """Open the questionnaire to be filled in by telephone, and give the token of its link.

    Answers given before are there. In a blind wave there is one key only: the enterprise reads out
    the code of its letter.
    """
    secret = tokens.new_secret()  # slow, so it is drawn before anything is locked
    link = NewLink(sampled, secret, InvitationChannel.HAND, Mode.PHONE)
    _store_interview(link=link, now=now, by=by)
    return secret.token


@transaction.atomic
def _store_interview(*, link: NewLink, now: datetime, by: User) -> None:
    store_links(links=[link], now=now, by=by)
    record_contact(
        sampled=link.sampled,
        channel=ContactChannel.PHONE,
        result=ContactResult.REACHED,
        now=now,
        by=by,
    )
    audit.record(actor=by, action="interview.start", now=now, target=link.sampled)
