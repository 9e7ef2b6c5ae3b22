"""How forecasts like one at hand have done on past editions, by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from analysis.numbers.stored import make_record

ONE_SIDE = 0.8  # of the provinces on one side of their forecasts: the whole country moved


@dataclass(frozen=True, slots=True)
class Hits:
    """Published values of one edition, and how many lay inside their intervals."""

    n: int
    inside_80: int
    inside_90: int
    above: int  # the middle

    @property
    def share_80(self) -> float:
        return self.inside_80 / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class PastYear:
    """One edition of a backtest."""

    year: int
    score: Hits
    criteria: Hits

    @property
    def went_one_way(self) -> bool:
        """Whether nearly all provinces' scores lay on one side of their forecasts."""
        return max(self.score.above, self.score.n - self.score.above) >= ONE_SIDE * self.score.n


@dataclass(frozen=True, slots=True)
class PastRecord:
    """A backtest of one case: all provinces or one alone, with own surveys or without."""

    case: str
    years: tuple[PastYear, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        years = tuple(
            PastYear(row["year"], *(make_record(Hits, row[key]) for key in ("score", "criteria")))
            for row in data["years"]
        )
        return cls(data["case"], years)

    @property
    def is_alone(self) -> bool:
        return self.case.startswith("alone")

    @property
    def has_simulated_surveys(self) -> bool:
        return self.case.endswith("-own")

    def total(self, level: str) -> tuple[int, int]:
        """Scores inside the interval of a level, and all scores."""
        inside = sum(getattr(year.score, f"inside_{level}") for year in self.years)
        return inside, sum(year.score.n for year in self.years)

    def criteria_total(self) -> tuple[int, int]:
        """Criteria inside their 80 % interval, and all of them."""
        hits: Sequence[Hits] = [year.criteria for year in self.years]
        return sum(one.inside_80 for one in hits), sum(one.n for one in hits)
