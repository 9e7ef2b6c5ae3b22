"""Keeping the contact log in step with the outbox."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from core.models import OutgoingMessage
from surveys.letter_kinds import BY_KEY, INVITATION
from surveys.models import ContactAttempt, ContactResult, Invitation, SampledEnterprise

SLICE = 200


def note_what_was_sent() -> int:
    """Copy from the outbox to the contact log, and to the invitations, what left; count the new.

    Read in slices and written in short transactions: nobody who saves an answer waits for it.
    """
    noted = ContactAttempt.objects.filter(message_key=OuterRef("key"))
    left = OutgoingMessage.objects.filter(kind__in=BY_KEY, sent_at__isnull=False)
    here = SampledEnterprise.objects.filter(pk=OuterRef("about_id"))  # not of a wave that is gone
    left = left.filter(~Exists(noted), Exists(here)).order_by("pk").defer("body")
    count = last = 0
    while some := list(left.filter(pk__gt=last)[:SLICE]):
        count += _note(some)
        last = some[-1].pk
    return count


@transaction.atomic
def _note(some: Sequence[OutgoingMessage]) -> int:
    about = {message.about_id for message in some if message.about_id}
    here = set(SampledEnterprise.objects.filter(pk__in=about).values_list("pk", flat=True))
    before = ContactAttempt.objects.filter(message_key__in=[message.key for message in some])
    known = set(before.values_list("message_key", flat=True))
    new = [m for m in some if m.about_id in here and m.key not in known]
    ContactAttempt.objects.bulk_create(map(_attempt, new))
    _mark_sent({m.about_id: m for m in new if m.about_id and m.kind == INVITATION.key})
    return len(new)


def _attempt(message: OutgoingMessage) -> ContactAttempt:
    return ContactAttempt(
        sampled_id=message.about_id or 0,
        message_key=message.key,
        at=message.sent_at or message.created_at,
        channel=message.channel,
        result=ContactResult.SENT,
    )


def _mark_sent(invited: dict[int, OutgoingMessage]) -> None:
    unsent = list(Invitation.objects.unsent().filter(sampled__in=list(invited)))
    for invitation in unsent:
        invitation.sent_at = invited[invitation.sampled_id].sent_at
    Invitation.objects.bulk_update(unsent, ["sent_at"])
