"""Keeping the contact log in step with the outbox."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from core.models import OutgoingMessage
from surveys.models import (
    ContactAttempt,
    ContactResult,
    Invitation,
    SampledEnterprise,
    SendingKind,
)

SLICE = 200


def note_what_was_sent() -> int:
    """Copy from the outbox to the contact log, and to the invitations, what left; count the new.

    Read in slices and written in short transactions: nobody who saves an answer waits for it.
    """
    noted = ContactAttempt.objects.filter(message_key=OuterRef("key"))
    left = OutgoingMessage.objects.filter(batch__startswith="wave:", sent_at__isnull=False)
    left = left.exclude(Exists(noted)).order_by("pk").only("key", "channel", "sent_at")
    count = last = 0
    while some := list(left.filter(pk__gt=last)[:SLICE]):
        count += _note(some)
        last = some[-1].pk
    return count


@transaction.atomic
def _note(some: Sequence[OutgoingMessage]) -> int:
    asked = {int(message.key.rsplit(":", 1)[1]): message for message in some}
    here = SampledEnterprise.objects.filter(pk__in=list(asked)).values_list("pk", flat=True)
    before = ContactAttempt.objects.filter(message_key__in=[message.key for message in some])
    known = set(before.values_list("message_key", flat=True))
    new = {pk: asked[pk] for pk in here if asked[pk].key not in known}
    ContactAttempt.objects.bulk_create(
        ContactAttempt(
            sampled_id=pk,
            message_key=message.key,
            at=message.sent_at or message.created_at,
            channel=message.channel,
            result=ContactResult.SENT,
        )
        for pk, message in new.items()
    )
    _mark_sent({pk: m for pk, m in new.items() if f":{SendingKind.INVITATIONS}:" in m.key})
    return len(new)


def _mark_sent(invited: dict[int, OutgoingMessage]) -> None:
    unsent = list(Invitation.objects.unsent().filter(sampled__in=list(invited)))
    for invitation in unsent:
        invitation.sent_at = invited[invitation.sampled_id].sent_at
    Invitation.objects.bulk_update(unsent, ["sent_at"])
