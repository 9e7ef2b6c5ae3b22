"""What the report takes from other parts of the platform: official values, plan, dialogues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.errors import BasketIncomplete
from core.remembered.requests import once_a_request
from pci.models import (
    CriterionInEdition,
    Edition,
    OfficialResult,
    OfficialScore,
    PrintedFigure,
    Province,
    Unit,
)
from plan.models import Assignment, Target
from plan.queries import current_plan

if TYPE_CHECKING:
    from analysis.estimators.index import Basket


@dataclass(frozen=True, slots=True)
class Official:
    """The published values of one province: by year and criterion, with bases and scores."""

    values: Mapping[int, Mapping[str, float]]
    bases: Mapping[int, Mapping[str, int]]
    scores: Mapping[int, OfficialScore]

    def history(self, code: str) -> dict[int, float]:
        return {year: row[code] for year, row in self.values.items() if code in row}

    def history_n(self, code: str) -> dict[int, int]:
        return {year: row[code] for year, row in self.bases.items() if code in row}

    def last(self, code: str) -> float | None:
        known = self.history(code)
        return known[max(known)] if known else None


@once_a_request
def official(province: Province, before: int) -> Official:
    """Fetch what was published of the editions before the one to be predicted."""
    values: dict[int, dict[str, float]] = {}
    bases: dict[int, dict[str, int]] = {}
    rows = OfficialResult.objects.filter(province=province, edition__year__lt=before)
    for year, code, value, base in rows.order_by("edition__year").values_list(
        "edition__year", "criterion__code", "value", "base"
    ):
        values.setdefault(year, {})[code] = value
        if base:
            bases.setdefault(year, {})[code] = base
    scores = OfficialScore.objects.filter(province=province, edition__year__lt=before)
    return Official(values, bases, {s.edition.year: s for s in scores.select_related("edition")})


def has_official_past(province: Province, before: int) -> bool:
    """Whether anything was published of the province or of those it was made of."""
    makers: Sequence[int] = [province.pk, *province.predecessors.values_list("pk", flat=True)]
    return OfficialResult.objects.filter(province__in=makers, edition__year__lt=before).exists()


WEIGHTS_MAY_MISS_ONE_BY = 0.005  # published weights are rounded


def is_whole(rows: Sequence[CriterionInEdition]) -> bool:
    """Whether a score can be computed with these definitions."""
    if not rows or any(None in {r.weight, r.scale_min, r.scale_max} for r in rows):
        return False
    return abs(sum(r.weight or 0.0 for r in rows) - 1) <= WEIGHTS_MAY_MISS_ONE_BY


def basket_of(edition: Edition) -> "Basket":
    """Turn the constants of an edition into the basket estimators take."""
    from analysis.estimators import index  # noqa: PLC0415 -- slow import

    rows = list(edition.criteria.select_related("criterion"))
    if not is_whole(rows):
        raise BasketIncomplete(edition)
    return index.Basket(
        edition.year,
        tuple(
            index.Scoring(
                criterion=row.criterion.code,
                weight=row.weight or 0.0,
                direction=row.direction,
                scale_min=row.scale_min or 0.0,
                scale_max=row.scale_max or 0.0,
                unit=index.Unit.FREE if row.unit == Unit.NUMBER else index.Unit(row.unit),
            )
            for row in rows
        ),
    )


def latest_basket(before: int) -> Edition | None:
    """The last edition before a year whose constants are all known."""
    editions = Edition.objects.filter(year__lt=before).prefetch_related("criteria")
    whole = (e for e in editions.order_by("-year") if is_whole(list(e.criteria.all())))
    return next(whole, None)


def list_printed_figures(province: Province) -> list[PrintedFigure]:
    rows = PrintedFigure.objects.filter(province=province)
    return list(rows.select_related("edition", "criterion"))


def in_edition(edition: Edition) -> dict[str, CriterionInEdition]:
    rows = edition.criteria.select_related("criterion")
    return {row.criterion.code: row for row in rows}


def definitions(before: int) -> dict[str, CriterionInEdition]:
    """How each criterion was last defined before a year."""
    rows = CriterionInEdition.objects.filter(edition__year__lt=before)
    ordered = rows.order_by("edition__year").select_related("criterion", "edition")
    return {row.criterion.code: row for row in ordered}


def definitions_by_year() -> dict[int, dict[str, CriterionInEdition]]:
    """How each edition defines its criteria, in the edition's order."""
    found: dict[int, dict[str, CriterionInEdition]] = {}
    rows = CriterionInEdition.objects.select_related("criterion", "edition")
    for row in rows.order_by("edition__year", "number"):
        found.setdefault(row.edition.year, {})[row.criterion.code] = row
    return found


@once_a_request
def assignments() -> dict[str, Assignment]:
    """Which point of the plan in force each criterion falls under."""
    found: dict[str, Assignment] = {}
    plan = current_plan()
    points = plan.assignments.prefetch_related("criteria", "tasks", "leads") if plan else []
    for row in points:
        for criterion in row.criteria.all():
            found[criterion.code] = row
    return found


@once_a_request
def rank_target() -> tuple[int | None, int | None]:
    """The places the plan in force wants to reach, from best to worst."""
    target = Target.objects.filter(unit="rank", plan=current_plan()).first()
    if target is None or target.value is None:
        return None, None
    worst = target.value_at_worst if target.value_at_worst is not None else target.value
    return int(min(target.value, worst)), int(max(target.value, worst))
