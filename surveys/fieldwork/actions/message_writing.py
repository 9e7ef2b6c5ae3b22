"""Writing the messages of a mailing: slow work first, then a short transaction for a few of them.

A slice is prepared (links drawn, texts worded) while nothing is locked, and stored in one short
transaction: who saves an answer meanwhile waits for milliseconds. After a stop, whoever has no
message yet is a recipient still.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from core import jobs
from core.messaging.writing import store
from core.models import Channel, OutgoingMessage
from surveys import tokens
from surveys.errors import SecondKeyInBlindWave
from surveys.fieldwork.actions.invitations import NewLink, store_links
from surveys.fieldwork.message_texts import compose_message, kind_of
from surveys.fieldwork.recipients import batch_of, recipients
from surveys.models import InvitationChannel, SampledEnterprise, Sending, SendingKind

SLICE = 20


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to be stored, with the link that stands in it, if one does."""

    message: OutgoingMessage
    link: NewLink | None


def write_messages(*, sending: Sending, now: datetime) -> None:
    """Write to every recipient who has no message yet; may be stopped and run again."""
    for some in in_slices(sending):
        prepared = [prepare(sending, sampled, now) for sampled in some]
        try:
            _store(sending, prepared, now)
        except (IntegrityError, SecondKeyInBlindWave):  # a second worker wrote some of them
            for each in prepared:
                _store_or_skip(sending, each, now)


def in_slices(sending: Sending) -> Iterator[list[SampledEnterprise]]:
    """Who is left, a few at a time, telling how many are done.

    The list is read at once, so no cursor stays open.
    """
    left = recipients(sending.wave, sending.kind, sending.reminder)
    keys = list(left.order_by("stratum_id", "position").values_list("pk", flat=True))
    for start in range(0, len(keys), SLICE):
        written = sending.total - len(keys) + start
        jobs.progress(sending.job, done=max(0, written), of=sending.total)
        some = left.filter(pk__in=keys[start : start + SLICE]).select_related("enterprise")
        yield list(some.order_by("stratum_id", "position"))


def prepare(sending: Sending, sampled: SampledEnterprise, now: datetime) -> Prepared:
    """Draw the link and word the message; nothing is stored yet."""
    wave = sending.wave
    channel = Channel(sampled.reach)  # type: ignore[attr-defined]  # by the query of recipients
    secret = None
    if not (wave.is_blind and sending.kind == SendingKind.REMINDER):
        secret = tokens.new_secret()
    batch = batch_of(wave, sending.kind, sending.reminder)
    message = compose_message(
        kind_of(sending.kind),
        key=f"{batch}:{sampled.pk}",
        sampled=sampled,
        wave=wave,
        channel=channel,
        secret=secret,
        now=now,
        batch=batch,
    )
    reach = InvitationChannel(channel.value)
    return Prepared(message, NewLink(sampled, secret, reach) if secret else None)


@transaction.atomic
def _store(sending: Sending, prepared: Sequence[Prepared], now: datetime) -> None:
    """Keep links and messages and count them: all of these, or none."""
    links = [each.link for each in prepared if each.link]
    if links:
        store_links(links=links, now=now, by=sending.ordered_by)
    store(each.message for each in prepared)
    Sending.objects.filter(pk=sending.pk).update(done=F("done") + len(prepared))


def _store_or_skip(sending: Sending, each: Prepared, now: datetime) -> None:
    try:
        _store(sending, [each], now)
    except (IntegrityError, SecondKeyInBlindWave):
        Sending.objects.filter(pk=sending.pk).update(skipped=F("skipped") + 1, done=F("done") + 1)
