"""The tables of a forecast: a row a criterion, in columns that name themselves on phones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.reports.forecast.lines import CriterionLine
from core.templatetags.formats import decimal, percent, signed


@dataclass(frozen=True, slots=True)
class Column:
    """A column; the one whose figures the table is about is strong."""

    name: str
    is_number: bool = True
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands in a cell, with where it comes from."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CriteriaTable:
    """Figures of criteria; ``summary`` is what phones fold the table under."""

    label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    summary: str = ""

    def lines(self) -> Iterator[tuple[str, list[tuple[Column, Figure]]]]:
        """The rows, each figure with its column."""
        for name, figures in self.rows:
            yield name, list(zip(self.columns, figures, strict=True))


def tell_values(rows: Sequence[CriterionLine]) -> CriteriaTable:
    """What is expected of each criterion, beside what was published and found."""
    columns = (
        Column(_("Last official value")),
        Column(_("Own figure")),
        Column(_("Forecast"), is_strong=True),
        Column(_("Interval (80%)")),
    )
    told = tuple(
        (
            row.name,
            (
                Figure(row.last_text, f"({row.last_year})" if row.last_year else ""),
                Figure(row.own_text, row.own_source),
                Figure(row.middle_text),
                Figure(row.interval_text),
            ),
        )
        for row in rows
    )
    return CriteriaTable(_("Forecast of each criterion"), columns, told)


def tell_effects(rows: Sequence[CriterionLine]) -> CriteriaTable:
    """What each criterion does to the score and to its doubt."""
    columns = (
        Column(_("Expected change of the score")),
        Column(_("Share of the doubt")),
        Column(_("What one step brings")),
    )
    told = tuple(
        (
            row.name,
            (
                Figure(signed(row.change) if row.change is not None else "–"),
                Figure(percent(row.uncertainty)),
                Figure(row.step_text),
            ),
        )
        for row in rows
    )
    label, summary = _("What each criterion does to the score"), _("Show the numbers")
    return CriteriaTable(label, columns, told, summary)


def tell_leads(levers: Sequence[CriterionLine]) -> CriteriaTable:
    """Who leads each criterion, and how much there is to gain."""
    columns = (
        Column(_("Lead agency"), is_number=False),
        Column(_("Points expected (1–10)")),
        Column(_("Room"), is_strong=True),
        Column(_("What one step brings")),
    )
    told = tuple(
        (
            row.name,
            (
                Figure(row.leads or "–"),
                Figure(decimal(row.points, 1)),
                Figure(decimal(row.room, 2)),
                Figure(row.step_text),
            ),
        )
        for row in levers
    )
    return CriteriaTable(_("Who leads what"), columns, told)
