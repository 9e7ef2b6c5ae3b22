"""What the pages of the outbox show: batches that wait, releases that can be undone, the list."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from core.messaging import pace
from core.messaging.kinds import LetterKind, find_unwanted, letter_kinds
from core.messaging.mail import trial
from core.models import (
    Channel,
    MessageStatus,
    OutboxRelease,
    OutgoingMessage,
    OutgoingMessageQuerySet,
    Unwanted,
)

LOOKED_AT = 1000
LOOKED_BACK, FEWEST_FOR_A_RATE = timedelta(minutes=5), 10


@dataclass(frozen=True, slots=True)
class Batch:
    """Drafts that were written together and wait together."""

    batch: str
    kind: LetterKind | None
    subject: str
    first: int
    count: int
    channels: list[tuple[Channel, int]]


def batches_waiting() -> list[Batch]:
    counts = {channel.value: Count("pk", filter=Q(channel=channel)) for channel in Channel}
    rows = (
        OutgoingMessage.objects.waiting()
        .exclude(batch="")
        .values("batch", "kind")
        .annotate(count=Count("pk"), subject=Min("subject"), first=Min("pk"), **counts)
        .order_by("batch")
    )
    return [_batch(row) for row in rows]


def _batch(row: Mapping[str, Any]) -> Batch:
    return Batch(
        row["batch"],
        letter_kinds().get(row["kind"]),
        row["subject"],
        row["first"],
        row["count"],
        [(channel, row[channel.value]) for channel in Channel if row[channel.value]],
    )


def releases_to_undo(now: datetime) -> QuerySet[OutboxRelease]:
    """What was released less than a minute ago."""
    return OutboxRelease.objects.filter(
        leaves_at__gt=now, undone_at__isnull=True, count__gt=0
    ).select_related("by")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a release would do: to how many, which of them are not wanted, and one whole letter."""

    count: int
    sample: OutgoingMessage | None
    channels: list[tuple[Channel, int]]
    unwanted: list[tuple[str, int]]
    is_partial: bool


def preview(messages: OutgoingMessageQuerySet, now: datetime) -> Preview:
    """Look at drafts before their release; of thousands, at the first."""
    waiting = messages.waiting()
    some = list(waiting.defer("body").order_by("pk")[:LOOKED_AT])
    reasons = find_unwanted(some, now)
    wanted = next((message.pk for message in some if message.pk not in reasons), 0)
    count = waiting.count()
    by_channel = dict(waiting.values_list("channel").annotate(Count("pk")).order_by("channel"))
    return Preview(
        count=count,
        sample=waiting.filter(pk=wanted).first(),
        channels=[(channel, by_channel[channel]) for channel in Channel if channel in by_channel],
        unwanted=word_reasons(Counter(reason.value for reason in reasons.values())),
        is_partial=count > LOOKED_AT,
    )


def word_reasons(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """Reasons in words, with how many messages each stopped."""
    return [(str(Unwanted(reason).label), number) for reason, number in sorted(reasons.items())]


@dataclass(frozen=True, slots=True)
class ListedKind:
    kind: LetterKind
    waiting: int
    sent: int


def list_of_letters() -> list[ListedKind]:
    """The list of all letters, with how many of each wait and were sent."""
    waits = Count("pk", filter=Q(status=MessageStatus.DRAFT))
    sent = Count("pk", filter=Q(status=MessageStatus.SENT))
    rows: Iterable[tuple[str, int, int]] = (
        OutgoingMessage.objects.order_by()
        .values("kind")
        .annotate(waits=waits, sent=sent)
        .values_list("kind", "waits", "sent")
    )
    numbers = {kind: (waits, sent) for kind, waits, sent in rows}
    return [ListedKind(kind, *numbers.get(key, (0, 0))) for key, kind in letter_kinds().items()]


@dataclass(frozen=True, slots=True)
class Progress:
    """How fast e-mail leaves, and when the last of what is on the way will have left."""

    waiting: int
    per_minute: float
    ends_at: datetime | None
    rest: pace.Rest | None
    to_files: bool


def mail_progress(now: datetime) -> Progress:
    """Look at what left in the last minutes, and at what is due."""
    waiting = OutgoingMessage.objects.due(now).filter(channel=Channel.EMAIL).count()
    rest = pace.rest_of(Channel.EMAIL)
    if rest and rest.until <= now:
        rest = None
    rate = _rate(now) if waiting else 0.0
    ends_at = now + timedelta(minutes=waiting / rate) if rate and not rest else None
    return Progress(waiting, rate, ends_at, rest, trial.goes_to_files())


def _rate(now: datetime) -> float:
    """Messages a minute since the first of those that left in the last five minutes."""
    sent = OutgoingMessage.objects.filter(
        channel=Channel.EMAIL, sent_at__gt=now - LOOKED_BACK, sent_at__lte=now
    ).aggregate(count=Count("pk"), first=Min("sent_at"))
    if sent["count"] < FEWEST_FOR_A_RATE:
        return 0.0
    minutes = max(1.0, (now - sent["first"]).total_seconds()) / 60
    return float(sent["count"] / minutes)
