"""Sending what was released: the worker's part of the outbox.

Nothing is sent twice. The worker first takes a message (one atomic update), then sends it, then
notes that it left. If it dies in between, nobody knows whether the message left: it is put before
a person, who decides. What certainly did not leave is tried again, later and later.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from core.messaging.gateways import Gateway, TryLater, Undeliverable, gateway
from core.messaging.kinds import find_unwanted
from core.models import MessageStatus, OutgoingMessage, OutgoingMessageQuerySet

logger = logging.getLogger("thuocdo.outbox")
ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=2)
LOST_AFTER = timedelta(minutes=30)


def send_due(*, now: datetime, limit: int = 500) -> int:
    """Send what is released and due, oldest first; return how many left."""
    fail_lost_messages(now=now)
    due = OutgoingMessage.objects.due(now).order_by("pk").values_list("pk", flat=True)[:limit]
    return sum(send_one(pk=pk, now=now) for pk in list(due))


def send_one(*, pk: int, now: datetime, through: Gateway | None = None) -> bool:
    """Send one message unless another worker has taken it; tell whether it left."""
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
    except Undeliverable as problem:
        _settle(message, status=MessageStatus.FAILED, problem=str(problem))
        return False
    except TryLater as problem:
        _later(message, problem=str(problem), now=now)
        return False
    except Exception as problem:  # noqa: BLE001 -- whatever it was, the others must still leave
        logger.warning("message=%s problem=%s", message.pk, type(problem).__name__)
        _settle(
            message,
            status=MessageStatus.FAILED,
            problem=_("Unknown whether it left (%(problem)s).")
            % {"problem": type(problem).__name__},
        )
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
