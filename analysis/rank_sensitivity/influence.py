"""What one criterion, or one province at the end of a scale, does to the places of all."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimators.index import Basket, Scoring
from analysis.rank_sensitivity.recipes import YEARS_OWN, Recipe, place, rank_provinces

AT_THE_END = 0.0005  # of a scale's width: published ends are rounded to four digits


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Score and rank of a province if one criterion were left out; the shifts are against now."""

    criterion: str
    score: float
    rank: int
    score_shift: float
    rank_shift: int  # positive: further down


def drop_each_criterion(values: pd.DataFrame, basket: Basket, province: str) -> tuple[LeftOut, ...]:
    """Leave out each criterion in turn; the weights of the others keep their proportions."""
    now = place(values, basket, province)
    told = []
    for code in basket.criteria if len(basket.criteria) > 1 else ():
        then = place(values, basket, province, Recipe(left_out=code))
        told.append(LeftOut(code, *then, then.score - now.score, then.rank - now.rank))
    return tuple(told)


def leave_one_out(values: pd.DataFrame, basket: Basket, province: str) -> dict[str, float]:
    """Rank of a province when one criterion is left out and the others keep their proportions."""
    return {one.criterion: float(one.rank) for one in drop_each_criterion(values, basket, province)}


@dataclass(frozen=True, slots=True)
class Extreme:
    """A province whose value is an end of a scale, and what it does to the others.

    The shifts have an entry a province, without the extreme one itself: score or rank now, less
    what it would be if the scale had never seen that province.
    """

    criterion: str
    province: str
    end: str  # "low" or "high", in published values
    value: float
    end_without: float  # where the scale would end
    score_shift: "pd.Series[float]"
    rank_shift: "pd.Series[float]"

    @property
    def largest_shift(self) -> float:
        """Largest change of another province's rank."""
        return float(self.rank_shift.abs().max()) if len(self.rank_shift) else 0.0

    @property
    def mean_score_shift(self) -> float:
        """What the extreme value does to the scores of the others, on average."""
        return float(self.score_shift.mean()) if len(self.score_shift) else 0.0


def extremes(values: pd.DataFrame, basket: Basket) -> list[Extreme]:
    """For each criterion and end: who sets it, and what if the scale ignored them.

    The scales are those of the year itself, where one province sets an end at once: the question an
    index-maker asks before choosing min-max. For the official scales see :func:`records`.
    """
    if len(values) < 3:
        return []
    recipe = Recipe(normalisation=YEARS_OWN)
    now = rank_provinces(values, basket, recipe)
    found = []
    for scoring, end, who in _holders(values, basket):
        column = values[scoring.criterion]
        rest = values.drop(index=who)
        without = rest[scoring.criterion].min() if end == "low" else rest[scoring.criterion].max()
        then = rank_provinces(rest, basket, recipe)
        found.append(_extreme(scoring, end, who, float(column[who]), float(without), now, then))
    return found


def records(values: pd.DataFrame, basket: Basket, before: Basket | None = None) -> list[Extreme]:
    """Provinces of this edition whose value is an end of its official scale, and what that does.

    Without the province the scale would end at the next value of the edition, or at the end it had
    in the edition ``before``, whichever is further out. A record set in an earlier edition is not
    listed: nobody of this edition could undo it.
    """
    now = rank_provinces(values, basket)
    known = {} if before is None else {s.criterion: s for s in before.scorings}
    found = []
    for scoring, end, who in _holders(values, basket):
        column, earlier = values[scoring.criterion], known.get(scoring.criterion)
        without = _end_without(column, scoring, end, who, earlier)
        if without is None:
            continue
        is_low = end == "low"
        moved = (
            replace(scoring, scale_min=without) if is_low else replace(scoring, scale_max=without)
        )
        others = tuple(moved if s is scoring else s for s in basket.scorings)
        then = rank_provinces(values.drop(index=who), Basket(basket.year, others))
        found.append(_extreme(scoring, end, who, float(column[who]), without, now, then))
    return found


def _end_without(
    column: "pd.Series[float]", scoring: Scoring, end: str, who: str, earlier: Scoring | None
) -> float | None:
    """Where an end of a scale would lie without a province; nothing where it does not set it."""
    is_low = end == "low"
    limit = scoring.scale_min if is_low else scoring.scale_max
    width = scoring.scale_max - scoring.scale_min
    if abs(column[who] - limit) > AT_THE_END * width or len(column) < 2:
        return None
    rest = column.drop(index=who)
    without = float(rest.min() if is_low else rest.max())
    if earlier is not None:
        before = earlier.scale_min if is_low else earlier.scale_max
        without = min(without, before) if is_low else max(without, before)
    shift = without - limit if is_low else limit - without
    if not AT_THE_END * width < shift < width:
        return None  # somebody else stands there, or nothing of the scale would be left
    return without


def _holders(values: pd.DataFrame, basket: Basket) -> Iterator[tuple[Scoring, str, str]]:
    for scoring in basket.scorings:
        column = values[scoring.criterion]
        yield scoring, "low", str(column.idxmin())
        yield scoring, "high", str(column.idxmax())


def _extreme(
    scoring: Scoring,
    end: str,
    who: str,
    value: float,
    without: float,
    now: pd.DataFrame,
    then: pd.DataFrame,
) -> Extreme:
    stayed = now.drop(index=who)
    ahead = np.where(stayed["rank"] > now.loc[who, "rank"], 1, 0)  # its own place becomes free
    return Extreme(
        scoring.criterion, who, end, value, without,
        stayed["score"] - then["score"], stayed["rank"] - ahead - then["rank"],
    )  # fmt: skip
