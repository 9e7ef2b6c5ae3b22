"""How a message leaves: one small interface, chosen by channel in the settings.

A gateway that keeps something open has a method ``close()``; it is called when a run ends.
"""

import json
import os
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from core.messaging import headers
from core.messaging.errors import TryLater, Undeliverable
from core.messaging.mail.line import Line
from core.messaging.rendering import as_html
from core.models import OutgoingMessage

__all__ = ["EmailGateway", "FileGateway", "Gateway", "TryLater", "Undeliverable", "gateway"]


class Gateway(Protocol):
    def send(self, message: OutgoingMessage, now: datetime) -> None:
        """Send, or raise Undeliverable or TryLater. Any other error leaves it unknown."""


class EmailGateway:
    """E-mail as text and as HTML of the same words, over one line to the mail server."""

    def __init__(self) -> None:
        self._line = Line()

    def send(self, message: OutgoingMessage, now: datetime) -> None:
        mail = EmailMultiAlternatives(
            subject=message.subject,
            body=message.body,
            from_email=headers.sender(),
            to=[message.recipient],
            reply_to=headers.reply_to(message),
            headers=headers.headers_of(message),
        )
        mail.attach_alternative(as_html(message), "text/html")
        self._line.send(mail)

    def close(self) -> None:
        self._line.close()


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
