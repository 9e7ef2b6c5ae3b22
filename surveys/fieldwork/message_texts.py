"""The words of invitations and reminders, by channel."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from core.messaging.kinds import LetterKind
from core.messaging.rendering import Words, render
from core.messaging.text_messages import Size, plain, size
from core.messaging.writing import Addressee, compose
from core.models import Channel, OutgoingMessage
from directory.models import Enterprise
from surveys import tokens
from surveys.letter_kinds import INVITATION, REMINDER, opt_out_link
from surveys.models import SampledEnterprise, SendingKind, Wave
from surveys.tokens import Secret
from vietnam.phone_numbers import for_messages

EXAMPLE_TOKEN = "X" * 22
EXAMPLE_CODE = "XXXX-XXXX-XXXX"


def kind_of(sending: str) -> LetterKind:
    return INVITATION if sending == SendingKind.INVITATIONS else REMINDER


def link_of(secret: Secret | None) -> str:
    return f"{settings.BASE_URL}/s/{secret.token}/" if secret else ""


def compose_message(
    kind: LetterKind,
    *,
    key: str,
    sampled: SampledEnterprise,
    wave: Wave,
    channel: Channel,
    secret: Secret | None,
    now: datetime,
    **letter: Any,
) -> OutgoingMessage:
    """Word a message to an enterprise of the sample and address it; nothing is stored yet."""
    enterprise = sampled.enterprise
    address = enterprise.email if channel == Channel.EMAIL else for_messages(enterprise.phone)
    return compose(
        kind,
        key=key,
        to=Addressee(address, enterprise.language, channel),
        about=sampled,
        context=fields(
            wave,
            enterprise,
            link=link_of(secret),
            code=tokens.group_code(secret.code) if secret else "",
        ),
        reply_to=wave.contact_email,
        without_marks=channel == Channel.SMS and wave.plain_sms,
        now=now,
        **letter,
    )


def fields(wave: Wave, enterprise: Enterprise, *, link: str, code: str) -> dict[str, Any]:
    """What the texts of a wave may name."""
    return {
        "wave": wave,
        "enterprise": enterprise,
        "link": link,
        "code": code,
        "opt_out_link": opt_out_link(enterprise.pk or 0),
        "base_url": settings.BASE_URL,
    }


@dataclass(frozen=True, slots=True)
class Example:
    """How a message will read, with a link that leads nowhere; ``size`` for text messages."""

    kind: str
    channel: Channel
    language: str
    words: Words
    size: Size | None
    plain_size: Size | None


def examples(wave: Wave, channels: list[str]) -> Iterator[Example]:
    """Write each message of a wave once for every channel and language."""
    for sending in (SendingKind.INVITATIONS, SendingKind.REMINDER):
        for channel in (Channel(c) for c in channels if c in Channel.values):
            for language, _name in settings.LANGUAGES:
                yield _example(wave, sending, channel, language)


def _example(wave: Wave, sending: SendingKind, channel: Channel, language: str) -> Example:
    named = "Công ty TNHH Ví Dụ" if language == "vi" else "Example Co., Ltd."
    shows_link = not (wave.is_blind and sending == SendingKind.REMINDER)
    context = fields(
        wave,
        Enterprise(name=named, language=language),
        link=f"{settings.BASE_URL}/s/{EXAMPLE_TOKEN}/" if shows_link else "",
        code=EXAMPLE_CODE if shows_link else "",
    )
    written = render(kind_of(sending), channel=channel, language=language, context=context)
    is_sms, without_marks = channel == Channel.SMS, plain(written.text)
    if is_sms and wave.plain_sms:
        written = Words(written.subject, without_marks)
    return Example(
        sending,
        channel,
        language,
        written,
        size(written.text) if is_sms else None,
        size(without_marks) if is_sms else None,
    )
