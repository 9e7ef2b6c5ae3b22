"""What an e-mail says of itself: from whom, whom to answer, how to be left alone."""

import hashlib
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from core import letterhead
from core.messaging.kinds import kind_of
from core.models import OutgoingMessage


def add_sender_name(address: str) -> str:
    """Put the name of the Association before an address."""
    name = letterhead.current().sends_as.replace("\\", "").replace('"', "'")
    return f'"{name}" <{parseaddr(address)[1] or address}>'


def sender() -> str:
    return add_sender_name(settings.DEFAULT_FROM_EMAIL)


def reply_to(message: OutgoingMessage) -> list[str]:
    """Whom an answer reaches: who was named for this letter, else the Association."""
    return [add_sender_name(message.reply_to)] if message.reply_to else association()


def message_id(key: str) -> str:
    """Made from the key, so that mail servers recognise a copy, and we a reply."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>"


def association() -> list[str]:
    """Where the Association reads its e-mail: the mailbox for replies, else its contact."""
    if settings.IMAP_HOST and settings.REPLY_ADDRESS:
        return [add_sender_name(settings.REPLY_ADDRESS)]
    ours = letterhead.current()
    address = next((way for way in (ours.contact, ours.email, ours.reached_at) if "@" in way), "")
    return [add_sender_name(address)] if address else []


def headers_of(message: OutgoingMessage) -> dict[str, str]:
    """A Message-ID made from the key, so that mail servers recognise a copy; the signs of a letter
    nobody typed (RFC 3834); and where one press asks for no more of them (RFC 8058)."""
    headers = {"Message-ID": message_id(message.key), "Auto-Submitted": "auto-generated"}
    if unsubscribe := kind_of(message).unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe(message)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
