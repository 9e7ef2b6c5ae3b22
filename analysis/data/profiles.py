"""What kind of enterprise gave each answer: from its answers, else the register, else its stratum.

What an enterprise says of itself comes first: it is the same in confidential and in blind waves and
does not change with the register. In a blind wave the register is never asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from analysis.data.answered import Answered
from analysis.data.counting import counting_responses
from analysis.data.recoding import is_missing
from directory.models import District, LegalType, Size
from surveys.instrument.model import Document, Question
from surveys.models import Dimension, SampleDraw, Wave

ANSWERS, REGISTER, STRATA = "answers", "register", "strata"
QUESTIONS = {  # the names questions of the profile have
    "legal_type": "legal_type",
    "size": "employees",
    "sector": "sector",
    "place": "district",
    "founded": "founded",
    "member": "member",
}
FIELDS = {
    "legal_type": "legal_type",
    "size": "size",
    "sector": "sector",
    "place": "district__code",
    "founded": "founded",
    "member": "is_member",
}
DIMENSIONS = {
    "legal_type": Dimension.LEGAL_TYPE,
    "size": Dimension.SIZE,
    "sector": Dimension.SECTOR,
    "place": Dimension.DISTRICT,
}
BROAD_SECTORS = {
    "A": "agriculture", "B": "industry", "C": "industry", "D": "industry", "E": "industry",
    "F": "construction", "G": "trade",
}  # fmt: skip
YOUNG, GROWN = 3, 10  # years since founding, the last of each class
Names = Mapping[str, tuple[str, str]]  # Vietnamese and English


@dataclass(frozen=True, slots=True)
class Profile:
    """One way to group: the code of every answer's group, and how groups are called."""

    code: str
    source: str
    levels: Sequence[str | None]
    names: Names
    question: Question | None = None  # that asked for it


def profiles(wave: Wave, document: Document, answered: Answered) -> list[Profile]:
    """Return every grouping this wave allows, in the order they are offered."""
    found = (
        _of_answers(wave, document, answered, code) or _of_register(wave, code) for code in FIELDS
    )
    told = dict(zip(FIELDS, found, strict=True))
    return [one for code in FIELDS if (one := told[code] or _of_strata(wave, answered, code))]


def _of_answers(wave: Wave, document: Document, answered: Answered, code: str) -> Profile | None:
    name = QUESTIONS[code]
    if not document.has_question(name) or name not in answered.given:
        return None
    question, given = document.question(name), answered.given[name]
    if code == "founded":
        levels = [_age_class(wave.year, value) for value in given]
        return Profile(code, ANSWERS, levels, _age_names(wave.year), question)
    levels = [None if v is None or is_missing(question, v) else str(v) for v in given]
    names = {
        choice.code: (document.plain(choice.text, "vi"), document.plain(choice.text, "en"))
        for choice in question.choices
        if choice.missing is None
    }
    return Profile(code, ANSWERS, levels, _member_names() if code == "member" else names, question)


def _of_register(wave: Wave, code: str) -> Profile | None:
    if wave.is_blind:
        return None
    field = f"sampled__enterprise__{FIELDS[code]}"
    values = list(counting_responses(wave).values_list(field, flat=True))
    if not any(value is not None for value in values):
        return None
    to_level: Mapping[str, Callable[[Any], str | None]] = {
        "founded": lambda value: _age_class(wave.year, value),
        "member": lambda value: "yes" if value else "no",
        "sector": lambda value: BROAD_SECTORS.get(value, "services"),
    }
    code_of = to_level.get(code, str)
    levels = [None if value in {None, ""} else code_of(value) for value in values]
    return Profile(code, REGISTER, levels, _names_of(wave, code))


def _of_strata(wave: Wave, answered: Answered, code: str) -> Profile | None:
    """Read groups out of the strata, where they were drawn by them."""
    drawn = SampleDraw.objects.filter(wave=wave).values_list("dimensions", flat=True).first() or []
    if DIMENSIONS.get(code) not in drawn:
        return None
    place = drawn.index(DIMENSIONS[code])
    names = _names_of(wave, code)
    parts = [stratum.split("--")[place] for stratum in answered.strata]
    if code == "sector":
        parts = [BROAD_SECTORS.get(part.upper(), "services") for part in parts]
    return Profile(code, STRATA, [part if part in names else None for part in parts], names)


def _age_class(year: int, founded: Any) -> str | None:
    try:
        age = year - int(founded)
    except (TypeError, ValueError):
        return None
    if age < 0:
        return None
    return "young" if age <= YOUNG else "grown" if age <= GROWN else "old"


def say_twice(say: Callable[[], str]) -> tuple[str, str]:
    """Say something in Vietnamese and in English."""
    told = []
    for language in ("vi", "en"):
        with translation.override(language):
            told.append(str(say()))
    return told[0], told[1]


def _age_names(year: int) -> Names:
    young, grown = year - YOUNG, year - GROWN
    return {
        "young": say_twice(lambda: _("founded in %(from)s or later") % {"from": young}),
        "grown": say_twice(
            lambda: _("founded from %(from)s to %(to)s") % {"from": grown, "to": young - 1}
        ),
        "old": say_twice(lambda: _("founded before %(before)s") % {"before": grown}),
    }


def _member_names() -> Names:
    return {
        "yes": say_twice(lambda: _("members of the Association")),
        "no": say_twice(lambda: _("not members of the Association")),
    }


def _names_of(wave: Wave, code: str) -> Names:
    """Names of the register's own levels."""
    if code == "founded":
        return _age_names(wave.year)
    if code == "member":
        return _member_names()
    if code == "place":
        return {code: (name, name) for code, name in District.objects.values_list("code", "name")}
    if code == "sector":
        return {
            "agriculture": say_twice(lambda: _("agriculture, forestry, fishery")),
            "industry": say_twice(lambda: _("industry")),
            "construction": say_twice(lambda: _("construction")),
            "trade": say_twice(lambda: _("trade")),
            "services": say_twice(lambda: _("services")),
        }
    choices = Size if code == "size" else LegalType
    return {str(one.value): say_twice(lambda one=one: str(one.label)) for one in choices}  # type: ignore[misc]
