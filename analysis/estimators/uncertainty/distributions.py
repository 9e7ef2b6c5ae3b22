"""Tails and quantiles of the distributions that tests and intervals refer to.

scipy.special alone: scipy.stats, which wraps the same functions, takes a second to import.
"""

import math
from collections.abc import Callable

import numpy as np
from scipy import special

from analysis.estimators.frame.arrays import Floats


def normal_quantile(p: float) -> float:
    """Return the quantile of the standard normal distribution."""
    return float(special.ndtri(p))


def student_quantile(p: float, df: float) -> float:
    """Return the quantile of Student's t; the normal one for infinite ``df``."""
    return normal_quantile(p) if math.isinf(df) else float(special.stdtrit(df, p))


def student_tails(t: float, df: float) -> float:
    """Return how likely Student's t is further from zero than ``t``."""
    if math.isinf(df):
        return 2 * float(special.ndtr(-abs(t)))
    return 2 * float(special.stdtr(df, -abs(t))) if df > 0 else math.nan


def f_tail(f: float, ndf: float, ddf: float) -> float:
    """Return how likely F is larger than ``f``."""
    if not (ndf > 0 and ddf > 0):
        return math.nan
    return chi_square_tail(f * ndf, ndf) if math.isinf(ddf) else float(special.fdtrc(ndf, ddf, f))


def chi_square_tail(x: float, df: float) -> float:
    """Return how likely a chi-square is larger than ``x``."""
    return float(special.chdtrc(df, x)) if df > 0 else math.nan


def beta_quantile(p: float, a: float, b: float) -> float:
    """Return the quantile of the beta distribution."""
    return float(special.betaincinv(a, b, p)) if a > 0 and b > 0 else math.nan


def normal_quantiles(p: Floats) -> Floats:
    """Return :func:`normal_quantile` of many."""
    return np.asarray(special.ndtri(p))


def crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising function crosses zero, between ends at which it is not asked."""
    for _ in range(2000):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
