"""The scale on which each unit is modelled, and how uncertain a value from n answers is on it.

Shares are modelled as angles, medians of days as logarithms, means and points as they are. The
angle arcsin(sqrt(p)) gives a share the same sampling variance, 1 / (4 n), wherever it lies, which
log odds do not: near 0 or 100 % of few answers they scatter far and lopsidedly (Anscombe 1948;
Freeman and Tukey 1950).
"""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.estimators.index import Unit

Floats = NDArray[np.float64]
SHORTEST_WAIT = 0.5  # days; a median of 0 has no logarithm
PRINTED_TO = 1e-6
ASKED_OF_ALL = 110  # answers of a province to a question without a filter
MOST_ANSWERS = 400  # of one province to one question
RIGHT_ANGLE = np.pi / 2
LEAST_SE = {Unit.SCALE: 0.01, Unit.POINTS: 0.5}  # nobody is surer than this of an own value
GRIDS = (1.0, 0.5, 0.25)  # steps in which days and points may be published


@dataclass(frozen=True, slots=True)
class Generic:
    """What is assumed of a criterion about which nothing is known but its unit."""

    level: float  # national level, on the model's scale
    level_sd: float
    sd: float  # spread of the provinces' true values
    noise: float  # official sampling variance = noise * variance(); 1 is simple random sampling
    base: float  # answers behind a typical official value
    step: float  # scale of a yearly step of the national level


GENERIC = {
    Unit.SHARE: Generic(level=0.835, level_sd=0.22, sd=0.055, noise=1.2, base=60, step=0.05),
    Unit.SCALE: Generic(level=2.8, level_sd=0.5, sd=0.07, noise=1.5, base=110, step=0.07),
    Unit.DAYS: Generic(level=1.5, level_sd=0.4, sd=0.25, noise=1.3, base=20, step=0.15),
    Unit.POINTS: Generic(level=25.0, level_sd=10.0, sd=5.0, noise=2.0, base=1, step=2.0),
}


def unit_of_values(values: pd.Series) -> Unit:
    """Tell the unit from values seen: shares stay below 1, ratings between 1 and 5."""
    if values.max() <= 1:
        return Unit.SHARE
    if values.min() >= 1 and values.max() <= 5 and (values % 0.5).abs().mean() > 0.01:
        return Unit.SCALE
    if values.median() > 15:
        return Unit.POINTS
    return Unit.DAYS


def forward(unit: Unit, value: ArrayLike, base: ArrayLike) -> Floats:
    """Bring values to the model's scale; a share of n answers becomes (k + 3/8) / (n + 3/4)."""
    x = np.asarray(value, dtype=float)
    if unit is Unit.SHARE:
        n = np.asarray(base, dtype=float)
        share = (np.clip(x, 0, 1) * n + 0.375) / (n + 0.75)
        return np.asarray(np.arcsin(np.sqrt(share)))
    if unit is Unit.DAYS:
        return np.asarray(np.log(np.maximum(x, SHORTEST_WAIT)))
    return x


def backward(
    unit: Unit, modelled: Floats, ceiling: float = np.inf, base: ArrayLike = np.inf
) -> Floats:
    """Bring numbers of the model's scale back to values the unit allows; undoes :func:`forward`."""
    if unit is Unit.SHARE:
        spare = 0.375 / np.asarray(base, dtype=float)
        share = np.sin(np.clip(modelled, 0, RIGHT_ANGLE)) ** 2
        return np.asarray(np.clip((1 + 2 * spare) * share - spare, 0, 1))
    if unit is Unit.DAYS:
        return np.asarray(np.exp(modelled))
    return within(unit, modelled, ceiling)


def within(unit: Unit, value: Floats, ceiling: float = np.inf) -> Floats:
    """Keep values inside what the unit allows."""
    low, high = {Unit.SHARE: (0.0, 1.0), Unit.SCALE: (1.0, 5.0)}.get(unit, (0.0, ceiling))
    return np.clip(value, low, high)


def least_base(share: float) -> float:
    """Recover the smallest number of answers that gives a share printed with six decimals."""
    if math.isnan(share) or round(share, 4) == round(share, 6):
        return math.nan  # not published, or printed too shortly to tell
    fraction = Fraction(share).limit_denominator(MOST_ANSWERS)
    return fraction.denominator if abs(float(fraction) - share) < PRINTED_TO else math.nan


def likely_bases(least: Floats, typical: float) -> Floats:
    """Take the multiple of each smallest base that comes nearest to the typical one."""
    return least * np.maximum(1, np.round(typical / least))


def variance(unit: Unit, base: ArrayLike) -> Floats:
    r"""Sampling variance, on the model's scale, of a value from n answers.

    The angle of a share has :math:`1 / (4 n + 2)`. A mean of item means of ratings has about
    :math:`.35 / n`, the logarithm of a median of days about :math:`1.2 / n` times a factor that the
    panel settles; the reviewers' error of the web score does not depend on a base.
    """
    n = np.asarray(base, dtype=float)
    if unit is Unit.SHARE:
        return np.asarray(1 / (4 * n + 2))
    per_answer = {Unit.SCALE: 0.35, Unit.DAYS: 1.2, Unit.POINTS: 1.0}[unit]
    return np.asarray(per_answer / (np.ones_like(n) if unit is Unit.POINTS else n))


def own_variance(unit: Unit, value: Floats, se: Floats, n: Floats) -> Floats:
    """Variance of an own estimate on the model's scale, by the delta method."""
    if unit is Unit.SHARE:
        share = np.clip((value * n + 0.5) / (n + 1), 0.5 / (n + 1), 1 - 0.5 / (n + 1))
        at_least = share * (1 - share) / (n + 1) / 2  # an SE of 0 at 0 or 100 % is not certainty
        return np.asarray(np.maximum(se**2, at_least) / (4 * share * (1 - share)))
    if unit is Unit.DAYS:
        days = np.maximum(value, SHORTEST_WAIT)
        jump = np.maximum(se, 0.25)  # medians jump between whole and half days
        return np.asarray(jump**2 / days**2)
    return np.asarray(np.maximum(se, LEAST_SE[unit]) ** 2)


def grid(unit: Unit, seen: Floats) -> float:
    """The step in which values are published, learnt from those seen; 0 if there is none.

    A median of days jumps by whole, half or quarter days. Forecasts stay continuous between these
    steps: their quantiles are those of the published value spread evenly over its step, without
    which an interval that ends on a step would cover far more than it says.
    """
    known = seen[np.isfinite(seen)]
    if unit in {Unit.SHARE, Unit.SCALE}:
        return 0.0
    fits = [step for step in GRIDS if np.all(np.abs(known - step * np.round(known / step)) < 1e-6)]
    return max(fits, default=0.0)
