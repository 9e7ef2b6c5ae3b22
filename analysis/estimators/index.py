"""Criteria to sub-index: direction, range and weight arrive as versioned data, one basket a year.

The official formula (editions 2013-2017, exact for 63 provinces a year) gives each criterion points
from 1 to 10 and adds them up by weight::

    s = 1 + 9 (x - scale_min) / (scale_max - scale_min)      direction +1
    s = 10 - 9 (x - scale_min) / (scale_max - scale_min)     direction -1
    score = sum of weight * s

The ends of a scale are the worst and the best value any province ever had, so a value beyond them
is possible before an edition is published; the formula then goes on in a straight line.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEIGHTS_MAY_MISS_ONE_BY = 0.005  # published weights are rounded: three times .066667 is .200001
LONGEST_WAIT = 366.0  # days; nobody waits longer for a document and still answers


class Unit(StrEnum):
    """What a value is counted in, which says what it may be."""

    SHARE = "share"
    SCALE = "scale"
    DAYS = "days"
    POINTS = "points"
    FREE = "free"  # any number; who computed the value has seen to it


class IndexRefusal(ValueError):
    """What is wrong with the values or the basket, one sentence a problem."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Scoring:
    """How one criterion counts in one edition."""

    criterion: str
    weight: float
    direction: int
    scale_min: float
    scale_max: float
    unit: Unit

    def points(self, value: float) -> float:
        """Place a value between 1 (the worst end of the scale) and 10 (the best)."""
        share = 9 * (value - self.scale_min) / (self.scale_max - self.scale_min)
        return 1 + share if self.direction > 0 else 10 - share

    def refusal(self, value: float) -> str | None:
        """Say what is wrong with a value that is outside its unit, and how to mend it."""
        low, high = self.limits
        if math.isfinite(value) and low <= value <= high:
            return None
        said = f"{value:g} is not a value {self.criterion} can have: "
        if self.unit is Unit.SHARE:
            cure = f" For {value:g} % write {value / 100:g}." if 1 < value <= 100 else ""
            return f"{said}a share runs from 0 to 1.{cure}"
        if self.unit is Unit.SCALE:
            return f"{said}a mean of ratings runs from 1 to 5."
        if self.unit is Unit.DAYS:
            return f"{said}a number of days runs from 0 to {LONGEST_WAIT:g}."
        if self.unit is Unit.FREE:
            return f"{self.criterion} has no value."
        return f"{said}points run from {low:g} to {high:g}."

    @property
    def limits(self) -> tuple[float, float]:
        """The smallest and the largest value the unit allows."""
        return {
            Unit.SHARE: (0.0, 1.0),
            Unit.SCALE: (1.0, 5.0),
            Unit.DAYS: (0.0, LONGEST_WAIT),
            Unit.POINTS: (0.0, self.scale_max),
            Unit.FREE: (-math.inf, math.inf),
        }[self.unit]


def unit_of_scale(scale_min: float, scale_max: float, direction: int) -> Unit:
    """Tell the unit from the ends of a scale, where a table of constants does not name it."""
    if scale_max <= 1:
        return Unit.SHARE
    if direction < 0:
        return Unit.DAYS
    if scale_min == 0:
        return Unit.POINTS
    if scale_min >= 1 and scale_max <= 5:
        return Unit.SCALE
    return Unit.POINTS


@dataclass(frozen=True, slots=True)
class Basket:
    """The criteria of one edition with the constants that turn them into its score."""

    year: int
    scorings: tuple[Scoring, ...]

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise IndexRefusal(problems)

    def _problems(self) -> Iterator[str]:
        for scoring in self.scorings:
            where = f"{self.year}, {scoring.criterion}: "
            if not scoring.weight > 0:
                yield f"{where}the weight {scoring.weight:g} is not above 0."
            if scoring.direction not in {-1, 1}:
                yield f"{where}the direction is {scoring.direction:g}, not 1 or -1."
            if not scoring.scale_max > scoring.scale_min:
                ends = f"{scoring.scale_min:g} and {scoring.scale_max:g}"
                yield f"{where}the scale ends {ends} do not go up."
        if len(self.criteria) != len(set(self.criteria)):
            twice = sorted({c for c in self.criteria if self.criteria.count(c) > 1})
            yield f"{self.year}: more than one row for {', '.join(twice)}."
        total = sum(scoring.weight for scoring in self.scorings)
        if abs(total - 1) > WEIGHTS_MAY_MISS_ONE_BY:
            yield f"{self.year}: the weights add up to {total:.4g}, not to 1."

    def __getitem__(self, criterion: str) -> Scoring:
        return next(scoring for scoring in self.scorings if scoring.criterion == criterion)

    @property
    def criteria(self) -> tuple[str, ...]:
        """The codes of the criteria, in the order of the edition."""
        return tuple(scoring.criterion for scoring in self.scorings)

    def refusals(self, values: Mapping[str, float]) -> list[str]:
        """Every reason why these values cannot be scored; an empty list if they can."""
        unknown = sorted(set(values) - set(self.criteria))
        missing = [criterion for criterion in self.criteria if criterion not in values]
        problems = [f"The edition {self.year} has no criterion {code!r}." for code in unknown]
        if missing:
            problems.append(f"The edition {self.year} also needs {', '.join(missing)}.")
        outside = (s.refusal(values[s.criterion]) for s in self.scorings if s.criterion in values)
        return problems + [refusal for refusal in outside if refusal]

    def contributions(self, values: Mapping[str, float]) -> dict[str, float]:
        """Give each criterion's part of the score: its weight times its points."""
        problems = self.refusals(values)
        if problems:
            raise IndexRefusal(problems)
        return {s.criterion: s.weight * s.points(values[s.criterion]) for s in self.scorings}

    def score(self, values: Mapping[str, float]) -> float:
        """Compute the sub-index of one province from the values of all its criteria."""
        return math.fsum(self.contributions(values).values())

    def scores(self, values: Floats) -> Floats:
        """Score many at once: the last axis holds the criteria in the order of the basket."""
        weight, direction, low, high = np.array(
            [(s.weight, s.direction, s.scale_min, s.scale_max) for s in self.scorings]
        ).T
        share = 9 * (values - low) / (high - low)
        return np.asarray(np.where(direction > 0, 1 + share, 10 - share) @ weight)

    def slopes(self) -> dict[str, float]:
        """Give what one unit more of each criterion adds to the score (a share: 1 = 100 %)."""
        return {
            s.criterion: s.direction * s.weight * 9 / (s.scale_max - s.scale_min)
            for s in self.scorings
        }


def baskets(constants: pd.DataFrame) -> dict[int, Basket]:
    """One basket a year from a table (year, criterion, weight, direction, scale_min, scale_max).

    A column ``unit`` is used where there is one; else the unit is told from the ends of the scale.
    """
    units = constants["unit"] if "unit" in constants else pd.Series(None, constants.index)
    columns = ("year", "criterion", "weight", "direction", "scale_min", "scale_max")
    rows: dict[int, list[Scoring]] = {}
    for year, criterion, weight, direction, low, high, unit in zip(
        *(constants[column] for column in columns), units, strict=True
    ):
        named = Unit(unit) if isinstance(unit, str) else unit_of_scale(low, high, direction)
        scoring = Scoring(criterion, float(weight), int(direction), float(low), float(high), named)
        rows.setdefault(int(year), []).append(scoring)
    return {year: Basket(year, tuple(rows[year])) for year in sorted(rows)}


def scores(values: pd.DataFrame, by_year: Mapping[int, Basket]) -> pd.DataFrame:
    """Score a tidy table (province, year, criterion, value) whose values are all fit.

    Returns province, year, score in the order in which the provinces and years first appear.
    """
    wide = values.pivot_table(
        index=["province", "year"], columns="criterion", values="value", sort=False
    )
    years = wide.index.get_level_values("year").to_numpy()
    total = np.full(len(wide), np.nan)
    for year, basket in by_year.items():
        here = years == year
        rows = wide.reindex(columns=list(basket.criteria))[here]
        total[here] = basket.scores(rows.to_numpy())
    return wide.index.to_frame(index=False).assign(score=total)


@dataclass(frozen=True, slots=True)
class Change:
    """The step from one edition's score to the next, taken apart.

    ``printed`` is the difference of the two scores; ``like_for_like`` counts only the criteria both
    editions have, all on the first edition's weights and scales; ``basket`` is what remains and
    comes from criteria that left or joined, from new weights and from scales that moved.
    """

    before: float
    after: float
    common: Mapping[str, float]
    left: tuple[str, ...]
    joined: tuple[str, ...]

    @property
    def printed(self) -> float:
        """The difference of the two scores as anyone would subtract them."""
        return self.after - self.before

    @property
    def like_for_like(self) -> float:
        """What the same criteria, counted the same way, gained or lost."""
        return math.fsum(self.common.values())

    @property
    def basket(self) -> float:
        """What the change of criteria, weights and scales did."""
        return self.printed - self.like_for_like


def change(
    before: Mapping[str, float], after: Mapping[str, float], first: Basket, second: Basket
) -> Change:
    """Take the change between two editions apart; see :class:`Change`."""
    common = [criterion for criterion in first.criteria if criterion in second.criteria]
    return Change(
        before=first.score(before),
        after=second.score(after),
        common={
            c: first[c].weight * (first[c].points(after[c]) - first[c].points(before[c]))
            for c in common
        },
        left=tuple(c for c in first.criteria if c not in common),
        joined=tuple(c for c in second.criteria if c not in common),
    )
