"""Asking for letters, confirming, asking for no more; writing to all who confirmed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from analysis.models import ReportRelease, Subscription
from analysis.subscriptions.letter_kinds import CONFIRM, KINDS, RELEASED, WITHDRAWN, link_of
from core import audit
from core.http import rate_limit
from core.messaging import outbox
from core.messaging.kinds import LetterKind
from core.messaging.writing import Addressee, write
from core.models import OutgoingMessage

TRIES, WINDOW = 5, 3600  # of one visitor, within seconds
ONE_LETTER_IN = timedelta(days=1)  # to one address
CONFIRM_WITHIN = timedelta(days=3)
MOST_UNCONFIRMED = 200  # letters to strangers that may be under way at a time


def may_ask(visitor: str) -> bool:
    """Take one of the tries of a visitor."""
    return rate_limit.claim_try("subscribe", visitor, most=TRIES, seconds=WINDOW) is not None


@transaction.atomic
def ask(*, address: str, language: str, now: datetime) -> bool:
    """Send a link to confirm; tell whether a letter was written, which no page may show.

    An address that is confirmed, or was written to today, gets none: nobody can find out who
    subscribes, or have strangers flooded.
    """
    address = address.strip().lower()
    waiting = Subscription.objects.filter(confirmed_at__isnull=True)
    known = Subscription.objects.select_for_update().filter(address=address).first()
    if known and (known.confirmed_at or now - known.asked_at < ONE_LETTER_IN):
        return False
    if known is None and waiting.count() >= MOST_UNCONFIRMED:
        return False
    subscription, _is_new = Subscription.objects.update_or_create(
        address=address, defaults={"language": language, "asked_at": now}
    )
    return write(
        CONFIRM,
        key=f"subscription:{subscription.pk}:{now:%Y-%m-%d}",
        to=Addressee(address, language),
        about=subscription,
        context={"link": link_of(subscription, "confirm"), "days": CONFIRM_WITHIN.days},
        now=now,
    )


@transaction.atomic
def confirm(*, key: str, now: datetime) -> bool:
    """Note that whoever reads the address wants the letters; tell whether the link is known."""
    found = Subscription.objects.select_for_update().filter(key=key).first()
    if found is None:
        return False
    if found.confirmed_at is None:
        if now - found.asked_at > CONFIRM_WITHIN:
            return False
        found.confirmed_at = now
        found.save(update_fields=["confirmed_at"])
        audit.record(actor=None, action="subscription.confirm", now=now, target=found)
    return True


@transaction.atomic
def leave(*, key: str, now: datetime) -> bool:
    """Erase the address, and every letter to it in the outbox; tell whether there was one."""
    found = Subscription.objects.select_for_update().filter(key=key).first()
    if found is None:
        return False
    _erase(found)
    audit.record(actor=None, action="subscription.leave", now=now)
    return True


def _erase(subscription: Subscription) -> None:
    kinds = [kind.key for kind in KINDS]
    outbox.erase(
        messages=OutgoingMessage.objects.filter(kind__in=kinds, recipient=subscription.address)
    )
    subscription.delete()


def forget_unconfirmed(*, now: datetime) -> int:
    """Erase the addresses nobody has confirmed in time; return how many there were."""
    old = Subscription.objects.filter(confirmed_at__isnull=True, asked_at__lt=now - CONFIRM_WITHIN)
    found = list(old)
    for subscription in found:
        with transaction.atomic():
            _erase(subscription)
    return len(found)


def announce(*, release: ReportRelease, now: datetime) -> int:
    """Write to all who confirmed, each once; a withdrawal only to who was told of the release."""
    kind: LetterKind = WITHDRAWN if release.is_withdrawn else RELEASED
    written = 0
    for subscription in list(Subscription.objects.confirmed()):
        if release.is_withdrawn and not _was_told(release, subscription):
            continue
        written += write(
            kind,
            key=f"{kind.key}:{release.pk}:{subscription.pk}",
            to=Addressee(subscription.address, subscription.language),
            about=release,
            context=_words_of(release, subscription),
            batch=f"{kind.key}:{release.pk}",
            now=now,
        )
    return written


def _was_told(release: ReportRelease, subscription: Subscription) -> bool:
    key = f"{RELEASED.key}:{release.pk}:{subscription.pk}"
    return OutgoingMessage.objects.filter(key=key).exists()


def _words_of(release: ReportRelease, subscription: Subscription) -> dict[str, object]:
    return {
        "release": release,
        "wave": release.report.run.wave,
        "link": settings.BASE_URL + reverse("analysis:release", args=[release.number]),
        "opt_out_link": link_of(subscription, "leave"),
    }
