r"""Groups of one sample side by side: each against the rest, and whether all are alike.

Groups are domains of one design. What a respondent adds to the error of a group's mean of item
means is :math:`z_i = \frac1J \sum_j d_{ij} w_i (y_{ij} - \bar y_j) / \sum_i w_i d_{ij}`, zero
outside the group (``subindex.influence``). So the design's covariance of all :math:`z` together is
their joint covariance :math:`V`, and a contrast :math:`c'\hat\theta` has the variance
:math:`c' V c`. With :math:`C` the contrasts of :math:`k` groups with the first, the test that all
are alike is Wald's, adjusted for few degrees of freedom (Korn and Graubard 1990):

.. math:: F = \frac{\nu - q + 1}{\nu q} (C\hat\theta)' (C V C')^{-1} (C\hat\theta), \quad q = k - 1,

compared with F on :math:`q` and :math:`\nu - q + 1` degrees of freedom.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.descriptive.measures import Measure, criterion_estimate
from analysis.estimators.descriptive.subindex import CriterionSample, influence
from analysis.estimators.frame.arrays import Floats, Mask
from analysis.estimators.inference.tables import TestResult
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.variance import linearised_variance
from analysis.estimators.uncertainty.distributions import f_tail, student_tails
from analysis.estimators.uncertainty.release import LIKERT_HALF_WIDTH
from analysis.estimators.uncertainty.results import Estimate

ROUNDING = 1e-24  # of a variance: what is left of zero


@dataclass(frozen=True, eq=False, slots=True)
class Domains:
    """One figure in several groups: estimates, the scores of all respondents, who answered."""

    design: Design
    estimates: tuple[Estimate, ...]
    scores: Floats  # a column a group
    answered: Mask  # a column a group
    covariance: Floats

    def contrast(self, coefficients: Floats) -> Estimate:
        r"""Estimate :math:`c'\hat\theta` on the degrees of freedom of all who answered in it."""
        used = np.flatnonzero(coefficients)
        c = coefficients[used]
        answered = self._who_answered([int(at) for at in used])
        variance = float(c @ self.covariance[np.ix_(used, used)] @ c)
        return Estimate(
            value=float(c @ [self.estimates[at].value for at in used]),
            se=math.sqrt(variance) if variance > ROUNDING else 0.0,
            df=self.design.df(answered),
            n=int(answered.sum()),
            kind="difference",
        )

    def _who_answered(self, places: Sequence[int]) -> Mask:
        return np.asarray(self.answered[:, list(places)].any(axis=1))

    def difference(self, one: int, other: int) -> Estimate:
        """Estimate one group less another."""
        coefficients = np.zeros(len(self.estimates))
        coefficients[one], coefficients[other] = 1.0, -1.0
        return self.contrast(coefficients)

    def compare(self, places: Sequence[int]) -> TestResult | None:
        """Test whether groups are alike; nothing where fewer than two or too little to tell."""
        q = len(places) - 1
        if q < 1:
            return None
        ddf = self.design.df(self._who_answered(places)) - q + 1
        contrasts = np.hstack([-np.ones((q, 1)), np.eye(q)])
        away = contrasts @ np.array([self.estimates[at].value for at in places])
        spread = contrasts @ self.covariance[np.ix_(places, places)] @ contrasts.T
        known = np.diag(spread).min() > ROUNDING and np.linalg.matrix_rank(spread) == q
        if not ddf > 0 or not known:
            return None
        f = float(away @ np.linalg.solve(spread, away)) * ddf / ((ddf + q - 1) * q)
        return TestResult(f, q, ddf, f_tail(f, q, ddf))


def estimate_domains(design: Design, items: pd.DataFrame, measure: Measure, masks: Mask) -> Domains:
    """Estimate the mean, share or median of groups, given as a column of true and false each."""
    columns = items.to_numpy(dtype=float)
    answered = masks & np.isfinite(columns).any(axis=1)[:, None]
    if measure == "median":
        return _median_domains(design, items, answered)
    values, scores = _means(design.weights, columns, masks)
    everybody = np.ones(len(design), dtype=np.bool_)
    covariance = linearised_variance(design, np.nan_to_num(scores), everybody)
    spread = np.diag(covariance)
    kind = "share" if measure == "share" else "mean"
    estimates = [
        Estimate(
            value=float(value),
            se=math.sqrt(variance) if variance > ROUNDING else 0.0,
            df=design.df(rows) if rows.any() else 0.0,
            n=int(rows.sum()),
            kind=kind,  # type: ignore[arg-type]
            rows=len(design) if design.calibrated else int(rows.sum()),  # see Design.support
            half_width_limit=None if measure == "share" else LIKERT_HALF_WIDTH,
        )
        for value, variance, rows in zip(values, spread, answered.T, strict=True)
    ]
    return Domains(design, tuple(estimates), scores, answered, covariance)


def _means(w: Floats, columns: Floats, masks: Mask) -> tuple[Floats, Floats]:
    """Return the mean of item means in every group, and the scores."""
    values, scores = np.zeros(masks.shape[1]), np.zeros(masks.shape)
    for y in columns.T:
        known = np.isfinite(y)
        weighted = np.where(known, w, 0.0)[:, None] * masks
        filled = np.where(known, y, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = weighted / weighted.sum(axis=0)
            mean = filled @ share
            scores += share * (filled[:, None] - mean)
        values += mean
    return values / columns.shape[1], scores / columns.shape[1]


def _median_domains(design: Design, items: pd.DataFrame, answered: Mask) -> Domains:
    """Medians have no formula for all groups at once; their scores have Woodruff's error."""
    estimates, scores = [], np.zeros(answered.shape)
    for at, rows in enumerate(answered.T):
        told = Estimate(math.nan, math.nan, 0.0, 0, "quantile")
        if rows.any():
            told = criterion_estimate(design, items, measure="median", where=rows).estimate
        if told.se > 0:
            own = CriterionSample("", "median", items.where(pd.Series(rows)), told)
            scores[:, at] = influence(design, own)
        estimates.append(told)
    everybody = np.ones(len(design), dtype=np.bool_)
    covariance = linearised_variance(design, scores, everybody)
    return Domains(design, tuple(estimates), scores, answered, covariance)


def p_of(told: Estimate) -> float | None:
    """Return the two-sided p-value of no difference; nothing where the error is not known."""
    if not told.se > 0 or not told.df > 0:
        return None
    return student_tails(told.value / told.se, told.df)


def join(each: Sequence[Domains]) -> Domains:
    """Put figures of one sample beside each other, with their joint covariance."""
    design, scores = each[0].design, np.hstack([one.scores for one in each])
    return Domains(
        design,
        tuple(told for one in each for told in one.estimates),
        scores,
        np.hstack([one.answered for one in each]),
        linearised_variance(design, scores, np.ones(len(design), dtype=np.bool_)),
    )
