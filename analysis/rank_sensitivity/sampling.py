"""How far the published values could have come out differently by the luck of the sample."""

import numpy as np
import pandas as pd

from analysis.estimators.index import Basket, Scoring, Unit
from analysis.forecasting.nowcast import scales


def sampling_sd(
    values: pd.DataFrame, basket: Basket, bases: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Sampling standard deviation of every value, in published units, in the shape of ``values``.

    ``bases`` holds the number of answers (same shape, gaps allowed). Where it is silent, a share's
    base is the likely multiple of the denominator its fraction implies, else a typical one. Points
    that reviewers give are not a sample: their sampling error is 0.
    """
    given = pd.DataFrame(index=values.index) if bases is None else bases
    given = given.reindex(index=values.index, columns=list(basket.criteria)).astype(float)
    return pd.DataFrame({s.criterion: _sd(values, given, s) for s in basket.scorings}, values.index)


def _sd(values: pd.DataFrame, given: pd.DataFrame, scoring: Scoring) -> np.ndarray:
    unit, typical = scoring.unit, scales.GENERIC[scoring.unit]
    x = values[scoring.criterion].to_numpy(dtype=float)
    n = given[scoring.criterion].to_numpy(dtype=float)
    if unit is Unit.POINTS:
        return np.zeros(len(x))
    if unit is Unit.SHARE and not np.isfinite(n).any():
        n = scales.likely_bases(np.vectorize(scales.least_base, otypes=[float])(x), typical.base)
    n = np.where(np.isfinite(n) & (n > 0), n, typical.base)
    if unit is Unit.SHARE:
        share = (x * n + 0.5) / (n + 1)
        return np.asarray(np.sqrt(typical.noise * share * (1 - share) / n))
    sd = np.sqrt(typical.noise * scales.variance(unit, n))
    return np.asarray(sd * np.maximum(x, scales.SHORTEST_WAIT) if unit is Unit.DAYS else sd)
