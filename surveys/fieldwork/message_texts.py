"""The words of invitations and reminders, by channel."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core.messaging.text_messages import Size, plain, size
from core.models import Channel
from directory.models import Enterprise
from surveys.models import Reminder, SendingKind, Wave

EXAMPLE_TOKEN = "X" * 22
EXAMPLE_CODE = "XXXX-XXXX-XXXX"


@dataclass(frozen=True, slots=True)
class Words:
    """A message before it is addressed: text messages carry a subject for the outbox alone."""

    subject: str
    body: str


def words(
    *,
    kind: str,
    channel: str,
    wave: Wave,
    enterprise: Enterprise,
    link: str,
    code: str,
    reminder: Reminder | None = None,
) -> Words:
    """Write a message in the language of its enterprise."""
    name = "invitation" if kind == SendingKind.INVITATIONS else "reminder"
    ending = "" if channel == Channel.EMAIL else "_short"
    context = {
        "wave": wave,
        "enterprise": enterprise,
        "link": link,
        "code": code,
        "base_url": settings.BASE_URL,
        "reminder": reminder,
    }
    with translation.override(enterprise.language):
        subject = render_to_string(f"emails/surveys/{name}_subject.txt", context)
        body = str(render_to_string(f"emails/surveys/{name}{ending}.txt", context))
    if ending:
        body = " ".join(body.split())
    if channel == Channel.SMS and wave.plain_sms:
        body = plain(body)
    return Words(" ".join(subject.split()), body)


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
    blind = wave.is_blind
    for kind in (SendingKind.INVITATIONS, SendingKind.REMINDER):
        shows_link = not (blind and kind == SendingKind.REMINDER)
        for channel in (Channel(c) for c in channels if c in Channel.values):
            for language, _name in settings.LANGUAGES:
                named = "Công ty TNHH Ví Dụ" if language == "vi" else "Example Co., Ltd."
                written = words(
                    kind=kind,
                    channel=channel,
                    wave=wave,
                    enterprise=Enterprise(name=named, language=language),
                    link=f"{settings.BASE_URL}/s/{EXAMPLE_TOKEN}/" if shows_link else "",
                    code=EXAMPLE_CODE if shows_link else "",
                )
                is_text = channel == Channel.SMS
                yield Example(
                    kind,
                    channel,
                    language,
                    written,
                    size(written.body) if is_text else None,
                    size(plain(written.body)) if is_text else None,
                )
