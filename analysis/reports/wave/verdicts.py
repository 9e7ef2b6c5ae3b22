"""What the report says of each criterion’s change, as sure as the numbers are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.numbers import CriterionNumbers, Mark


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a criterion moved since the last edition: a sign, a word and a code for its style."""

    code: str
    sign: str
    text: str
    is_headline: bool = False


def verdict(row: CriterionNumbers) -> Verdict:
    """Put the change since the last official value into words."""
    told = row.comparison
    if row.design is None or told is None:
        return Verdict("none", "", _("no comparison"))
    match told.mark, told.is_up:
        case Mark.CERTAIN, True:
            return Verdict("better", "▲", _("better"), is_headline=True)
        case Mark.LIKELY, True:
            return Verdict("better", "△", _("probably better"))
        case Mark.CERTAIN, False:
            return Verdict("worse", "▼", _("worse"), is_headline=True)
        case Mark.LIKELY, False:
            return Verdict("worse", "▽", _("probably worse"))
        case Mark.WITHHELD, _any:
            return Verdict("none", "", _("lean not known"))
    return Verdict("unsure", "◦", _("cannot be told yet"))


def list_compared(rows: Sequence[CriterionNumbers]) -> list[CriterionNumbers]:
    """The criteria of which a change since the last official value can be told at all."""
    return [row for row in rows if row.comparison and row.comparison.mark != Mark.WITHHELD]


def any_compared(rows: Sequence[CriterionNumbers]) -> bool:
    """Whether anything can be said of change at all."""
    return bool(list_compared(rows))


def any_withheld(rows: Sequence[CriterionNumbers]) -> bool:
    """Whether a comparison had to be left out because nobody knows how far the survey leans."""
    return any(row.comparison and row.comparison.mark == Mark.WITHHELD for row in rows)


def criteria_that_moved(rows: Sequence[CriterionNumbers], code: str) -> list[CriterionNumbers]:
    """The criteria that moved in one direction so surely that a headline may say it."""
    found = ((row, verdict(row)) for row in rows)
    return [row for row, told in found if told.code == code and told.is_headline]


def dropped_sentence(rows: Sequence[CriterionNumbers]) -> str:
    """What moved among criteria the sub-index no longer counts, each with its last edition."""
    moved = [
        _("%(name)s: %(verdict)s than in %(year)s")
        % {"name": row.name, "verdict": verdict(row).text, "year": row.last_year}
        for row in rows
        if not row.weight and verdict(row).is_headline
    ]
    return "; ".join(moved) + "." if moved else ""
