r"""The sub-index of one sample: criteria estimated together, then weighted into points.

The score is a linear map of the criteria, :math:`S = a + \sum_k c_k \hat\theta_k` (``index.py``),
and the criteria come from the same respondents. So the variance is :math:`c' V c` with the joint
covariance :math:`V` of the criteria, estimated from each respondent's influence on each of them:

* mean of item means: :math:`u_i = \frac1J \sum_j d_{ij} (y_{ij} - \bar y_j) / \sum_i w_i d_{ij}`;
* share: the same with one item;
* median: :math:`u_i = -(1[y_i \le q] - \hat F(q)) / (\hat f \sum w d)`, the density :math:`\hat f`
  chosen so that the standard error is that of Woodruff's interval.

Criteria without an estimate of the sample (the web score, a question nobody answered) enter as
known numbers with the error they are told to have (``uncertainty.carried``). Degrees of freedom are
those of Satterthwaite (1946) over the strata, :math:`V^2 / \sum_h V_h^2 / (n_h - 1)`, because a few
strata may make up most of the variance.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.descriptive.distribution import Distribution
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.index import Basket
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.variance import linearised_variance, variance_by_stratum
from analysis.estimators.uncertainty.intervals import critical
from analysis.estimators.uncertainty.results import Estimate


@dataclass(frozen=True, slots=True)
class CriterionSample:
    """The coded items of one criterion (empty where there is no answer) and its estimate."""

    code: str
    measure: str
    items: pd.DataFrame
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Score:
    """A score with the standard error of its sample, and what each criterion adds to it."""

    value: float
    se: float
    df: float
    contributions: Mapping[str, float]

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the interval of Student's t."""
        half = critical(level, self.df) * self.se
        return self.value - half, self.value + half


def influence(design: Design, criterion: CriterionSample) -> Floats:
    """Return what each respondent, times its weight, adds to the error of the criterion."""
    w = design.weights
    if criterion.measure == "median":
        return _median_influence(design, criterion)
    total = np.zeros(len(design))
    columns = [criterion.items[name].to_numpy(dtype=float) for name in criterion.items.columns]
    for y in columns:
        answered = np.isfinite(y)
        size = w[answered].sum()
        if size == 0:
            return np.full(len(design), math.nan)
        mean = float(w[answered] @ y[answered]) / size
        total[answered] += (y[answered] - mean) / size / len(columns)
    return w * total


def _median_influence(design: Design, criterion: CriterionSample) -> Floats:
    y = criterion.items.iloc[:, 0].to_numpy(dtype=float)
    answered = np.isfinite(y)
    below = np.where(answered, (y <= criterion.estimate.value).astype(float), 0.0)
    size = design.weights[answered].sum()
    share = float(design.weights @ below) / size if size else math.nan
    z = np.where(answered, -design.weights * (below - share) / size, 0.0)
    variance = float(
        linearised_variance(design, z[:, None], np.ones(len(design), dtype=np.bool_))[0, 0]
    )
    return z * (criterion.estimate.se / math.sqrt(variance)) if variance > 0 else z * 0.0


def _replicate(design: Design, criterion: CriterionSample) -> Floats:
    """Return the criterion of every replicate."""
    assert design.replicates is not None  # noqa: S101 -- callers have looked
    weights = design.replicates.weights
    columns = [criterion.items[name].to_numpy(dtype=float) for name in criterion.items.columns]
    if criterion.measure == "median":
        y, answered = columns[0], np.isfinite(columns[0])
        return np.array(
            [Distribution(y[answered], w[answered]).quantile(0.5, "woodruff") for w in weights.T]
        )
    means = []
    for y in columns:
        answered = np.isfinite(y)
        with np.errstate(divide="ignore", invalid="ignore"):
            means.append((y[answered] @ weights[answered]) / weights[answered].sum(axis=0))
    return np.asarray(np.mean(means, axis=0))


def covariance(design: Design, criteria: Sequence[CriterionSample]) -> Floats:
    """Return the joint covariance of the criteria, in their order."""
    if design.replicates is not None:
        values = np.column_stack([_replicate(design, criterion) for criterion in criteria])
        centre = np.array([criterion.estimate.value for criterion in criteria])
        return design.replicates.variance(values, centre)
    scores = np.column_stack([influence(design, criterion) for criterion in criteria])
    return linearised_variance(design, scores, np.ones(len(design), dtype=np.bool_))


def score(
    design: Design,
    criteria: Sequence[CriterionSample],
    basket: Basket,
    known: Mapping[str, float],
    known_se: Mapping[str, float] | None = None,
) -> Score:
    """Score the sample with a basket; ``known`` gives the criteria the sample does not measure.

    ``known_se`` are the standard errors of such criteria; without one it counts as exact.
    """
    inside = [criterion for criterion in criteria if criterion.code in basket.criteria]
    values = dict(known) | {c.code: c.estimate.value for c in inside}
    contributions = basket.contributions({code: values[code] for code in basket.criteria})
    slopes = basket.slopes()
    c = np.array([slopes[criterion.code] for criterion in inside])
    sampled = max(float(c @ covariance(design, inside) @ c), 0.0) if inside else 0.0
    variance = sampled + sum((slopes[k] * se) ** 2 for k, se in (known_se or {}).items())
    return Score(
        value=math.fsum(contributions.values()),
        se=math.sqrt(variance),
        df=_degrees(design, inside, c, variance),
        contributions=contributions,
    )


def _degrees(
    design: Design, criteria: Sequence[CriterionSample], slopes: Floats, variance: float
) -> float:
    """Return Satterthwaite's degrees of freedom; with replicates those of the design."""
    if design.replicates is not None or not variance > 0 or not criteria:
        return design.df()
    z = np.column_stack([influence(design, one) for one in criteria]) @ slopes
    parts, sizes = variance_by_stratum(design, z)
    doubt = float((parts**2 / np.maximum(sizes - 1, 1)).sum())
    return variance**2 / doubt if doubt > 0 else math.inf
