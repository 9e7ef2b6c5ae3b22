"""The outbox: messages are written once, released by a person, sent by the worker.

Nothing is sent twice. The worker first takes a message (one atomic update), then sends it, then
notes that it left. If it dies in between, nobody knows whether the message left: it is put before
a person, who decides. What certainly did not leave is tried again, later and later.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import audit
from core.messaging.gateways import Gateway, TryLater, Undeliverable, gateway
from core.models import Channel, MessageStatus, OutgoingMessage, OutgoingMessageQuerySet
from core.people import User

logger = logging.getLogger("thuocdo.outbox")
ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=2)
LOST_AFTER = timedelta(minutes=30)


def write(
    *,
    key: str,
    recipient: str,
    body: str,
    language: str,
    now: datetime,
    subject: str = "",
    html: str = "",
    channel: str = Channel.EMAIL,
    batch: str = "",
    not_before: datetime | None = None,
) -> OutgoingMessage:
    """Write a message; writing the same key again changes nothing and returns the first one."""
    message, _created = OutgoingMessage.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "subject": " ".join(subject.split()),
            "body": body,
            "html": html,
            "language": language,
            "channel": channel,
            "batch": batch,
            "not_before": not_before,
            "created_at": now,
        },
    )
    return message


@transaction.atomic
def release(*, messages: OutgoingMessageQuerySet, by: User, now: datetime) -> int:
    """Let the worker send these drafts; return how many there were."""
    count = messages.waiting().update(
        status=MessageStatus.RELEASED, released_at=now, released_by=by
    )
    if count:
        audit.record(actor=by, action="outbox.released", now=now, messages=count)
    return count


def forget(*, messages: OutgoingMessageQuerySet) -> int:
    """Cancel what has not left, and erase its text; return how many there were."""
    here = [MessageStatus.DRAFT, MessageStatus.RELEASED, MessageStatus.FAILED]
    return messages.filter(status__in=here).update(status=MessageStatus.CANCELLED, body="", html="")


@transaction.atomic
def cancel(*, messages: OutgoingMessageQuerySet, by: User, now: datetime) -> int:
    """Take back what has not left, and forget its text; return how many there were."""
    count = forget(messages=messages)
    if count:
        audit.record(actor=by, action="outbox.cancelled", now=now, messages=count)
    return count


@transaction.atomic
def try_again(*, messages: OutgoingMessageQuerySet, by: User, now: datetime) -> int:
    """Give failed messages back to the worker; return how many there were."""
    count = messages.filter(status=MessageStatus.FAILED).update(
        status=MessageStatus.RELEASED, attempts=0, problem="", not_before=None, claimed_at=None
    )
    if count:
        audit.record(actor=by, action="outbox.tried_again", now=now, messages=count)
    return count


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
        status=MessageStatus.SENT, sent_at=now, problem="", body="", html=""
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
