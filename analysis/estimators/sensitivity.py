"""How much of a rank is the province, and how much the recipe: OECD/JRC Handbook (2008), part 7.

Saisana, Saltelli and Tarantola (2005): draw the choices an index-maker could as well have made
(normalisation, weights, aggregation, a criterion left out, sampling error), rank the provinces each
time, and say which choice moves the rank.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.stats import rankdata

from analysis.estimators.index import Basket, Scoring

Floats = NDArray[np.float64]
OFFICIAL = "official"
NORMALISATIONS = (OFFICIAL, "min-max of the year", "z-scores", "ranks", "winsorised 5-95 %")
WEIGHTS = (OFFICIAL, "equal", "around the official")
AGGREGATIONS = ("arithmetic", "geometric")
NOTHING_LEFT_OUT = "none"
CONCENTRATION = 50.0  # of the Dirichlet around the official weights; lower is wider
FACTORS = ("normalisation", "weights", "aggregation", "left_out", "sampling")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SAMPLING_LEVELS = 8  # draws of sampling error that the recipes share


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to make the index; the official one by default."""

    normalisation: str = OFFICIAL
    weights: str = OFFICIAL
    aggregation: str = "arithmetic"
    left_out: str = NOTHING_LEFT_OUT


def scores(values: pd.DataFrame, basket: Basket, recipe: Recipe, rng: Generator) -> Floats:
    """Score provinces (rows) by their criteria (columns) after one recipe, on 1 to 10."""
    kept = [s for s in basket.scorings if s.criterion != recipe.left_out]
    points = np.column_stack(
        [_normalised(values[s.criterion].to_numpy(dtype=float), s, recipe) for s in kept]
    )
    weights = np.array([s.weight for s in kept])
    if recipe.weights == "equal":
        weights = np.ones(len(kept))
    elif recipe.weights == "around the official":
        weights = rng.dirichlet(CONCENTRATION * weights / weights.sum())
    weights = weights / weights.sum()
    if recipe.aggregation == "geometric":
        return np.asarray(np.exp(np.log(np.maximum(points, 0.1)) @ weights))
    return np.asarray(points @ weights)


def _normalised(x: Floats, scoring: Scoring, recipe: Recipe) -> Floats:
    """Points from 1 to 10, higher is better, by the chosen normalisation."""
    better = scoring.direction * x
    if recipe.normalisation == OFFICIAL:
        low, high = sorted(scoring.direction * e for e in (scoring.scale_min, scoring.scale_max))
    elif recipe.normalisation == "winsorised 5-95 %":
        low, high = np.quantile(better, [0.05, 0.95])
        better = np.clip(better, low, high)
    elif recipe.normalisation == "z-scores":
        low, high = better.mean() - 2.5 * better.std(), better.mean() + 2.5 * better.std()
    elif recipe.normalisation == "ranks":
        better = rankdata(better)
        low, high = 1.0, float(len(better))
    else:
        low, high = better.min(), better.max()
    if high <= low:
        return np.full(len(x), 5.5)
    return np.asarray(1 + 9 * (better - low) / (high - low))


def ranks(scored: Floats) -> Floats:
    """Rank 1 is the highest score; equal scores share the better rank."""
    return np.asarray(rankdata(-scored, method="min"))


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The rank of every province under all recipes drawn."""

    official: pd.Series
    quantiles: pd.DataFrame  # provinces x quantiles of the rank
    drawn: pd.DataFrame  # one row a recipe: its choices, then a column a province with its rank

    def shares(self, province: str) -> dict[str, float]:
        """First-order share of each choice in the variance of a province's rank."""
        rank = self.drawn[province]
        total = float(np.var(rank))
        if total == 0:
            return dict.fromkeys(FACTORS, 0.0)
        return {
            factor: float(self._between(rank, self.drawn[factor]) / total) for factor in FACTORS
        }

    @staticmethod
    def _between(rank: "pd.Series[float]", choice: "pd.Series[str]") -> float:
        groups = rank.groupby(choice)
        means, counts = groups.mean(), groups.size()
        levels, total = len(means), len(rank)
        centre = float(rank.mean())
        between = float((counts * (means - centre) ** 2).sum())
        within = float(((rank - groups.transform("mean")) ** 2).sum())
        chance = (levels - 1) * within / max(total - levels, 1)
        return max(between - chance, 0.0) / total


def sensitivity(
    values: pd.DataFrame,
    basket: Basket,
    *,
    draws: int,
    rng: Generator,
    sampling_sd: pd.DataFrame | None = None,
) -> Sensitivity:
    """Draw recipes and rank the provinces by each; ``sampling_sd`` has the shape of ``values``."""
    values = values[list(basket.criteria)]
    errors = [np.zeros(values.shape)]
    if sampling_sd is not None:
        spread = sampling_sd[list(basket.criteria)].to_numpy(dtype=float)
        errors = [spread * rng.standard_normal(values.shape) for _ in range(SAMPLING_LEVELS)]
    rows = []
    for _ in range(draws):
        recipe = Recipe(
            str(rng.choice(NORMALISATIONS)),
            str(rng.choice(WEIGHTS)),
            str(rng.choice(AGGREGATIONS)),
            str(rng.choice([NOTHING_LEFT_OUT, *basket.criteria])),
        )
        luck = int(rng.integers(len(errors)))
        rank = ranks(scores(values + errors[luck], basket, recipe, rng))
        choices = (recipe.normalisation, recipe.weights, recipe.aggregation, recipe.left_out)
        rows.append([*choices, str(luck), *rank])
    drawn = pd.DataFrame(rows, columns=[*FACTORS, *values.index])
    official = pd.Series(ranks(scores(values, basket, Recipe(), rng)), index=values.index)
    return Sensitivity(official, drawn[list(values.index)].quantile(list(QUANTILES)).T, drawn)


def leave_one_out(values: pd.DataFrame, basket: Basket, province: str) -> dict[str, float]:
    """Rank of a province when one criterion is left out and the others keep their proportions."""
    rng = np.random.default_rng(0)  # no recipe here draws anything
    at = list(values.index).index(province)
    return {
        code: float(ranks(scores(values, basket, Recipe(left_out=code), rng))[at])
        for code in basket.criteria
    }


@dataclass(frozen=True, slots=True)
class Extreme:
    """A province whose value is an end of a scale, and what its absence would do."""

    criterion: str
    province: str
    end: str  # "low" or "high"
    largest_shift: float  # largest change of another province's rank


def extremes(values: pd.DataFrame, basket: Basket) -> list[Extreme]:
    """For each criterion and end: who sets it, and how ranks move if the scale ignored them.

    The scales are those of the year itself, because only there one province sets an end at once.
    """
    rng = np.random.default_rng(0)
    recipe = Recipe(normalisation="min-max of the year")
    before = pd.Series(ranks(scores(values, basket, recipe, rng)), index=values.index)
    found = []
    for scoring in basket.scorings:
        column = values[scoring.criterion]
        for end, who in (("low", str(column.idxmin())), ("high", str(column.idxmax()))):
            rest = values.drop(index=who)
            after = pd.Series(ranks(scores(rest, basket, recipe, rng)), index=rest.index)
            stayed = before.drop(index=who)
            expected = stayed - (stayed > before[who])
            shift = float((after - expected).abs().max())
            found.append(Extreme(scoring.criterion, who, end, shift))
    return found


def fixed_frame(values: Mapping[str, float], basket: Basket, base: Basket) -> float:
    """Score with the scale ends of a base edition, so that only the province itself can move it.

    Criteria that the base edition does not have keep their own ends.
    """
    known = set(base.criteria)
    total = 0.0
    for scoring in basket.scorings:
        frame = base[scoring.criterion] if scoring.criterion in known else scoring
        total += scoring.weight * frame.points(values[scoring.criterion])
    return total
