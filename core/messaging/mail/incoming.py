"""A message that came in, as plain data: who, what, in answer to which letter, with which files."""

import hashlib
import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from django.utils.html import strip_tags

LONGEST = 20_000
MOST_FILES = 10
ROBOTS = ("mailer-daemon@", "postmaster@", "noreply@", "no-reply@")
PROBLEMS = (LookupError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Received:
    """What a message says of itself; nothing of it is to be trusted."""

    message_id: str
    sender: str
    subject: str
    text: str
    sent_at: datetime | None
    references: str
    is_automatic: bool
    files: list[tuple[str, bytes]]


def read_message(raw: bytes) -> Received:
    """Read a message, however it was made; what cannot be read is left empty."""
    message: Any = message_from_bytes(raw, policy=policy.default)
    own = _header(message, "Message-ID").strip()[:255]
    sender = parseaddr(_header(message, "From"))[1].lower()[:254]
    return Received(
        message_id=own or f"sha256:{hashlib.sha256(raw).hexdigest()}",
        sender=sender,
        subject=" ".join(_header(message, "Subject").split())[:300],
        text=_text(message),
        sent_at=_moment(_header(message, "Date")),
        references=f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}",
        is_automatic=_is_automatic(message, sender),
        files=_files(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "")).replace("\x00", "")
    except PROBLEMS:
        return ""


def _moment(said: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(said)
    except (*PROBLEMS, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_automatic(message: EmailMessage, sender: str) -> bool:
    """Whether a program wrote it: an answer of absence, a bounce, a newsletter (RFC 3834)."""
    said = _header(message, "Auto-Submitted").lower()
    is_bulk = _header(message, "Precedence").lower() in {"bulk", "junk", "list", "auto_reply"}
    return said not in {"", "no"} or is_bulk or sender.startswith(ROBOTS) or not sender


def _text(message: EmailMessage) -> str:
    try:
        body = message.get_body(("plain", "html"))
    except PROBLEMS:
        body = None
    if body is None:
        return ""
    said = _decode(body)
    if body.get_content_subtype() == "html":
        breaks = re.sub(r"(?i)<(?:br|/p|/div|/tr)[^>]*>", "\n", said)
        said = html.unescape(strip_tags(breaks))
    return said.replace("\x00", "").strip()[:LONGEST]


def _decode(part: Any) -> str:
    try:
        return str(part.get_content())
    except PROBLEMS:
        return (part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _files(message: EmailMessage) -> list[tuple[str, bytes]]:
    try:
        parts: list[Any] = list(message.iter_attachments())[:MOST_FILES]
    except PROBLEMS:
        return []
    return [
        (part.get_filename() or "tep-dinh-kem", bytes(part.get_payload(decode=True) or b""))
        for part in parts
    ]
