"""One line for each criterion: official, own, expected, who leads it, what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count

from analysis.data import sources
from analysis.forecasts.chances import chance_of_better
from analysis.models import Forecast
from analysis.numbers import CriterionNumbers, shorten
from analysis.reports.forecast.lines import CriterionLine
from core.charts.base import write_number
from core.clock.timezone import localdate
from dialogues.models import Issue
from dialogues.workflow.transitions import IN_HAND
from pci.models import CriterionInEdition, Unit, choose_wording
from plan.models import Assignment

SURE = 0.8  # chance from which a direction is named


class Direction(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion as the overview shows it."""

    code: str
    name: str
    unit: str
    official: tuple[tuple[int, float], ...]
    own: float | None = None
    own_year: int | None = None
    expected: CriterionLine | None = None
    direction: Direction = Direction.UNKNOWN
    point: Assignment | None = None
    criterion: int | None = None
    issues: int = 0
    tasks: int = 0
    agencies: Sequence[str] = field(default=())

    @property
    def short(self) -> str:
        return shorten(self.name, 40)

    @property
    def last_text(self) -> str:
        return write_in_unit(self.unit, self.official[-1][1]) if self.official else "–"

    @property
    def own_text(self) -> str:
        return write_in_unit(self.unit, self.own)

    @property
    def lead(self) -> str:
        """Who leads: the agency's short name, or the plan's words where there are several."""
        if self.point is None:
            return ""
        agencies = self.point.leads_on(localdate()) or list(self.point.leads.all())
        if len(agencies) == 1:
            return agencies[0].short_name or agencies[0].name
        return shorten(self.point.leads_worded, 18)


def write_in_unit(unit: str, value: float | None) -> str:
    """Write a value with the decimals its unit deserves."""
    if value is None:
        return "–"
    if unit == Unit.SHARE:
        return write_number(value * 100, 0) + "%"
    return write_number(value, 2 if unit == Unit.SCALE else 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What all lines are looked up in."""

    definitions: Mapping[str, CriterionInEdition]
    histories: sources.Official
    points: Mapping[str, Assignment]
    issues: Mapping[int, int]


def lines_of_forecast(
    forecast: Forecast, rows: Sequence[CriterionLine], known: Known
) -> tuple[Line, ...]:
    """Lines of the criteria of the edition that is expected."""
    return tuple(
        _line(
            row.code,
            known,
            unit=row.unit,
            own=row.own,
            own_year=forecast.year,
            expected=row,
            direction=_direction(forecast, row),
        )
        for row in sorted(rows, key=lambda row: _number(known, row.code))
    )


def _number(known: Known, code: str) -> int:
    """The place of a criterion in its edition; a stored forecast does not keep their order."""
    row = known.definitions.get(code)
    return row.number if row else len(known.definitions) + 1


def lines_of_edition(known: Known, own: Sequence[CriterionNumbers], year: int) -> tuple[Line, ...]:
    """Lines of the newest edition's criteria, with the figures of a released report."""
    newest = max((row.edition.year for row in known.definitions.values()), default=0)
    shown = {row.code: row.own for row in own if row.own and row.own.is_shown}
    return tuple(
        _line(
            code,
            known,
            unit=row.unit,
            own=shown[code].value if code in shown else None,
            own_year=year if code in shown else None,
        )
        for code, row in known.definitions.items()
        if row.edition.year == newest
    )


def _line(code: str, known: Known, **told: object) -> Line:
    row = known.definitions.get(code)
    point = known.points.get(code)
    return Line(
        code=code,
        name=choose_wording(row.criterion.name_vi, row.criterion.name_en) if row else code,
        official=tuple(sorted(known.histories.history(code).items())),
        point=point,
        criterion=row.criterion_id if row else None,
        issues=known.issues.get(row.criterion_id, 0) if row else 0,
        tasks=len(point.tasks.all()) if point else 0,
        **told,  # type: ignore[arg-type]
    )


def _direction(forecast: Forecast, row: CriterionLine) -> Direction:
    """Name a direction only where it is likely."""
    if row.last is None:
        return Direction.UNKNOWN
    direction = forecast.content["model"]["criteria"][row.code]["direction"]
    chance = chance_of_better(forecast.content["grid"][row.code], row.last, direction)
    if chance >= SURE:
        return Direction.BETTER
    return Direction.WORSE if chance <= 1 - SURE else Direction.UNSURE


def open_issues() -> dict[int, int]:
    """How many issues of each criterion are in somebody's hands."""
    rows = Issue.objects.filter(state__in=IN_HAND, criterion__isnull=False).order_by()
    return dict(rows.values_list("criterion").annotate(n=Count("pk")))
