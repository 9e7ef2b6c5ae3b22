r"""Association in a two-way table of a sample.

Rao and Scott (1984), second order: Pearson's :math:`X^2 = n \sum (p - e)^2 / e` is divided by
:math:`\mathrm{tr}\,\Delta` and compared with F on :math:`d` and :math:`d \nu` degrees of freedom,
:math:`d = (\mathrm{tr}\,\Delta)^2 / \mathrm{tr}\,\Delta^2`. For the interaction contrasts ``C``,
:math:`\Delta = (C' P^{-1} V_0 P^{-1} C)^{-1} (C' P^{-1} V P^{-1} C)` compares the covariance of the
shares with that of a simple random sample.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.estimators.descriptive.means import joint
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Codes, Floats, Mask, codes, mask_of
from analysis.estimators.sample.design import Design

STATISTICS = ("F", "Chisq", "Wald", "adjWald")


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

    ``statistic``: "F" (second order), "Chisq" (first order), "Wald" or "adjWald" (Koch and others).
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
    if statistic == "Chisq":
        df = delta.shape[0]
        p_value = float(stats.chi2.sf(pearson / (trace / df), df))
        return TestResult(pearson, df, math.nan, p_value)
    d = trace**2 / float(np.trace(delta @ delta))
    f = pearson / trace
    return TestResult(f, d, d * nu, float(stats.f.sf(f, d, d * nu)))


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
    return TestResult(statistic, ndf, ddf, float(stats.f.sf(statistic, ndf, ddf)))


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
