"""A basket tried on official values: does it give the score that was published?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pci.baskets.rows import Row
from pci.models import OfficialResult, OfficialScore

AS_PUBLISHED = 0.01


@dataclass(frozen=True, slots=True)
class Trial:
    """One province: the score published, and the score this basket gives its official values."""

    province: str
    published: float
    computed: float

    @property
    def is_reproduced(self) -> bool:
        return abs(self.computed - self.published) < AS_PUBLISHED


def points(value: float, row: Row) -> float:
    """Place a value between 1, the worst end of the scale, and 10, the best."""
    share = 9 * (value - row["scale_min"]) / (row["scale_max"] - row["scale_min"])
    return float(1 + share if row["direction"] > 0 else 10 - share)


def try_on(rows: Sequence[Row], year: int) -> list[Trial]:
    """Every province with a published score and all values of an edition, the farthest first."""
    if not rows or any(row[name] is None for row in rows for name in ("weight", "scale_min")):
        return []
    values: dict[int, dict[str, float]] = defaultdict(dict)
    found = OfficialResult.objects.filter(edition__year=year)
    for province, code, value in found.values_list("province", "criterion__code", "value"):
        values[province][code] = value
    codes = {row["code"] for row in rows}
    trials = [
        Trial(score.province.name, score.score, _score(rows, values[score.province_id]))
        for score in OfficialScore.objects.filter(edition__year=year).select_related("province")
        if codes <= values[score.province_id].keys()
    ]
    return sorted(trials, key=lambda one: -abs(one.computed - one.published))


def _score(rows: Sequence[Row], values: dict[str, float]) -> float:
    return sum(float(row["weight"]) * points(values[row["code"]], row) for row in rows)
