"""Trimming of extreme weights, and what an adjustment did to them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.weights.margins import Margin
from analysis.estimators.sample.weights.raking import adjust_replicates


def trim_weights(
    design: Design, *, upper: float = np.inf, lower: float = -np.inf, strict: bool = False
) -> Design:
    """Cut weights outside the limits and spread the excess evenly over the others (Potter 1990).

    Spreading may push further weights over a limit; ``strict`` repeats until none is.
    """
    if not lower < upper:
        raise EstimationError(f"The lower limit {lower:g} must lie below the upper {upper:g}.")
    after = _trim(design.weights, lower, upper, strict)
    if design.replicates is None:
        return design.reweighted(after)
    columns = [_trim(column, lower, upper, strict) for column in design.replicates.weights.T]
    return adjust_replicates(design, after, np.array(columns).T)


def _trim(weights: Floats, lower: float, upper: float, strict: bool) -> Floats:
    while True:
        outside = (weights < lower) | (weights > upper)
        if not outside.any():
            return weights
        if outside.all():
            raise EstimationError(
                "Every weight lies outside the limits, so there is nowhere to put the excess; "
                "widen the limits."
            )
        cut = np.clip(weights, lower, upper)
        excess = (weights - cut).sum() / (~outside).sum()
        weights = np.where(outside, cut, weights + excess)
        if not strict:
            return weights


@dataclass(frozen=True, slots=True)
class Summary:
    """What an adjustment did to the weights, and how well its margins are met now."""

    method: str
    smallest_factor: float
    largest_factor: float
    largest_miss: float  # relative distance from a total of a margin; NaN without margins


def summary(before: Design, after: Design, method: str, margins: Sequence[Margin] = ()) -> Summary:
    """Describe how an adjustment changed the weights."""
    used = before.weights != 0
    factors = after.weights[used] / before.weights[used]
    misses = [
        np.abs(np.bincount(one.cells, weights=after.weights) / one.totals - 1).max()
        for one in margins
    ]
    return Summary(
        method, float(factors.min()), float(factors.max()), float(max(misses, default=math.nan))
    )
