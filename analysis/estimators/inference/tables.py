r"""Association in a two-way table of a sample.

Rao and Scott (1984), second order: Pearson's :math:`X^2 = n \sum (p - e)^2 / e` is divided by
:math:`\mathrm{tr}\,\Delta` and compared with F on :math:`d` and :math:`d \nu` degrees of freedom,
:math:`d = (\mathrm{tr}\,\Delta)^2 / \mathrm{tr}\,\Delta^2`. For the interaction contrasts ``C``,
:math:`\Delta = (C' P^{-1} V_0 P^{-1} C)^{-1} (C' P^{-1} V P^{-1} C)` compares the covariance of the
shares with that of a simple random sample.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.descriptive.means import joint
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Codes, Floats, Mask, codes, mask_of
from analysis.estimators.inference.quadratic_forms import (
    exact_tail,
    ratio_coefficients,
    saddlepoint_tail,
    satterthwaite,
)
from analysis.estimators.sample.design import Design
from analysis.estimators.uncertainty.distributions import chi_square_tail, f_tail

NO_SPREAD = 1e-9  # of the statistic: then the totals of the levels are known without error
STATISTICS = ("F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint")


@dataclass(frozen=True, slots=True)
class TestResult:
    """A test: its statistic, degrees of freedom (NaN where it has none) and p-value."""

    statistic: float
    ndf: float
    ddf: float
    p: float
    estimate: float = math.nan
    se: float = math.nan
    low: float = math.nan
    high: float = math.nan
    scale: float = math.nan


@dataclass(frozen=True, eq=False, slots=True)
class _Table:
    cell: Codes
    rows: list[Any]
    columns: list[Any]
    answered: Mask


def _table(design: Design, rows: str, columns: str, inside: Mask) -> _Table:
    first, second = codes(design.frame, rows)[0], codes(design.frame, columns)[0]
    answered = inside & (first >= 0) & (second >= 0)
    used = [np.unique(one[inside & (one >= 0)]) for one in (first, second)]
    for name, levels in zip((rows, columns), used, strict=True):
        if len(levels) < 2:
            raise EstimationError(f"Column {name!r} has fewer than two levels here to compare.")
    cell = np.searchsorted(used[0], first) * len(used[1]) + np.searchsorted(used[1], second)
    return _Table(
        np.where(answered, cell, -1).astype(np.intp), list(used[0]), list(used[1]), answered
    )


def rao_scott(
    design: Design, rows: str, columns: str, *, where: Any = None, statistic: str = "F"
) -> TestResult:
    """Test whether two categorical variables are independent. See Rao and Scott (1984).

    ``statistic``: "F" (second order), "Chisq" (first order), "Wald" or "adjWald" (Koch and others);
    "lincom", the exact tail of the sum of chi-squares that :math:`X^2` tends to, or its
    "saddlepoint" approximation (Kuonen 1999), both with the denominator of F.
    """
    if statistic not in STATISTICS:
        raise EstimationError(
            f"There is no statistic {statistic!r}; choose one of {', '.join(STATISTICS)}."
        )
    inside = mask_of(design.frame, where)
    table = _table(design, rows, columns, inside)
    shape = len(table.rows), len(table.columns)
    indicators = [(table.cell == at).astype(float) for at in range(shape[0] * shape[1])]
    support = design.support(inside)
    nu = _design_df(design, support)
    if statistic in {"Wald", "adjWald"}:
        return _wald(design, indicators, shape, table.answered, nu, adjusted=statistic != "Wald")
    cells = joint(design, indicators, where=table.answered)
    p = np.array([one.value for one in cells.estimates])
    n = int(support.sum())
    observed = p.reshape(shape)
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0))
    pearson = float(n * ((observed - expected) ** 2 / expected).sum())
    inverse = np.divide(1, p, out=np.zeros_like(p), where=p != 0)
    contrasts = _interactions(shape)
    plain = contrasts.T @ (inverse[:, None] * contrasts) / n
    weighted = inverse[:, None] * contrasts
    delta = np.linalg.solve(plain, weighted.T @ cells.covariance @ weighted)
    trace = float(np.trace(delta))
    if statistic in {"lincom", "saddlepoint"}:
        weights = np.linalg.eigvals(delta).real
        ddf = math.inf
        if design.replicates is None:
            ddf = trace**2 / float(np.trace(delta @ delta)) * nu
        p_value = _sum_tail(pearson, weights, ddf, exact=statistic == "lincom")
        return TestResult(pearson, math.nan, math.nan, p_value)
    if statistic == "Chisq":
        df = delta.shape[0]
        p_value = chi_square_tail(pearson / (trace / df), df)
        return TestResult(pearson, df, math.nan, p_value)
    d = trace**2 / float(np.trace(delta @ delta))
    f = pearson / trace
    return TestResult(f, d, d * nu, f_tail(f, d, d * nu))


def _sum_tail(x: float, weights: Floats, ddf: float, *, exact: bool) -> float:
    """Return how likely a sum of chi-squares exceeds x times a chi-square over its df."""
    if x <= 0:
        return 1.0
    level, coefficients = x, weights
    if math.isfinite(ddf):
        level, coefficients = 0.0, ratio_coefficients(x, weights, ddf)
    if exact:
        return exact_tail(level, coefficients)
    found = saddlepoint_tail(level, coefficients)
    if not math.isnan(found):
        return found
    scale, df = satterthwaite(weights)
    if math.isfinite(ddf):
        return f_tail(x / df / scale, df, ddf)
    return chi_square_tail(x / scale, df)


def goodness_of_fit(
    design: Design, y: str, shares: Mapping[Any, float], *, where: Any = None
) -> TestResult:
    r"""Test whether the levels of ``y`` have given shares in the population.

    :math:`X^2 = \sum_k (T_k - N p_k)^2 / (N p_k)` of the estimated totals is compared with a
    chi-square of the mean and variance of the sum it tends to (Rao and Scott 1981, second order;
    Satterthwaite 1946): ``ndf`` are its degrees of freedom, ``scale`` divides it. Totals count the
    population, so the statistic grows with it, as R's does.
    """
    levels = codes(design.frame, y)[1]
    expected = _expected_shares(y, levels, shares)
    found = codes(design.frame, y)[0]
    answered = mask_of(design.frame, where) & (found >= 0)
    indicators = [((found == at) & answered).astype(float) for at in range(len(levels))]
    cells = joint(design, indicators, where=answered, kind="total")
    totals = np.array([one.value for one in cells.estimates])
    size = totals.sum() * expected
    statistic = float(((totals - size) ** 2 / size).sum())
    # the derivative of (T_k - N p_k) / sqrt(N p_k) in every total
    common = (size + totals) / (2 * np.sqrt(size)) / totals.sum()
    slopes = np.diag(1 / np.sqrt(size)) - common[:, None]
    spread = np.linalg.eigvalsh(slopes @ cells.covariance @ slopes.T)
    if not spread.max() > NO_SPREAD * statistic:
        return TestResult(statistic, math.nan, math.nan, math.nan)  # the strata fix the shares
    scale, df = satterthwaite(spread)
    p_value = chi_square_tail(statistic / scale, df)
    return TestResult(statistic, df, math.nan, p_value, scale=scale)


def _expected_shares(y: str, levels: list[Any], shares: Mapping[Any, float]) -> Floats:
    given = {str(key): value for key, value in shares.items()}
    missing = [level for level in levels if str(level) not in given]
    if missing or len(given) != len(levels):
        named = ", ".join(map(str, levels))
        raise EstimationError(
            f"The expected shares of {y!r} must name each of its levels once: {named}."
        )
    expected = np.array([given[str(level)] for level in levels], dtype=float)
    if not (expected > 0).all():
        raise EstimationError(f"Every expected share of {y!r} must be above zero.")
    return np.asarray(expected / expected.sum())


def _design_df(design: Design, support: Mask) -> float:
    if design.replicates is not None:
        return design.df(support)
    first = design.stages[0]
    return len(np.unique(first.units[support])) - len(np.unique(first.strata[support]))


def _interactions(shape: tuple[int, int]) -> Floats:
    """Return the interaction columns of a saturated model, freed of the main effects."""
    row, column = np.divmod(np.arange(shape[0] * shape[1]), shape[1])
    rows = np.equal.outer(row, np.arange(1, shape[0])).astype(float)
    columns = np.equal.outer(column, np.arange(1, shape[1])).astype(float)
    main = np.hstack([np.ones((len(row), 1)), rows, columns])
    both = (rows[:, :, None] * columns[:, None, :]).reshape(len(row), -1)
    return np.asarray(both - main @ np.linalg.lstsq(main, both, rcond=None)[0])


def _wald(
    design: Design,
    indicators: list[Floats],
    shape: tuple[int, int],
    answered: Mask,
    nu: float,
    *,
    adjusted: bool,
) -> TestResult:
    """Test that :math:`N_{rc} - N_r N_c / N` vanishes, from the covariance of the cell totals."""
    cells = joint(design, indicators, where=answered, kind="total")
    n = np.array([one.value for one in cells.estimates]).reshape(shape)
    total, row, column = n.sum(), n.sum(axis=1), n.sum(axis=0)
    distance = (n - np.outer(row, column) / total).reshape(-1)
    at_row, at_column = np.divmod(np.arange(n.size), shape[1])
    slopes = (
        np.eye(n.size)
        - np.equal.outer(at_row, at_row) * column[at_column][:, None] / total
        - np.equal.outer(at_column, at_column) * row[at_row][:, None] / total
        + (row[at_row] * column[at_column])[:, None] / total**2
    )
    free = (at_row > 0) & (at_column > 0)
    covariance = (slopes @ cells.covariance @ slopes.T)[np.ix_(free, free)]
    wald = float(distance[free] @ np.linalg.solve(covariance, distance[free]))
    ndf = int(free.sum())
    ddf = nu - ndf + 1 if adjusted else nu
    statistic = wald * ddf / (ndf * nu) if adjusted else wald / ndf
    return TestResult(statistic, ndf, ddf, f_tail(statistic, ndf, ddf))


def shares(design: Design, rows: str, columns: str, *, where: Any = None) -> pd.DataFrame:
    """Return the shares of a two-way table with their standard errors, one row a cell."""
    inside = mask_of(design.frame, where)
    table = _table(design, rows, columns, inside)
    names = [codes(design.frame, name)[1] for name in (rows, columns)]
    indicators = [
        (table.cell == at).astype(float) for at in range(len(table.rows) * len(table.columns))
    ]
    cells = joint(design, indicators, where=table.answered)
    labels = [(names[0][r], names[1][c]) for r in table.rows for c in table.columns]
    return pd.DataFrame(
        {
            rows: [label[0] for label in labels],
            columns: [label[1] for label in labels],
            "share": [one.value for one in cells.estimates],
            "se": [one.se for one in cells.estimates],
            "n": [int((table.cell == at).sum()) for at in range(len(labels))],
        }
    )
