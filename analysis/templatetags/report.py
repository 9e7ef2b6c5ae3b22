"""How a report writes its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.charts.criteria import in_unit as written_in_unit
from analysis.charts.criteria import own_in_unit, say_why_withheld
from analysis.numbers import (
    CriterionNumbers,
    Fieldwork,
    Figure,
    HeldBack,
    Quality,
    WaveChange,
    WaveNumbers,
)
from analysis.reports.rank_study import places as words_of_places
from analysis.reports.wave import findings, response, verdicts
from core.charts.base import write_number
from pci.models import Unit
from surveys.fieldwork.queries.outcomes import NAMES

register = template.Library()


@register.filter
def verdict(row: CriterionNumbers) -> verdicts.Verdict:
    return verdicts.verdict(row)


@register.filter
def adjusted_value(row: CriterionNumbers) -> str:
    """The survey's value once its lean is taken off, with its 95 % interval."""
    told = row.comparison
    if told is None or told.value is None:
        return "–"
    value, low, high = (written_in_unit(row, x) for x in (told.value, told.low, told.high))
    return f"{value} ({low} – {high})"


@register.filter
def lean_value(row: CriterionNumbers) -> str:
    """How far the survey lies from what the official one would find, in the criterion's unit."""
    told = row.comparison
    if told is None or told.value is None or row.design is None:
        return "–"
    lean = row.design.value - told.value
    return ("+" if lean > 0 else "−") + written_in_unit(row, abs(lean))


@register.filter
def unit_label(row: CriterionNumbers) -> str:
    """The unit in one or two words."""
    names = {
        Unit.SCALE: _("rating from 1 to 5"),
        Unit.SHARE: _("in per cent"),
        Unit.DAYS: _("days, median"),
        Unit.POINTS: _("points from 0 to 50"),
        Unit.NUMBER: _("as a number"),
    }
    return names[Unit(row.unit)]


@register.filter
def official_value(row: CriterionNumbers, year: int) -> str:
    """A published value, with one decimal of a percent."""
    value = row.official.get(year)
    if value is None:
        return "–"
    return write_number(value * 100, 1) + "%" if row.is_share else write_number(value, row.decimals)


@register.filter
def last_official(row: CriterionNumbers) -> str:
    return official_value(row, max(row.official)) if row.official else "–"


@register.filter
def own_value(row: CriterionNumbers) -> str:
    return own_in_unit(row)[0]


@register.filter
def own_interval(row: CriterionNumbers) -> str:
    return own_in_unit(row)[1]


@register.filter
def own_base(row: CriterionNumbers) -> str:
    return own_in_unit(row)[2]


@register.filter
def in_unit(row: CriterionNumbers, value: float | None) -> str:
    return written_in_unit(row, value)


@register.filter
def in_unit_fine(row: CriterionNumbers, value: float | None) -> str:
    """A value with one decimal more, where two ways of computing are compared."""
    if value is None:
        return "–"
    return (
        write_number(value * 100, 1) + "%"
        if row.is_share
        else write_number(value, row.decimals + 1)
    )


@register.filter
def se_in_unit(row: CriterionNumbers) -> str:
    if row.design is None or not row.design.is_shown:
        return "–"
    if row.is_share:
        return write_number(row.design.se * 100, 1)
    return write_number(row.design.se, row.decimals + 1)


@register.filter
def largest_bias(row: CriterionNumbers) -> str:
    return response.largest_bias(row)


@register.filter
def certain_range(row: CriterionNumbers) -> str:
    return response.certain_range(row)


@register.filter
def shares_within_days(row: CriterionNumbers) -> str:
    return response.shares_within_days(row)


@register.filter
def name_of_variable(code: str) -> str:
    return response.name_of_variable(code)


@register.filter
def names_of_variables(codes: Sequence[str]) -> str:
    return ", ".join(response.name_of_variable(code) for code in codes)


@register.filter
def score_of(numbers: WaveNumbers, year: int) -> str:
    known = {row.year: row.score for row in numbers.official}
    return write_number(known.get(year))


@register.filter
def comma(text: str) -> str:
    """A number as printed elsewhere, with the reader's decimal sign."""
    return text.replace(",", ".") if get_language() == "en" else text.replace(".", ",")


@register.filter
def unflagged(quality: Quality, row: CriterionNumbers) -> str:
    """What the criterion would be without flagged answers."""
    known = {other.code: other.unflagged for other in quality.rows}
    return in_unit_fine(row, known.get(row.code) if row.design and row.design.is_shown else None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome of the fieldwork: its name, AAPOR's letters, how many."""

    name: str
    letter: str
    count: int


@register.filter
def outcomes(work: Fieldwork) -> list[Outcome]:
    """What became of everybody asked, in AAPOR's order."""
    known = work.dispositions  # PostgreSQL keeps no order of keys
    return [Outcome(str(name), code, known[code]) for code, name in NAMES.items() if code in known]


@dataclass(frozen=True, slots=True)
class Rate:
    """A response rate with its formula."""

    name: str
    formula: str
    value: float


@register.filter
def response_rates(work: Fieldwork) -> list[Rate]:
    """RR1 to RR6, as AAPOR defines them."""
    known, unknown = "(I + P + R + NC + O)", "UH"
    bases = (f"({known[1:-1]} + {unknown})", f"({known[1:-1]} + e × {unknown})", known)
    return [
        Rate(name, f"{('I', '(I + P)')[place % 2]} / {bases[place // 2]}", work.rates[name])
        for place, name in enumerate(f"RR{number}" for number in range(1, 7))
        if name in work.rates
    ]


@register.filter
def iso_date(day: str) -> date:
    """A kept date, for the filters that write dates."""
    return date.fromisoformat(day)


@register.filter
def held_why(row: HeldBack) -> str:
    """Why a figure of an earlier wave is held back."""
    words = findings.reasons_held_back()
    return words.get(row.why, words["recoded"])


def _of_change(row: WaveChange, value: float, *, signed: bool = False) -> str:
    factor, places = (100, 1) if row.is_share else (1, 2)
    text = write_number(abs(value) * factor if signed else value * factor, places)
    return (("+" if value > 0 else "−" if value < 0 else "") if signed else "") + text


@register.filter
def before_value(row: WaveChange) -> str:
    return _write_shown(row, row.before)


@register.filter
def now_value(row: WaveChange) -> str:
    return _write_shown(row, row.now)


def _write_shown(row: WaveChange, figure: Figure) -> str:
    if not figure.is_shown:
        return say_why_withheld(figure)
    return _of_change(row, figure.value) + ("%" if row.is_share else "")


@register.filter
def change_value(row: WaveChange) -> str:
    """A change with its sign; of shares in percentage points."""
    return _in_points(row, _of_change(row, row.difference.value, signed=True))


@register.filter
def change_interval(row: WaveChange) -> str:
    ends = (row.difference.low, row.difference.high)
    low, high = (_of_change(row, end, signed=True) for end in ends)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _in_points(row: WaveChange, text: str) -> str:
    return _("%(change)s percentage points") % {"change": text} if row.is_share else text


@register.filter
def places(down: int) -> str:
    """A shift of a rank in words; a positive one leads down."""
    return words_of_places(down)
