"""Sending what was released: the worker's part of the outbox.

Nothing is sent twice. The worker first takes a message (one atomic update), then sends it, then
notes that it left. If it dies in between, nobody knows whether the message left: it is put before
a person, who decides. What certainly did not leave is tried again, later and later.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from core.messaging import pace
from core.messaging.errors import ServerAway, TryLater, Undeliverable
from core.messaging.gateways import Gateway, gateway
from core.messaging.kinds import find_unwanted
from core.models import Channel, MessageStatus, OutgoingMessage, OutgoingMessageQuerySet

logger = logging.getLogger("thuocdo.outbox")
ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=2)
MOST_PUT_OFF = 10  # one after the other: then it is the server that wants fewer messages
TAKEN = 200  # messages looked up at a time
LOST_AFTER = timedelta(minutes=5)  # longer than any server may take over one message


def send_due(*, now: datetime, limit: int | None = None) -> int:
    """Send what is released and due, notices before mailings; return how many left.

    Goes on until nothing is left, ten minutes are over or so many were taken; the next run follows.
    """
    with pace.only_sender(now) as run:
        if run is None:
            return 0
        fail_lost_messages(now=now)
        try:
            return sum(_send_all(run, limit))
        finally:
            _hang_up()


def _send_all(run: pace.Run, limit: int | None) -> Iterator[bool]:
    """Send one after the other; a channel whose server takes nothing is left alone for a while."""
    put_off: Counter[str] = Counter()
    for taken, (pk, channel) in enumerate(_due(run)):
        if run.is_over or taken == limit:
            return
        if pace.is_resting(channel, run.now):
            continue
        try:
            left = send_one(pk=pk, now=run.now)
        except ServerAway as problem:
            pace.rest(channel, because=str(problem), now=run.now)
            continue
        if left:
            pace.wake(channel)
        put_off[channel] = put_off[channel] + 1 if _waits_again(pk, left) else 0
        if put_off[channel] == MOST_PUT_OFF:
            pace.rest(channel, because="SMTP 4xx", now=run.now)
        yield left
        run.step()


def _waits_again(pk: int, left: bool) -> bool:
    return not left and OutgoingMessage.objects.released().filter(pk=pk).exists()


def _due(run: pace.Run) -> Iterator[tuple[int, str]]:
    """What is due, a few hundred at a time; a notice written meanwhile goes before a mailing."""
    seen: set[int] = set()
    while True:
        due = OutgoingMessage.objects.due(run.now).annotate(is_mailing=~Q(batch=""))
        resting = [channel for channel in Channel.values if pace.is_resting(channel, run.now)]
        rows = due.exclude(channel__in=resting).order_by("is_mailing", "pk")
        some = [row for row in rows.values_list("pk", "channel")[:TAKEN] if row[0] not in seen]
        if not some:
            return
        seen.update(pk for pk, _channel in some)
        yield from some


def _hang_up() -> None:
    for channel in Channel.values:
        if close := getattr(gateway(channel), "close", None):
            close()


def send_one(*, pk: int, now: datetime, through: Gateway | None = None) -> bool:
    """Send one message unless another worker has taken it; tell whether it left.

    Raises ``ServerAway`` when no message would leave; this one waits as if nothing had been tried,
    or is put before a person if it was on its way when the server fell silent.
    """
    taken = OutgoingMessage.objects.filter(pk=pk, status=MessageStatus.RELEASED).update(
        status=MessageStatus.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    if not taken:
        return False
    message = OutgoingMessage.objects.get(pk=pk)
    try:
        if _is_cancelled(message, now):
            return False
        (through or gateway(message.channel)).send(message, now)
    except ServerAway:
        _give_back(message)
        raise
    except Undeliverable as problem:
        _settle(message, status=MessageStatus.FAILED, problem=str(problem))
        return False
    except TryLater as problem:
        _later(message, problem=str(problem), now=now)
        return False
    except Exception as problem:
        logger.warning("message=%s problem=%s", message.pk, type(problem).__name__)
        _settle(
            message,
            status=MessageStatus.FAILED,
            problem=_("Unknown whether it left (%(problem)s).")
            % {"problem": type(problem).__name__},
        )
        if isinstance(problem, OSError):  # what cut this line would cut that of the next
            raise ServerAway(type(problem).__name__) from problem
        return False
    OutgoingMessage.objects.filter(pk=pk).update(
        status=MessageStatus.SENT, sent_at=now, problem="", body=""
    )
    return True


def pretend_sent(*, messages: OutgoingMessageQuerySet, now: datetime) -> int:
    """Mark what was released as sent, so that invented letters reach nobody; say how many."""
    return messages.released().update(status=MessageStatus.SENT, sent_at=now, body="")


def _is_cancelled(message: OutgoingMessage, now: datetime) -> bool:
    """Ask once more whether the letter is wanted; if not, cancel it with the reason."""
    try:
        reason = find_unwanted([message], now).get(message.pk)
    except Exception as problem:
        logger.warning("message=%s not checked: %s", message.pk, type(problem).__name__)
        raise TryLater(type(problem).__name__) from problem
    if reason is None:
        return False
    OutgoingMessage.objects.filter(pk=message.pk).update(
        status=MessageStatus.CANCELLED, body="", cancelled_because=reason
    )
    return True


def _give_back(message: OutgoingMessage) -> None:
    OutgoingMessage.objects.filter(pk=message.pk).update(
        status=MessageStatus.RELEASED, claimed_at=None, attempts=F("attempts") - 1
    )


def _later(message: OutgoingMessage, *, problem: str, now: datetime) -> None:
    if message.attempts >= ATTEMPTS:
        _settle(message, status=MessageStatus.FAILED, problem=problem)
        return
    pause = FIRST_PAUSE * 4 ** (message.attempts - 1)
    _settle(message, status=MessageStatus.RELEASED, problem=problem, not_before=now + pause)


def _settle(message: OutgoingMessage, *, status: str, problem: str, **more: datetime) -> None:
    OutgoingMessage.objects.filter(pk=message.pk).update(
        status=status, problem=problem[:300], **more
    )


def fail_lost_messages(*, now: datetime) -> int:
    """Put messages a dead worker held before a person; return how many there were."""
    return OutgoingMessage.objects.filter(
        status=MessageStatus.SENDING, claimed_at__lt=now - LOST_AFTER
    ).update(
        status=MessageStatus.FAILED,
        problem=_("The worker stopped while sending; unknown whether it left."),
    )
