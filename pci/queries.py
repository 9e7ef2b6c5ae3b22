"""What the pages of the index show: a province's editions, one edition, one criterion."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q

from core.text import sort_key
from pci.figures import decimals, is_rounding_of
from pci.models import (
    Criterion,
    CriterionInEdition,
    Edition,
    OfficialResult,
    OfficialScore,
    PrintedFigure,
    Province,
)

ENOUGH_FOR_A_RANGE = 30  # provinces; fewer are not “the country”


class Trend(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NOT_COMPARABLE = "not_comparable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EditionLine:
    edition: Edition
    score: OfficialScore | None
    printed: PrintedFigure | None
    criteria: int
    is_before: bool = False  # the province began later


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as published, and as another document printed it."""

    official: float | None
    printed: PrintedFigure | None

    @property
    def differs(self) -> bool:
        """Tell whether the print is more than a rounding of the official value."""
        if self.official is None or self.printed is None:
            return False
        places = _count_printed_decimals(self.printed)
        return not is_rounding_of(self.printed.value, self.official, places)

    @property
    def value(self) -> float | None:
        if self.official is not None:
            return self.official
        return self.printed.value if self.printed else None


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A row of the plan's table: a criterion in this edition and in the one before."""

    criterion: Criterion
    here: CriterionInEdition | None
    before: CriterionInEdition | None
    now: Figure
    then: Figure
    trend: Trend

    @property
    def definition(self) -> CriterionInEdition:
        definition = self.here or self.before
        assert definition is not None  # noqa: S101 -- a line exists because one of them does
        return definition

    @property
    def is_dropped(self) -> bool:
        return self.here is None

    @property
    def is_new(self) -> bool:
        return self.before is None


@dataclass(frozen=True, slots=True)
class EditionTable:
    edition: Edition
    previous: Edition | None
    lines: list[CriterionLine]
    total: EditionLine
    total_before: EditionLine | None

    @property
    def remarks(self) -> list[PrintedFigure]:
        """Return what has to be said about printed figures; a label's fault is said once."""
        figures = [f for line in self.lines for f in (line.now.printed, line.then.printed) if f]
        said: set[str] = set()
        remarks = []
        for figure in figures:
            if figure.reason or (figure.label_note and figure.label not in said):
                remarks.append(figure)
                said.add(figure.label)
        return remarks

    @property
    def has_basket(self) -> bool:
        """Tell whether anybody has entered what this edition measures."""
        return any(line.here for line in self.lines)

    @property
    def has_same_criteria(self) -> bool:
        return all(line.here and line.before for line in self.lines)


@dataclass(frozen=True, slots=True)
class YearOfCriterion:
    definition: CriterionInEdition
    figure: Figure
    trend: Trend
    national: tuple[float, float, float] | None


def provinces_with_results(shown: Province) -> list[Province]:
    """Those a page can be about: with values of their own, the one at home, the one shown."""
    asked = Q(results__isnull=False) | Q(is_home=True) | Q(pk=shown.pk)
    found = Province.objects.filter(asked).distinct()
    return sorted(found, key=lambda one: (not one.is_home, sort_key(one.label)))


def editions_of(province: Province) -> list[EditionLine]:
    """List the editions, newest first, with what each says about the province."""
    editions = Edition.objects.select_related("carried_over_from").annotate(size=Count("criteria"))
    scores = {row.edition_id: row for row in OfficialScore.objects.filter(province=province)}
    totals = {
        row.edition_id: row
        for row in PrintedFigure.objects.filter(province=province, criterion__isnull=True)
    }
    began = province.valid_from.year if province.valid_from else 0
    return [
        EditionLine(
            edition,
            scores.get(edition.pk),
            totals.get(edition.pk),
            edition.size,
            is_before=edition.year < began,
        )
        for edition in editions.order_by("-year")
    ]


def edition_table(edition: Edition, province: Province) -> EditionTable:
    """Set the edition beside the one before, criterion by criterion, as the plan's table does."""
    lines = {line.edition.year: line for line in editions_of(province)}
    before = max((year for year in lines if year < edition.year), default=None)
    previous = lines[before].edition if before else None
    chosen = [edition] if previous is None else [edition, previous]
    definitions = {
        (row.edition_id, row.criterion_id): row
        for row in CriterionInEdition.objects.filter(edition__in=chosen)
        .select_related("criterion")
        .order_by("-edition__year", "number")
    }
    figures = _figures(province, chosen)
    codes = list(dict.fromkeys(criterion for _edition, criterion in definitions))
    table = [
        _line(
            definitions.get((edition.pk, code)),
            definitions.get((previous.pk, code)) if previous else None,
            figures.get((edition.pk, code), Figure(None, None)),
            figures.get((previous.pk, code), Figure(None, None))
            if previous
            else Figure(None, None),
        )
        for code in codes
    ]
    return EditionTable(
        edition=lines[edition.year].edition,
        previous=previous,
        lines=table,
        total=lines[edition.year],
        total_before=lines[before] if before else None,
    )


def criterion_over_time(criterion: Criterion, province: Province) -> list[YearOfCriterion]:
    """Follow one criterion through the editions, with breaks where the definition changed."""
    definitions = list(
        criterion.in_editions.select_related("edition", "criterion").order_by("edition__year")
    )
    figures = _figures(province, [row.edition for row in definitions])
    national = _national_range(criterion)
    years: list[YearOfCriterion] = []
    for definition in definitions:
        figure = figures.get((definition.edition_id, criterion.pk), Figure(None, None))
        earlier = years[-1] if years else None
        trend = _trend(
            definition,
            earlier.definition if earlier else None,
            figure,
            earlier.figure if earlier else Figure(None, None),
        )
        spread = national.get(definition.edition_id)
        years.append(YearOfCriterion(definition, figure, trend, spread))
    return years


def _figures(province: Province, editions: list[Edition]) -> dict[tuple[int, int], Figure]:
    official = {
        (row.edition_id, row.criterion_id): row.value
        for row in OfficialResult.objects.filter(province=province, edition__in=editions)
    }
    printed = {
        (row.edition_id, row.criterion_id): row
        for row in PrintedFigure.objects.filter(
            province=province, edition__in=editions, criterion__isnull=False
        ).select_related("edition")
    }
    return {
        (edition, criterion): Figure(
            official.get((edition, criterion)), printed.get((edition, criterion))
        )
        for edition, criterion in {*official, *printed}
        if criterion is not None
    }


def _national_range(criterion: Criterion) -> dict[int, tuple[float, float, float]]:
    """Find minimum, median and maximum where most provinces have been imported."""
    values: dict[int, list[float]] = {}
    for edition, value in OfficialResult.objects.filter(criterion=criterion).values_list(
        "edition_id", "value"
    ):
        values.setdefault(edition, []).append(value)
    spread = {}
    for edition, found in values.items():
        if len(found) >= ENOUGH_FOR_A_RANGE:
            found.sort()
            middle = len(found) // 2
            median = found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2
            spread[edition] = (found[0], median, found[-1])
    return spread


def _line(
    here: CriterionInEdition | None, before: CriterionInEdition | None, now: Figure, then: Figure
) -> CriterionLine:
    definition = here or before
    assert definition is not None  # noqa: S101 -- codes come from these two
    return CriterionLine(
        definition.criterion, here, before, now, then, _trend(here, before, now, then)
    )


def _trend(
    here: CriterionInEdition | None, before: CriterionInEdition | None, now: Figure, then: Figure
) -> Trend:
    """Compare two editions by official values, in the direction in which better lies."""
    if here is None or before is None or not here.comparable_with_previous:
        return Trend.NOT_COMPARABLE
    if now.value is None or then.value is None:
        return Trend.UNKNOWN
    step = (now.value - then.value) * here.direction
    if step == 0:
        return Trend.SAME
    return Trend.BETTER if step > 0 else Trend.WORSE


def _count_printed_decimals(figure: PrintedFigure) -> int:
    """Count the decimals a print gives to the stored value: ``77%`` gives two to 0.77."""
    text = figure.printed_as.rstrip("%").replace(",", ".")
    after_point = len(text.partition(".")[2])
    is_percent = abs(float(text) - figure.value) > 1e-9 * max(1.0, abs(figure.value))
    return max(after_point + (2 if is_percent else 0), decimals(figure.value))
