"""Comparisons of groups within one sample."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from analysis.estimators.descriptive.means import mean
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Codes, Floats, Mask, codes, mask_of, numbers
from analysis.estimators.frame.formulas import Column, ModelFrame
from analysis.estimators.inference.adjustment import adjust_p_values
from analysis.estimators.inference.regression import FAMILIES, fit_matrix
from analysis.estimators.inference.tables import TestResult
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.variance import linearised_variance
from analysis.estimators.uncertainty.distributions import (
    f_tail,
    normal_quantiles,
    student_tails,
)
from analysis.estimators.uncertainty.intervals import critical

__all__ = ["adjust_p_values", "rank_test", "t_test"]

RankScore = Callable[[Floats, float], Floats]
RANK_SCORES: dict[str, RankScore] = {
    "wilcoxon": lambda rank, size: rank / size,
    "vanderWaerden": lambda rank, size: normal_quantiles(rank / size),
    "median": lambda rank, size: (rank > size / 2).astype(float),
}


def _groups(design: Design, group: str, rows: Mask) -> tuple[Codes, int]:
    found, _ = codes(design.frame, group)
    used = np.unique(found[rows])
    return np.searchsorted(used, found), len(used)


def _keep_answered(design: Design, y: Floats, group: str, where: Any) -> Mask:
    known = codes(design.frame, group)[0] >= 0
    return mask_of(design.frame, where) & known & np.isfinite(y)


def t_test(
    design: Design, y: str, group: str | None = None, *, where: Any = None, level: float = 0.95
) -> TestResult:
    """Test a difference of two means (the second level less the first), or a mean against zero.

    The regression of ``y`` on the group (Lumley 2010, 2.3); one sample: df less one, as R has it.
    """
    if group is None:
        one = mean(design, y, where=where)
        return _t_test(one.value, one.se, one.df - 1, level)
    values = numbers(design.frame, y)
    rows = _keep_answered(design, values, group, where)
    found, count = _groups(design, group, rows)
    if count != 2:
        raise EstimationError(
            f"A t-test compares two groups, but {group!r} has {count} levels here; "
            "choose two with where, or use the rank test."
        )
    x = np.column_stack([np.ones(int(rows.sum())), found[rows].astype(float)])
    model = ModelFrame(rows, x, ("(Intercept)", group), Column(values[rows], None))
    inside = mask_of(design.frame, where)
    fitted = fit_matrix(design, model, values[rows], FAMILIES["gaussian"], inside)
    term = fitted.terms[1]
    return _t_test(term.estimate, term.se, fitted.df, level)


def _t_test(value: float, se: float, df: float, level: float) -> TestResult:
    t = value / se if se > 0 else math.nan
    half = critical(level, df) * se
    return TestResult(t, 1, df, student_tails(t, df), value, se, value - half, value + half)


def rank_test(
    design: Design, y: str, group: str, *, where: Any = None, scores: str = "wilcoxon"
) -> TestResult:
    """Compare groups by estimated population ranks. See Lumley and Scott (2013).

    Two groups: a t statistic on the difference of mean rank scores; more: Kruskal-Wallis, whose
    statistic is the Wald chi-square, compared as F on the degrees of freedom given.
    """
    if scores not in RANK_SCORES:
        raise EstimationError(
            f"There are no rank scores {scores!r}; choose one of {', '.join(RANK_SCORES)}."
        )
    values = numbers(design.frame, y)
    rows = _keep_answered(design, values, group, where)
    found, count = _groups(design, group, rows)
    if count < 2:
        raise EstimationError(f"A rank test needs two groups, but {group!r} has {count} here.")
    w = design.weights[rows]
    score = RANK_SCORES[scores](*_population_ranks(values[rows], w))
    x = np.equal.outer(found[rows], np.arange(count)).astype(float)
    x[:, 0] = 1
    bread = np.linalg.inv(x.T @ (x * w[:, None]))
    beta = bread @ (x.T @ (w * score))
    influence = (x * (score - x @ beta)[:, None]) @ bread
    covariance = _covariance(design, influence, rows)
    df = design.df(rows) - (count - 1)
    if count == 2:
        se = math.sqrt(covariance[1, 1])
        return _t_test(float(beta[1]), se, df, 0.95)
    away = beta[1:]
    chi_square = float(away @ np.linalg.solve(covariance[1:, 1:], away))
    ndf = count - 1
    return TestResult(chi_square, ndf, df, f_tail(chi_square / ndf, ndf, df))


def _population_ranks(y: Floats, w: Floats) -> tuple[Floats, float]:
    """Return the estimated rank of each value in the population, ties sharing theirs, and its size.

    Sums are carried in extended precision: a rank may lie exactly at half the population.
    """
    order = np.argsort(y, kind="stable")
    middle = np.cumsum(w[order], dtype=np.longdouble).astype(float) - w[order] / 2
    tie = np.unique(y[order], return_inverse=True)[1].reshape(-1)
    shared = np.bincount(tie, weights=middle) / np.bincount(tie)
    ranks = np.empty(len(y))
    ranks[order] = shared[tie]
    return ranks, float(w.sum(dtype=np.longdouble))


def _covariance(design: Design, influence: Floats, rows: Mask) -> Floats:
    """Return the covariance of the totals of an influence function."""
    if design.replicates is not None:
        values = design.replicates.weights[rows].T @ influence
        return design.replicates.variance(values, design.weights[rows] @ influence)
    full = np.zeros((len(design), influence.shape[1]))
    full[rows] = influence * design.weights[rows][:, None]
    return linearised_variance(design, full, rows)
