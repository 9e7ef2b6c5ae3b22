"""Verified forecasts as columns, so that thousands of them are counted at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from analysis.forecasting.backtest.verified import VerifiedForecast
from analysis.forecasting.nowcast.forecast import LEVELS

Floats = NDArray[np.float64]
Names = NDArray[np.object_]
TEXTS = ("method", "target", "province")
NUMBERS = ("mean", "actual", "crps", "pit")


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry a forecast in every column, one row a forecast in ``q``."""

    method: Names
    target: Names
    province: Names
    year: NDArray[np.int64]
    mean: Floats
    actual: Floats
    crps: Floats
    pit: Floats
    q: Floats  # forecasts x levels

    @classmethod
    def of(cls, told: Sequence[VerifiedForecast]) -> Self:
        """Spread forecasts over columns, in their order."""
        words = {name: np.array([getattr(t, name) for t in told], dtype=object) for name in TEXTS}
        numbers = {name: np.array([getattr(t, name) for t in told], float) for name in NUMBERS}
        q = np.array([t.q for t in told], float).reshape(len(told), len(LEVELS))
        return cls(year=np.array([t.year for t in told], np.int64), q=q, **words, **numbers)

    def __len__(self) -> int:
        return len(self.mean)

    def at(self, rows: NDArray[Any]) -> Self:
        """Take rows, by their places or by a mask."""
        return type(self)(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def sort(self) -> Self:
        """Order by target, year and province; what is equal stays in its order."""
        names = self.province.astype(str), self.year, self.target.astype(str)
        return self.at(np.lexsort(names))

    def split(self, by: NDArray[Any]) -> Iterator[tuple[Any, Self]]:
        """Part the rows by the values of an array with an entry a row, smallest first."""
        for value in sorted(set(by.tolist())):
            yield value, self.at(by == value)

    @property
    def median(self) -> Floats:
        return np.asarray(self.q[:, LEVELS.index(0.5)])

    @property
    def mae(self) -> float:
        """Mean absolute error of the medians."""
        return float(np.abs(self.median - self.actual).mean())


def match(mine: Columns, other: Columns) -> tuple[Columns, Columns]:
    """Rows of both about the same target, year and province, in the order of ``mine``."""
    there = {key: at for at, key in enumerate(_keys(other))}
    pairs = [(at, there[key]) for at, key in enumerate(_keys(mine)) if key in there]
    places = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return mine.at(places[:, 0]), other.at(places[:, 1])


def _keys(rows: Columns) -> Iterator[tuple[Any, ...]]:
    return zip(rows.target.tolist(), rows.year.tolist(), rows.province.tolist(), strict=True)
