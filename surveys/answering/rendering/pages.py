"""What every page behind a personal link is given."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import translation

from core import letterhead
from core.clock import timezone
from core.models import site_is_demonstration
from surveys.answering.addresses import address_of
from surveys.instrument.languages import AROUND, around, is_right_to_left
from surveys.languages import name_of
from surveys.models import Wave


@dataclass(frozen=True, slots=True)
class AboutWave:
    """What pages say of a wave: plain values, by which they are the same for all its readers."""

    pk: int
    title: str
    minutes: int
    closes_on: date
    is_blind: bool
    contact_name: str
    contact_phone: str
    contact_email: str

    @classmethod
    def of(cls, wave: Wave) -> "AboutWave":
        return cls(**{name: getattr(wave, name) for name in cls.__slots__})


class Frame(NamedTuple):
    """What stands around every page: the same for all who read it in this language."""

    association: str
    contact: str
    is_demonstration: bool
    clock: timezone.Played | None
    is_trial: bool
    language: str
    direction: str
    own_name: str
    other_languages: tuple[tuple[str, str], ...]


def render_page(
    template: str,
    language: str,
    languages: Sequence[str] = AROUND,
    *,
    token: str = "",
    is_trial: bool = False,
    **values: Any,
) -> str:
    """Return a page in the respondent's language, without what only signed-in pages need."""
    ours, spoken = letterhead.current(), around(language)
    frame = Frame(
        association=ours.name_in(spoken),
        contact=ours.reached_at,
        is_demonstration=site_is_demonstration(),
        clock=timezone.find_demonstration(),
        is_trial=is_trial,
        language=language,
        direction="rtl" if is_right_to_left(language) else "ltr",
        own_name=name_of(language),
        other_languages=_others(language, tuple(languages)),
    )
    home = address_of(token, "start") if token else ""
    with _speaking(spoken):
        return render_to_string(
            template, {**values, "frame": frame, "home": home, "spoken": spoken}
        )


def _speaking(language: str) -> AbstractContextManager[None]:
    """Speak a language, which most pages do already."""
    return (
        nullcontext() if translation.get_language() == language else translation.override(language)
    )


@lru_cache(maxsize=64)
def _others(language: str, languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The languages a reader may change to, each in its own words."""
    return tuple((code, name_of(code)) for code in languages if code != language)
