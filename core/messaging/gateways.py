"""How a message leaves: one small interface, chosen by channel in the settings."""

import hashlib
import json
import os
import smtplib
from datetime import datetime
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from core.models import OutgoingMessage


class Undeliverable(Exception):
    """Trying again would not help: the address is wrong, the text is refused."""


class TryLater(Exception):
    """The message certainly did not leave, and may leave later."""


class Gateway(Protocol):
    def send(self, message: OutgoingMessage, now: datetime) -> None:
        """Send, or raise Undeliverable or TryLater. Any other error leaves it unknown."""


class EmailGateway:
    """E-mail through Django's backend. The Message-ID is made from the key, so that mail servers
    and readers recognise a copy."""

    def send(self, message: OutgoingMessage, now: datetime) -> None:
        host = urlsplit(settings.BASE_URL).hostname or "localhost"
        name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
        mail = EmailMultiAlternatives(
            subject=message.subject,
            body=message.body,
            to=[message.recipient],
            headers={"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"},
        )
        if message.html:
            mail.attach_alternative(message.html, "text/html")
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = {code for code, _text in refusal.recipients.values()}
            if all(500 <= code < 600 for code in codes):
                raise Undeliverable(f"SMTP {max(codes)}") from refusal
            raise TryLater(f"SMTP {min(codes)}") from refusal
        except (smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError):
            raise TryLater("SMTP") from None
        except (ConnectionRefusedError, TimeoutError) as problem:
            raise TryLater(type(problem).__name__) from problem


class FileGateway:
    """Text messages and Zalo without a provider: one line a message, for somebody to send."""

    def send(self, message: OutgoingMessage, now: datetime) -> None:
        folder = settings.DATA_DIR / "outgoing"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # the texts hold personal links
        line = json.dumps(
            {"key": message.key, "to": message.recipient, "text": message.body, "at": str(now)},
            ensure_ascii=False,
        )
        path = folder / f"{message.channel}-{now:%Y-%m-%d}.jsonl"
        for_its_owner = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, mode=0o600)
        with os.fdopen(for_its_owner, "a", encoding="utf-8") as file:
            file.write(line + "\n")


@lru_cache
def gateway(channel: str) -> Gateway:
    made: Gateway = import_string(settings.GATEWAYS[channel])()
    return made
