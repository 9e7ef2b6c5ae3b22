"""Replies by e-mail: taken in once, put beside their issue or enterprise, shown to staff alone."""

import re
from datetime import datetime

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction

from core.attachments.cleaning import FileRefused
from core.messaging import headers
from core.messaging.mail import mailbox
from core.messaging.mail.incoming import Received, read_message
from core.models import OutgoingMessage
from dialogues.issues.actions import attachments
from dialogues.models import Attachment, IncomingMail, Issue
from directory.models import Enterprise

NUMBER = re.compile(r"\b\d{4}-\d{4,7}\b")
LETTERS_LOOKED_AT = 500  # the last ones to an address
STATE = "mailbox-state"


def read_mailbox(*, now: datetime) -> int:
    """Take in what is new, if a mailbox is set up; note how it went for the page of replies."""
    if not mailbox.is_configured():
        return 0
    try:
        count = mailbox.read_new(lambda raw: take_in(raw=raw, now=now))
    except mailbox.PROBLEMS as problem:
        cache.set(STATE, {"at": now, "problem": f"{type(problem).__name__}: {problem}"[:200]}, None)
        return 0
    cache.set(STATE, {"at": now, "problem": ""}, None)
    return count


def take_in(*, raw: bytes, now: datetime) -> IncomingMail:
    """Keep a message once; its files are cleaned as all others, those that cannot be are named."""
    received = read_message(raw)
    if known := IncomingMail.objects.filter(message_id=received.message_id).first():
        return known
    files, left_out = _store_files(received, now)  # takes time: before anything is locked
    return _keep(received, files, left_out, now)


@transaction.atomic
def _keep(
    received: Received,
    files: list[Attachment],
    left_out: list[dict[str, str]],
    now: datetime,
) -> IncomingMail:
    issue = _find_issue(received)
    mail, is_new = IncomingMail.objects.get_or_create(
        message_id=received.message_id,
        defaults={
            "sender": received.sender,
            "subject": received.subject,
            "text": received.text,
            "sent_at": received.sent_at,
            "taken_in_at": now,
            "is_automatic": received.is_automatic,
            "issue": issue,
            "enterprise": _find_enterprise(received.sender, issue),
            "left_out": left_out,
        },
    )
    for file in files if is_new else []:
        file.mail = mail
        file.save()
    return mail


def _find_issue(received: Received) -> Issue | None:
    """By the letter it answers, else by the number its subject names."""
    letter = _find_letter(received)
    named = NUMBER.search(letter.subject if letter else "") or NUMBER.search(received.subject)
    return Issue.objects.filter(number=named.group()).first() if named else None


def _find_letter(received: Received) -> OutgoingMessage | None:
    sent = OutgoingMessage.objects.filter(recipient__iexact=received.sender).order_by("-pk")
    for letter in sent.only("key", "subject")[:LETTERS_LOOKED_AT]:
        if headers.message_id(letter.key) in received.references:
            return letter
    return None


def _find_enterprise(sender: str, issue: Issue | None) -> Enterprise | None:
    """Whose address it came from; an address nobody is known by names no enterprise."""
    raiser = issue.enterprise if issue else None
    if raiser and raiser.email.lower() == sender:
        return raiser
    return Enterprise.objects.filter(email__iexact=sender).first() if sender else None


def _store_files(
    received: Received, now: datetime
) -> tuple[list[Attachment], list[dict[str, str]]]:
    kept, left_out = [], []
    for name, content in received.files:
        try:
            upload = ContentFile(content, name=name)
            kept.append(attachments.store_file(upload=upload, title=name, at=now))
        except FileRefused as refusal:
            left_out.append({"name": name[:200], "why": str(refusal)})
    return kept, left_out


@transaction.atomic
def settle_mail(*, mail: IncomingMail, now: datetime, issue: Issue | None = None) -> IncomingMail:
    """Say that somebody dealt with a reply, and to which issue it belongs."""
    mail.issue = issue or mail.issue
    mail.read_at = mail.read_at or now
    mail.save(update_fields=["issue", "read_at"])
    return mail
