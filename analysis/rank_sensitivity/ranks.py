"""The rank of every province under many recipes, and which choice moves it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator

from analysis.estimators.index import Basket
from analysis.rank_sensitivity.influence import LeftOut, drop_each_criterion
from analysis.rank_sensitivity.recipes import (
    AGGREGATIONS,
    NORMALISATIONS,
    NOTHING_LEFT_OUT,
    WEIGHTS,
    Recipe,
    aggregate,
    normalise,
    rank_provinces,
    ranks,
)

FACTORS = ("normalisation", "weights", "aggregation", "left_out", "sampling")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST_LUCKS, MOST_LUCKS = 8, 60  # draws of sampling error, each shared by many recipes


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The rank of every province under all recipes drawn."""

    official: pd.Series  # rank by the official recipe
    scores: pd.Series  # score by the official recipe
    quantiles: pd.DataFrame  # provinces x quantiles of the rank
    drawn: pd.DataFrame  # one row a recipe: its choices, then a column a province with its rank

    def shares(self, province: str) -> dict[str, float]:
        """First-order share of each choice in the variance of a province's rank.

        Var(E(rank | choice)) / Var(rank), less what chance would give; what is missing to 1 comes
        from choices acting together.
        """
        rank = self.drawn[province]
        total = float(np.var(rank))
        if total == 0:
            return dict.fromkeys(FACTORS, 0.0)
        return {
            factor: float(self._between(rank, self.drawn[factor]) / total) for factor in FACTORS
        }

    def distribution(self, province: str) -> dict[int, float]:
        """Share of the ways of computing that give each rank, for the ranks that occur."""
        places, counts = np.unique(self.drawn[province].to_numpy(), return_counts=True)
        shares = counts / counts.sum()
        return {int(rank): float(share) for rank, share in zip(places, shares, strict=True)}

    def mean_shift(self, province: str) -> float:
        """Mean distance between the rank of a recipe and the official rank."""
        return float((self.drawn[province] - self.official[province]).abs().mean())

    def by_choice(self) -> pd.DataFrame:
        """Mean absolute shift of all ranks for each option: columns factor, option, shift."""
        places = self.drawn[list(self.official.index)]
        shift = (places - self.official).abs().mean(axis=1)
        rows = [
            (factor, option, float(size))
            for factor in FACTORS[:-1]
            for option, size in shift.groupby(self.drawn[factor], sort=False).mean().items()
        ]
        return pd.DataFrame(rows, columns=["factor", "option", "shift"])

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
        spread = sampling_sd.loc[values.index, list(basket.criteria)].to_numpy(dtype=float)
        lucks = int(np.clip(np.sqrt(draws), FEWEST_LUCKS, MOST_LUCKS))
        errors = [spread * rng.standard_normal(values.shape) for _ in range(lucks)]
    points = {
        (how, luck): normalise(values + error, basket, how)
        for luck, error in enumerate(errors)
        for how in NORMALISATIONS
    }
    omitted = [NOTHING_LEFT_OUT, *(basket.criteria if len(basket.criteria) > 1 else ())]
    choices = [
        [options[i] for i in rng.integers(len(options), size=draws)]
        for options in (NORMALISATIONS, WEIGHTS, AGGREGATIONS, omitted)
    ]
    lucky = rng.integers(len(errors), size=draws)
    places = np.empty((draws, len(values)))
    for i, chosen in enumerate(zip(*choices, strict=True)):
        recipe = Recipe(*chosen)
        scored = aggregate(points[recipe.normalisation, int(lucky[i])], basket, recipe, rng)
        places[i] = ranks(scored)
    named = pd.DataFrame(dict(zip(FACTORS, [*choices, lucky.astype(str)], strict=True)))
    by_province = pd.DataFrame(places, columns=list(values.index))
    official = rank_provinces(values, basket)
    return Sensitivity(
        official["rank"],
        official["score"],
        by_province.quantile(list(QUANTILES)).T,
        pd.concat([named, by_province], axis=1),
    )


@dataclass(frozen=True, slots=True)
class RankStability:
    """How firm one province's place is."""

    province: str
    score: float  # by the official recipe
    rank: int
    provinces: int  # ranked with it
    rank_quantiles: Mapping[float, float]  # over the recipes, at QUANTILES
    rank_distribution: Mapping[int, float]  # share of the recipes by rank
    mean_shift: float  # places between a recipe's rank and the official one, on average
    shares: Mapping[str, float]  # first-order share of each of FACTORS in the rank's variance
    left_out: tuple[LeftOut, ...]  # one for each criterion


def describe_stability(
    result: Sensitivity, values: pd.DataFrame, basket: Basket, province: str
) -> RankStability:
    """Gather what the recipes say of one province; ``values`` are those ``result`` ranks."""
    return RankStability(
        province=province,
        score=float(result.scores[province]),
        rank=int(result.official[province]),
        provinces=len(result.official),
        rank_quantiles={q: float(result.quantiles[q][province]) for q in QUANTILES},
        rank_distribution=result.distribution(province),
        mean_shift=result.mean_shift(province),
        shares=result.shares(province),
        left_out=drop_each_criterion(values, basket, province),
    )
