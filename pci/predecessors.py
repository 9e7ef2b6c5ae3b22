"""What was published of the provinces one was made of: beside it, never as its own past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from pci.models import (
    Criterion,
    CriterionInEdition,
    Edition,
    OfficialResult,
    OfficialScore,
    Province,
)


@dataclass(frozen=True, slots=True)
class ScoresOfEdition:
    """An edition with the score of each predecessor, in their order."""

    edition: Edition
    scores: list[tuple[Province, OfficialScore | None]]


@dataclass(frozen=True, slots=True)
class ValuesOfCriterion:
    """A criterion as one edition defines it, with the value of each predecessor."""

    definition: CriterionInEdition
    values: list[tuple[Province, float | None]]


@dataclass(frozen=True, slots=True)
class Predecessors:
    """Former provinces of which something was published, and since when they are one."""

    provinces: list[Province]
    since: date | None

    def scores(self) -> list[ScoresOfEdition]:
        """Editions with a score of any of them, newest first."""
        rows = OfficialScore.objects.filter(province__in=self.provinces).select_related("edition")
        found = {(row.edition_id, row.province_id): row for row in rows}
        editions = {row.edition_id: row.edition for row in rows}
        return [
            ScoresOfEdition(edition, [(one, found.get((pk, one.pk))) for one in self.provinces])
            for pk, edition in sorted(editions.items(), key=lambda item: -item[1].year)
        ]

    def values_in(self, edition: Edition) -> list[ValuesOfCriterion]:
        """Criteria of one edition."""
        definitions = edition.criteria.select_related("criterion", "edition").order_by("number")
        return self._values(list(definitions))

    def values_of(self, criterion: Criterion) -> list[ValuesOfCriterion]:
        """One criterion through the editions."""
        definitions = criterion.in_editions.select_related("criterion", "edition")
        return self._values(list(definitions.order_by("edition__year")))

    def _values(self, definitions: Sequence[CriterionInEdition]) -> list[ValuesOfCriterion]:
        rows = OfficialResult.objects.filter(
            province__in=self.provinces,
            edition__in={row.edition_id for row in definitions},
            criterion__in={row.criterion_id for row in definitions},
        )
        known = {(row.edition_id, row.criterion_id, row.province_id): row.value for row in rows}
        found = [ValuesOfCriterion(row, self._beside(row, known)) for row in definitions]
        return [row for row in found if any(value is not None for _one, value in row.values)]

    def _beside(
        self, row: CriterionInEdition, known: Mapping[tuple[int, int, int], float]
    ) -> list[tuple[Province, float | None]]:
        where = (row.edition_id, row.criterion_id)
        return [(one, known.get((*where, one.pk))) for one in self.provinces]


def predecessors_of(province: Province) -> Predecessors | None:
    """The former provinces a page shows beside this one; none where nothing of them is known."""
    published = (
        Exists(rows.filter(province=OuterRef("pk")))
        for rows in (OfficialScore.objects.all(), OfficialResult.objects.all())
    )
    known = list(province.predecessors.filter(reduce(or_, map(Q, published))).order_by("name"))
    return Predecessors(known, province.valid_from) if known else None
