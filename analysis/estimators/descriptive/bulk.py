"""Many means in many domains at once: the quick way to a whole report.

For a sample of rows from strata, sums over the cells stratum x domain suffice: with ``y`` shifted
by a constant near its mean, the squared deviations are :math:`A - 2 m B + m^2 C`. Rows are taken in
blocks that fit the cache. Where too much cancels, and for any other design, the general way is
taken.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.descriptive.means import Domains, domains, linear, variances
from analysis.estimators.frame.arrays import Codes, Floats, numbers
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.variance import stage_strata

BLOCK = 1 << 15
CANCELLED = 1e-6


def domain_means(
    design: Design, variables: Sequence[str], *, by: Sequence[str] | str, where: Any = None
) -> pd.DataFrame:
    """Return the means of many variables in every domain, one row each, without design effects.

    Columns: those of ``by``, then variable, value, se, df, n. The formula is ``means.mean``'s.
    """
    at = domains(design, by, where)
    columns = [numbers(design.frame, name) for name in variables]
    shape = len(variables), at.count
    value, se = np.empty(shape), np.empty(shape)
    n, df = np.empty(shape, dtype=int), np.empty(shape)
    left = list(range(len(variables)))
    if _simple(design):
        left = _cellwise(design, at, columns, value, se)
        n[:], df[:] = _sizes(design, at)
    for place in left:
        own, statistic = linear(design, columns[place], at, "mean")
        value[place] = statistic.values
        se[place] = np.sqrt(np.maximum(variances(design, own, statistic), 0))
        n[place], df[place] = _sizes(design, own)
    table = {
        name: np.tile(np.array([key[name] for key in at.keys], dtype=object), len(variables))
        for name in at.keys[0]
    }
    return pd.DataFrame(
        {
            **table,
            "variable": np.repeat(np.array(list(variables), dtype=object), at.count),
            "value": value.ravel(),
            "se": se.ravel(),
            "df": df.ravel(),
            "n": n.ravel(),
        }
    )


def _simple(design: Design) -> bool:
    return (
        len(design.stages) == 1
        and design.stages[0].rows_are_units
        and design.replicates is None
        and not design.calibrated
        and not design.domain_lonely
        and design.lonely != "average"
    )


def _sizes(design: Design, at: Domains) -> tuple[Codes, list[float]]:
    n = np.bincount(at.groups[(at.groups >= 0) & (design.weights != 0)], minlength=at.count)
    if design.replicates is not None:
        return n, [design.df(at.groups == one) for one in range(at.count)]
    return n, design.df_by_group(at.groups, at.count)


def _cellwise(
    design: Design, at: Domains, columns: Sequence[Floats], value: Floats, se: Floats
) -> list[int]:
    """Fill in what the sums by cell can tell; return the variables that need the general way."""
    inside = at.groups >= 0
    _, strata = next(stage_strata(design, inside))
    count, layers = at.count, len(strata.sampled)
    size = layers * count
    cells = strata.of_unit * count + at.groups
    w = design.weights
    if not inside.all():
        cells, w = np.where(inside, cells, 0), np.where(inside, w, 0.0)
    cells = cells.astype(np.intp, copy=False)
    shifts = [_shift(column) for column in columns]
    sums = np.zeros((len(columns), 3, size))
    for start in range(0, len(w), BLOCK):
        block = slice(start, start + BLOCK)
        cell, weight = cells[block], w[block]
        for place, column in enumerate(columns):
            a = column[block] - shifts[place]
            a *= weight
            sums[place, 0] += np.bincount(cell, weights=a, minlength=size)
            sums[place, 1] += np.bincount(cell, weights=a * weight, minlength=size)
            a *= a
            sums[place, 2] += np.bincount(cell, weights=a, minlength=size)
    weight_cells = np.bincount(cells, weights=w, minlength=size).reshape(layers, count)
    square_cells = np.bincount(cells, weights=w * w, minlength=size).reshape(layers, count)
    total = weight_cells.sum(axis=0)
    centring = np.where(strata.centred, strata.scale / strata.sampled, 0.0)
    left = []
    for place in range(len(columns)):
        first, crossed, squares = sums[place].reshape(3, layers, count)
        with np.errstate(divide="ignore", invalid="ignore"):
            m = first.sum(axis=0) / total
        raw = strata.scale @ (squares - 2 * m * crossed + m**2 * square_cells)
        variance = raw - centring @ (first - m * weight_cells) ** 2
        if not (variance > CANCELLED * (strata.scale @ squares)).all():
            left.append(place)
            continue
        value[place], se[place] = m + shifts[place], np.sqrt(variance) / total
    return left


def _shift(column: Floats) -> float:
    head = column[: 2 * BLOCK]
    known = head[np.isfinite(head)]
    return float(known.mean()) if len(known) else 0.0
