"""The outbox: messages are written once, released by a person, sent by the worker."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core.models import Channel, MessageStatus, OutgoingMessage, OutgoingMessageQuerySet

if TYPE_CHECKING:
    from accounts.models import User


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
            "subject": subject,
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


def release(*, messages: OutgoingMessageQuerySet, by: "User", now: datetime) -> int:
    """Let the worker send these drafts; return how many there were."""
    return messages.waiting().update(status=MessageStatus.RELEASED, released_at=now, released_by=by)


def cancel(*, messages: OutgoingMessageQuerySet) -> int:
    """Take back what has not been sent yet, and forget its text; return how many there were."""
    still_here = messages.filter(
        status__in=[MessageStatus.DRAFT, MessageStatus.RELEASED, MessageStatus.FAILED]
    )
    return still_here.update(status=MessageStatus.CANCELLED, body="", html="")


@transaction.atomic
def try_again(*, messages: OutgoingMessageQuerySet, now: datetime) -> int:
    """Give failed messages back to the worker."""
    return messages.filter(status=MessageStatus.FAILED).update(
        status=MessageStatus.RELEASED, attempts=0, problem="", not_before=None
    )


def due(*, now: datetime, limit: int) -> Iterable[int]:
    """Primary keys of what should be sent now, oldest first."""
    return (
        OutgoingMessage.objects.released()
        .filter(not_before__isnull=True)
        .union(OutgoingMessage.objects.released().filter(not_before__lte=now))
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
