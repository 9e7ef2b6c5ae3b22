"""Codes that prove a claim: made, sent to the register's contact, taken from the claimant."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare

from accounts.errors import AlreadyDecided, NoContact
from accounts.letter_kinds import CLAIM_CODE, REPRESENTATIVE_ADDED
from accounts.models import ClaimWay, EnterpriseClaim, User, digest_of_code
from core import audit
from core.messaging.writing import Addressee, write
from directory.models import Enterprise

CONTACTS = {ClaimWay.EMAIL: "email", ClaimWay.PHONE: "phone", ClaimWay.LETTER: "address"}


@transaction.atomic
def send_code(
    *, user: User, enterprise: Enterprise, way: ClaimWay, by: User, now: datetime
) -> tuple[EnterpriseClaim, str]:
    """Make a code for the contact in the register. By e-mail it leaves at once; else staff tell it.

    A new code takes the place of an older one.
    """
    if user.approved_at is not None or not user.is_active:
        raise AlreadyDecided
    if not getattr(enterprise, CONTACTS[way]):
        raise NoContact
    code = f"{secrets.randbelow(10**8):08d}"
    claim, _new = EnterpriseClaim.objects.update_or_create(
        user=user,
        enterprise=enterprise,
        defaults={
            "way": way,
            "digest": digest_of_code(user.pk, code),
            "sent_at": now,
            "sent_by": by,
            "tries": 0,
        },
    )
    audit.record(
        actor=by,
        action="accounts.claim_code",
        target=user,
        now=now,
        enterprise=enterprise.pk,
        way=str(way),
    )
    if way == ClaimWay.EMAIL:
        write(
            CLAIM_CODE,
            key=f"claim:{claim.pk}:{now:%Y%m%d%H%M%S}",
            to=Addressee(enterprise.email, enterprise.language),
            about=user,
            context={"user": user, "enterprise": enterprise, "code": code},
            by=by,
            now=now,
        )
    return claim, code


@transaction.atomic
def take_code(*, email: str, code: str, now: datetime) -> bool:
    """Take a code from whoever signed up; five wrong ones end it."""
    claims = EnterpriseClaim.objects.select_for_update().filter(
        user__email=email.strip().lower(), verified_at__isnull=True
    )
    for claim in claims:
        if not claim.takes_tries(now):
            continue
        claim.tries += 1
        if constant_time_compare(claim.digest, digest_of_code(claim.user_id, code.strip())):
            claim.verified_at = now
        claim.save(update_fields=["tries", "verified_at"])
        if claim.verified_at:
            return True
    return False


def tell_representatives(*, user: User, enterprise: Enterprise, by: User, now: datetime) -> None:
    """Tell everybody who speaks for an enterprise, and its address on record, who joins them."""
    present = User.objects.filter(enterprise=enterprise, is_active=True).exclude(pk=user.pk)
    addresses = {enterprise.email, *present.values_list("email", flat=True)} - {user.email, ""}
    for address in sorted(addresses):
        write(
            REPRESENTATIVE_ADDED,
            key=f"account:{user.pk}:joined:{enterprise.pk}:{address}",
            to=Addressee(address, enterprise.language),
            about=user,
            context={"user": user, "enterprise": enterprise},
            by=by,
            now=now,
        )
