"""Letters before they are printed, and before they are posted."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from directory.models import Enterprise
from surveys.fieldwork.recipients import key_of, recipients
from surveys.models import ContactAttempt, ContactChannel, ContactResult, Disposition, Sending, Wave


def without_street(wave: Wave, kind: str) -> QuerySet[Enterprise]:
    """Enterprises to whom a letter would go that has a name on it and no street."""
    to = recipients(wave, kind).filter(enterprise__address="")
    return Enterprise.objects.filter(pk__in=to.values("enterprise")).order_by("name")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A printed letter that nobody should post any more."""

    name: str
    place: str


def to_take_out(sending: Sending) -> list[Withdrawn]:
    """Letters of a file whose enterprise answered, opted out or is not asked any more since.

    In a blind wave nobody knows who answered; the others are known there, too.
    """
    prefix = key_of(sending, 0).removesuffix("0")
    back = ContactAttempt.objects.filter(
        sampled=OuterRef("sampled"),
        channel=ContactChannel.LETTER,
        result__in=(ContactResult.BOUNCED, ContactResult.WRONG_ADDRESS),
    )
    over = (
        ~Q(sampled__disposition=Disposition.PENDING)
        | Q(sampled__response__isnull=False)
        | Q(sampled__enterprise__opt_out__isnull=False)
        | Q(is_back=True)
    )
    rows = ContactAttempt.objects.filter(message_key__startswith=prefix)
    rows = rows.annotate(is_back=Exists(back)).filter(over).order_by("pk")
    return [
        Withdrawn(name, note)
        for name, note in rows.values_list("sampled__enterprise__name", "note")
    ]
