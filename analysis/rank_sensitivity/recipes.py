"""The choices behind an index: how values become points, and points a score."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.stats import rankdata

from analysis.estimators.index import Basket, Scoring

Floats = NDArray[np.float64]
OFFICIAL = "official"
YEARS_OWN = "min-max of the year"
NORMALISATIONS = (OFFICIAL, YEARS_OWN, "z-scores", "ranks", "winsorised 5-95 %")
WEIGHTS = (OFFICIAL, "equal", "around the official")
AGGREGATIONS = ("arithmetic", "geometric")
NOTHING_LEFT_OUT = "none"
CONCENTRATION = 50.0  # of the Dirichlet around the official weights; lower is wider
REACH = 2.5  # standard deviations from the mean that z-scores give 1 and 10 points
UNDECIDED = 5.5  # points of every province where a criterion does not tell them apart
WORST = 1.0  # a geometric mean needs points above 0, so none count as less than the worst


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to make the index; the official one by default."""

    normalisation: str = OFFICIAL
    weights: str = OFFICIAL
    aggregation: str = "arithmetic"
    left_out: str = NOTHING_LEFT_OUT


def complete(values: pd.DataFrame, basket: Basket) -> pd.DataFrame:
    """Keep the provinces that have a value of every criterion of the basket, in its order."""
    return values.reindex(columns=list(basket.criteria)).dropna()


def scores(values: pd.DataFrame, basket: Basket, recipe: Recipe, rng: Generator) -> Floats:
    """Score provinces (rows) by their criteria (columns) after one recipe, on 1 to 10."""
    return aggregate(normalise(values, basket, recipe.normalisation), basket, recipe, rng)


def normalise(values: pd.DataFrame, basket: Basket, normalisation: str) -> Floats:
    """Points from 1 to 10, higher is better: provinces x criteria of the basket."""
    columns = [
        _points(values[s.criterion].to_numpy(dtype=float), s, normalisation)
        for s in basket.scorings
    ]
    return np.column_stack(columns)


def aggregate(points: Floats, basket: Basket, recipe: Recipe, rng: Generator) -> Floats:
    """Add points up to scores; ``rng`` draws weights where the recipe asks for them."""
    kept = np.array([code != recipe.left_out for code in basket.criteria])
    weights = np.array([s.weight for s in basket.scorings])[kept]
    if recipe.weights == "equal":
        weights = np.ones(len(weights))
    elif recipe.weights == "around the official":
        weights = rng.dirichlet(CONCENTRATION * weights / weights.sum())
    weights = weights / weights.sum()
    points = points[:, kept]
    if recipe.aggregation == "geometric":
        return np.asarray(np.exp(np.log(np.maximum(points, WORST)) @ weights))
    return np.asarray(points @ weights)


def _points(x: Floats, scoring: Scoring, normalisation: str) -> Floats:
    better = scoring.direction * x
    if normalisation == OFFICIAL:
        low, high = sorted(scoring.direction * e for e in (scoring.scale_min, scoring.scale_max))
    elif normalisation == "winsorised 5-95 %":
        low, high = np.quantile(better, [0.05, 0.95])
        better = np.clip(better, low, high)
    elif normalisation == "z-scores":
        low, high = better.mean() + REACH * better.std() * np.array([-1, 1])
    elif normalisation == "ranks":
        better = rankdata(better)
        low, high = 1.0, float(len(better))
    else:
        low, high = better.min(), better.max()
    if high <= low:
        return np.full(len(x), UNDECIDED)
    return np.asarray(1 + 9 * (better - low) / (high - low))


def ranks(scored: Floats) -> Floats:
    """Rank 1 is the highest score; equal scores share the better rank."""
    return np.asarray(rankdata(-scored, method="min"))


def rank_provinces(
    values: pd.DataFrame, basket: Basket, recipe: Recipe | None = None
) -> pd.DataFrame:
    """Score and rank of every province after a recipe that draws nothing; the official one."""
    rng = np.random.default_rng(0)
    scored = scores(values, basket, recipe or Recipe(), rng)
    return pd.DataFrame({"score": scored, "rank": ranks(scored)}, index=values.index)


class Place(NamedTuple):
    """One province's score and rank."""

    score: float
    rank: int


def place(
    values: pd.DataFrame, basket: Basket, province: str, recipe: Recipe | None = None
) -> Place:
    """Score and rank of one province; see :func:`placed`."""
    everywhere, at = rank_provinces(values, basket, recipe), values.index.get_loc(province)
    score, rank = everywhere["score"].to_numpy(), everywhere["rank"].to_numpy()
    return Place(float(score[at]), int(rank[at]))
