"""Writing the letters of a sending, invitations or reminders: part by part into one PDF.

The file of a part comes first, then what stands in it: the keys of its links, or that the letter
was written. After a stop, parts of which nothing is stored are erased and written anew.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.clock import timezone
from surveys import tokens
from surveys.fieldwork import letters
from surveys.fieldwork.actions.invitations import NewLink, store_links
from surveys.fieldwork.actions.message_writing import in_slices
from surveys.fieldwork.message_texts import link_of
from surveys.fieldwork.recipients import key_of
from surveys.models import (
    AccessKey,
    ContactAttempt,
    ContactChannel,
    ContactResult,
    Invitation,
    InvitationChannel,
    SampledEnterprise,
    Sending,
    SendingKind,
)

Secrets = Sequence[tokens.Secret | None]


def write_letters(*, sending: Sending, now: datetime) -> None:
    """Write what is left of a sending on paper; may be stopped and run again."""
    part = letters.drop_unknown(sending.pk, is_known=lambda mark: _is_stored(sending, mark))
    done = sending.done
    for some in in_slices(sending):
        secrets = [_secret(sending) for _each in some]
        part += 1
        written = [
            _letter(sending, sampled, secret, place)
            for place, (sampled, secret) in enumerate(
                zip(some, secrets, strict=True), start=done + 1
            )
        ]
        mark = secrets[0].token_digest if secrets[0] else str(some[0].pk)
        letters.write_part(sending.pk, part, written, digest=mark)
        _store(sending, some, secrets, done, now)
        done += len(some)
    Sending.objects.filter(pk=sending.pk).update(file=letters.bind_letters(sending.pk))


def text_of(sending: Sending) -> str:
    """Which text of the Association these letters carry."""
    if sending.kind == SendingKind.LETTERS:
        return "letter"
    return "letter_reminder_blind" if sending.wave.is_blind else "letter_reminder"


def _secret(sending: Sending) -> tokens.Secret | None:
    """In a blind wave an enterprise has one link for ever, which the first letter gave it."""
    is_second = sending.wave.is_blind and sending.kind != SendingKind.LETTERS
    return None if is_second else tokens.new_secret()


def _letter(
    sending: Sending, sampled: SampledEnterprise, secret: tokens.Secret | None, place: int
) -> letters.Letter:
    return letters.Letter(
        enterprise=sampled.enterprise,
        wave=sending.wave,
        link=link_of(secret),
        code=tokens.group_code(secret.code) if secret else "",
        text=text_of(sending),
        day=timezone.localdate(sending.ordered_at),
        number=sending.number,
        place=place,
    )


def _is_stored(sending: Sending, mark: str) -> bool:
    if mark.isdecimal() and len(mark) < 20:
        key = key_of(sending, int(mark))
        return ContactAttempt.objects.filter(message_key=key).exists()
    return AccessKey.objects.filter(token_digest=mark).exists()


@transaction.atomic
def _store(
    sending: Sending,
    some: Sequence[SampledEnterprise],
    secrets: Secrets,
    before: int,
    now: datetime,
) -> None:
    links = [
        NewLink(sampled, secret, InvitationChannel.LETTER)
        for sampled, secret in zip(some, secrets, strict=True)
        if secret
    ]
    if links:
        store_links(links=links, now=now, by=sending.ordered_by)
    if sending.kind == SendingKind.LETTERS:
        Invitation.objects.filter(sampled__in=some).update(sent_at=now)
    ContactAttempt.objects.bulk_create(
        ContactAttempt(
            sampled=sampled,
            at=now,
            by=sending.ordered_by,
            channel=ContactChannel.LETTER,
            result=ContactResult.SENT,
            note=_("Letter %(place)s of the file") % {"place": place},
            message_key=key_of(sending, sampled.pk),
        )
        for place, sampled in enumerate(some, start=before + 1)
    )
    Sending.objects.filter(pk=sending.pk).update(done=F("done") + len(some))
