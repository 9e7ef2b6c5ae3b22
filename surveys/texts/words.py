"""The words of a text: the Association's newest version, or those we ship."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.template import Context, Engine
from django.utils import translation

from core.models import Channel
from directory.models import Enterprise
from surveys.models import Anonymity, SurveyText, Wave
from surveys.texts.kinds import KINDS, fill
from surveys.texts.values import contact, field_values, protection, values_of

FILES = {
    "invitation": ("emails/surveys/invitation.txt", "text"),
    "invitation_short": ("emails/surveys/invitation.txt", "short"),
    "reminder": ("emails/surveys/reminder.txt", "text"),
    "reminder_short": ("emails/surveys/reminder.txt", "short"),
    "reminder_blind": ("emails/surveys/reminder.txt", "text"),
    "reminder_blind_short": ("emails/surveys/reminder.txt", "short"),
    "letter": ("surveys/letters/invitation.txt", "text"),
    "letter_reminder": ("surveys/letters/reminder.txt", "text"),
    "letter_reminder_blind": ("surveys/letters/reminder.txt", "text"),
    "welcome": ("answering/texts.txt", "welcome"),
    "thanks": ("answering/texts.txt", "thanks"),
}
# Values no text of ours contains, by which fields are found again in what we ship.
DAY, YEAR, MINUTES = date(4333, 3, 3), 4111, 929

HELD_FOR = 20  # seconds
PAGES = ("welcome", "thanks")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text with its fields unfilled; version 0 is the one we ship."""

    subject: str
    body: str
    number: int = 0

    @property
    def is_own(self) -> bool:
        return self.number > 0


def wording_of(kind: str, language: str) -> Wording:
    """The text as it is used now."""
    return own_wording(kind, language) or shipped_wording(kind, language)


def own_wording(kind: str, language: str) -> Wording | None:
    """The Association's version, or None while the shipped text holds."""
    newest = SurveyText.objects.of(kind, language).first()
    if newest is None or newest.is_shipped:
        return None
    return Wording(newest.subject, newest.body, newest.number)


def shipped_wording(kind: str, language: str) -> Wording:
    """Read the shipped text back into one with fields."""
    file, part = FILES[kind]
    is_blind = kind.startswith(("reminder_blind", "letter_reminder_blind"))
    wave = Wave(
        title_vi="{wave}",
        title_en="{wave}",
        year=YEAR,
        minutes=MINUTES,
        closes_on=DAY,
        contact_name="{name}",
        contact_phone="{phone}",
        anonymity=Anonymity.BLIND if is_blind else Anonymity.CONFIDENTIAL,
    )
    with translation.override(language):
        context = {
            "wave": wave,
            "enterprise": Enterprise(name="{enterprise}"),
            "link": "" if is_blind else "{link}",
            "code": "{code}",
            "opt_out_link": "{opt_out}",
            "base_url": "{base}",
        }
        fields = {
            field_values(wave)["association"]: "{association}",
            protection(wave): "{protection}",
            contact(wave): "{contact}",
            "{base}/s/": "{site}",
            f"{DAY:%d/%m/%Y}": "{deadline}",
            str(YEAR): "{year}",
            str(MINUTES): "{minutes}",
        }
        subject = _render(file, "subject", context) if KINDS[kind].has_subject else ""
        return Wording(
            _with_fields(" ".join(subject.split()), fields),
            _with_fields(_tidy(_render(file, part, context), KINDS[kind].is_short), fields),
        )


def words_of(kind: str, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text with their fields filled."""
    wording = wording_of(kind, language)
    return fill(wording.subject, values), fill(wording.body, values)


def own_text(kind: str, wave: Wave, language: str) -> str:
    """What stands on a page of the questionnaire instead of the shipped text; else empty.

    These pages are many and cost one query each, so a process asks for it every 20 seconds.
    """
    body = _held_bodies(int(time.monotonic() // HELD_FOR)).get((kind, language), "")
    return fill(body, field_values(wave)) if body else ""


@lru_cache(maxsize=1)
def _held_bodies(_moment: int) -> dict[tuple[str, str], str]:
    """The newest text of each page and language; empty where the shipped one holds."""
    rows = SurveyText.objects.filter(kind__in=PAGES).order_by("number")
    return {
        (kind, language): body
        for kind, language, body in rows.values_list("kind", "language", "body")
    }


def forget_held() -> None:
    """Read texts of pages anew; other processes follow within the time they are held."""
    _held_bodies.cache_clear()


def own_words(kind: str) -> Callable[[Channel, str, Mapping[str, Any]], tuple[str, str] | None]:
    """For a letter of the outbox: its own words, by channel, or None while shipped ones hold."""

    def find(channel: Channel, language: str, context: Mapping[str, Any]) -> tuple[str, str] | None:
        is_blind = kind == "reminder" and not context["link"]
        key = f"{kind}_blind" if is_blind else kind
        wording = own_wording(key if channel == Channel.EMAIL else f"{key}_short", language)
        if wording is None:
            return None
        values = values_of(context)
        return fill(wording.subject, values), fill(wording.body, values)

    return find


def _render(file: str, part: str, context: Mapping[str, Any]) -> str:
    template = Engine.get_default().get_template(f"{file}#{part}")
    return str(template.render(Context(dict(context), autoescape=False)))


def _tidy(text: str, is_short: bool) -> str:
    """One line for a text message, else paragraphs with one empty line between them."""
    if is_short:
        return " ".join(text.split())
    lines = [line.strip() for line in text.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or lines[at - 1]]
    return "\n".join(kept)


def _with_fields(text: str, fields: Mapping[str, str]) -> str:
    for words, name in fields.items():
        text = text.replace(words, name) if words else text
    return text
