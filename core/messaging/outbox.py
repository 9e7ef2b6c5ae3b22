"""The outbox: drafts are released by a person, and for a minute that can be undone.

A letter that nobody wants any more (answered, opted out, came back, over) is cancelled when it is
released, and asked about once more when it is sent.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from core import audit
from core.access import User
from core.errors import DomainError
from core.messaging.kinds import find_unwanted
from core.models import (
    MessageStatus,
    OutboxRelease,
    OutgoingMessage,
    OutgoingMessageQuerySet,
    Unwanted,
)

UNDO_PERIOD = timedelta(minutes=1)
SLICE = 500
HERE = (MessageStatus.DRAFT, MessageStatus.RELEASED, MessageStatus.FAILED)


class TooLateToUndo(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The minute is over: these messages are on their way."))


def release(
    *, messages: OutgoingMessageQuerySet, by: User, now: datetime, batch: str = ""
) -> OutboxRelease:
    """Let these drafts leave once a minute is over, and cancel those nobody wants any more.

    Done in slices, so that nobody who saves an answer waits for a release of thousands.
    """
    keys = list(messages.waiting().order_by("pk").values_list("pk", flat=True))
    record = OutboxRelease(at=now, by=by, leaves_at=now + UNDO_PERIOD, batch=batch)
    if not keys:
        return record
    first = OutgoingMessage.objects.get(pk=keys[0])
    record.batch, record.subject = batch or first.batch, first.subject
    record.save(force_insert=True)
    left_out: Counter[str] = Counter()
    for start in range(0, len(keys), SLICE):
        some = OutgoingMessage.objects.waiting().filter(pk__in=keys[start : start + SLICE])
        _release_some(record, some, left_out, now)
    if not record.count and not left_out:  # somebody else released all of them at this moment
        record.delete()
        return record
    _note_release(record, left_out)
    return record


@transaction.atomic
def _note_release(record: OutboxRelease, left_out: Counter[str]) -> None:
    record.left_out = dict(left_out)
    record.save(update_fields=["count", "left_out"])
    audit.record(
        actor=record.by,
        action="outbox.released",
        now=record.at,
        target=record,
        messages=record.count,
        left_out=left_out.total(),
    )


def _release_some(
    record: OutboxRelease, some: OutgoingMessageQuerySet, left_out: Counter[str], now: datetime
) -> None:
    unwanted = find_unwanted(list(some.defer("body")), now)
    leaves_at = Value(record.leaves_at, output_field=DateTimeField())
    with transaction.atomic():
        left_out.update(_cancel_unwanted(some, unwanted))
        record.count += some.exclude(pk__in=list(unwanted)).update(
            status=MessageStatus.RELEASED,
            released_at=record.at,
            released_by=record.by,
            release=record,
            not_before=Greatest(Coalesce(F("not_before"), leaves_at), leaves_at),
        )


def _cancel_unwanted(
    messages: OutgoingMessageQuerySet, unwanted: Mapping[int, Unwanted]
) -> Counter[str]:
    """Cancel what nobody wants, with its reason; count the reasons."""
    cancelled: Counter[str] = Counter()
    for reason in set(unwanted.values()):
        keys = [pk for pk, why in unwanted.items() if why == reason]
        cancelled[reason.value] = withdraw(messages=messages.filter(pk__in=keys), because=reason)
    return +cancelled


def undo(*, release: OutboxRelease, by: User, now: datetime) -> int:
    """Take a release back before its minute is over; return how many wait again."""
    if now >= release.leaves_at:
        raise TooLateToUndo
    with transaction.atomic():
        count = (
            OutgoingMessage.objects.released()
            .filter(release=release, not_before__gt=now)
            .update(
                status=MessageStatus.DRAFT,
                release=None,
                released_at=None,
                released_by=None,
                not_before=None,
            )
        )
        if count:
            release.undone_at, release.undone_by = now, by
            release.save(update_fields=["undone_at", "undone_by"])
            audit.record(actor=by, action="outbox.undone", now=now, target=release, messages=count)
    return count


def erase(*, messages: OutgoingMessageQuerySet) -> int:
    """Delete letters whose addressee asked that no trace be left; return how many there were."""
    _rows, by_model = messages.delete()
    return by_model.get(OutgoingMessage._meta.label, 0)


def withdraw(*, messages: OutgoingMessageQuerySet, because: str = "") -> int:
    """Cancel what has not left, and erase its text; return how many there were."""
    return messages.filter(status__in=HERE).update(
        status=MessageStatus.CANCELLED, body="", cancelled_because=because
    )


@transaction.atomic
def cancel(*, messages: OutgoingMessageQuerySet, by: User, now: datetime) -> int:
    """Take back what has not left, and forget its text; return how many there were."""
    count = withdraw(messages=messages)
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


def note_returned(*, messages: OutgoingMessageQuerySet) -> int:
    """Mark messages that left and came back; return how many there were."""
    return messages.filter(status=MessageStatus.SENT).update(status=MessageStatus.BOUNCED)
