"""The words of a letter: one file a kind, its parts rendered in the language of the addressee."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation

from core.messaging.kinds import LetterKind
from core.models import Channel, OutgoingMessage


@dataclass(frozen=True, slots=True)
class Words:
    """A letter before it is addressed: text messages carry a subject for the outbox alone."""

    subject: str
    text: str


def render(
    kind: LetterKind, *, channel: Channel, language: str, context: Mapping[str, Any]
) -> Words:
    """Word a letter. A text message is one line."""
    with translation.override(language):
        own = kind.own_words(channel, language, context) if kind.own_words else None
        subject, text = own or ("", "")
        subject = subject or _part(kind, "subject", context)
        text = text or _part(kind, "text" if channel == Channel.EMAIL else "short", context)
    if channel != Channel.EMAIL:
        text = " ".join(text.split())
    return Words(" ".join(subject.split()), text.strip() + "\n" * (channel == Channel.EMAIL))


def _part(kind: LetterKind, name: str, context: Mapping[str, Any]) -> str:
    template = Engine.get_default().get_template(f"{kind.template}#{name}")
    bound = Context({"kind": kind, **context}, autoescape=False)  # text, not HTML
    return str(template.render(bound))


def as_html(message: OutgoingMessage) -> str:
    """Lay the text of an e-mail out as HTML: same words, links that can be pressed."""
    paragraphs = message.body.strip().split("\n\n")
    context = {"subject": message.subject, "paragraphs": paragraphs, "language": message.language}
    with translation.override(message.language):
        return str(render_to_string("emails/layout.html", context))
