"""Post-stratification, and raking on several margins."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Codes, Floats
from analysis.estimators.sample.design import Design, Projection
from analysis.estimators.sample.weights.margins import Margin, Totals, consistent, margin


def poststratify(design: Design, by: str | Sequence[str], totals: Totals) -> Design:
    r"""Scale weights to the total of each cell, :math:`w_i N_c / \sum_c w` (Holt, Smith 1979)."""
    return poststratify_to(design, margin(design.frame, by, totals))


def poststratify_to(design: Design, target: Margin) -> Design:
    """Scale the weights of each cell of a matched margin to its total."""
    before = design.weights
    size = _cell_sizes(target, before)
    after = before * (target.totals / size)[target.cells]
    if design.replicates is not None:
        columns = [_scale_cells(target, column) for column in design.replicates.weights.T]
        return adjust_replicates(design, after, np.array(columns).T)
    done = Projection("poststratify", before, after, (target.cells,))
    return design.reweighted(after, projection=done)


def _cell_sizes(target: Margin, weights: Floats) -> Floats:
    size = np.bincount(target.cells, weights=weights, minlength=len(target.totals))
    if (size <= 0).any():
        at = int(np.flatnonzero(size <= 0)[0])
        raise EstimationError(
            f"The cell {target.names[at]!r} of {' x '.join(target.by)!r} has no weight left; "
            "merge it with a neighbour."
        )
    return np.asarray(size, dtype=float)


def _scale_cells(target: Margin, weights: Floats) -> Floats:
    size = np.bincount(target.cells, weights=weights, minlength=len(target.totals))
    return np.asarray(weights * _factor(target.totals, size.astype(float))[target.cells])


def adjust_replicates(
    design: Design, after: Floats, weights: Floats, df: float | None = None
) -> Design:
    """Return the design with adjusted weights and adjusted replicates."""
    assert design.replicates is not None  # noqa: S101 -- callers have looked
    changed = replace(design.replicates, weights=weights, df=df)
    return design.reweighted(after, replicates=changed)


def rake(
    design: Design, margins: Sequence[Margin], *, tolerance: float = 1e-12, sweeps: int = 1000
) -> Design:
    """Fit several margins in turn until all are met. See Deming and Stephan (1940).

    Works on the cross of the margins, so that rows enter once. Standard errors take the scores'
    residuals after ten unweighted sweeps over the margins, as R's ``rake`` does.
    """
    if len(margins) == 1:
        return poststratify_to(design, margins[0])
    consistent(margins)
    cross, inverse = _cross(margins)
    before = design.weights
    for one in margins:
        _cell_sizes(one, before)  # refuses a level without weight, whose total nobody could reach
    cell = np.bincount(inverse, weights=before, minlength=len(cross)).astype(float)
    fitted, miss = _fit_margins(cell[:, None], cross, margins, tolerance, sweeps)
    if miss[0] > tolerance:
        raise EstimationError(
            f"Raking did not settle in {sweeps} sweeps (a margin is still missed by {miss[0]:.1e} "
            "of the population): the margins contradict each other in small cells; merge some."
        )
    after = before * _factor(fitted[:, 0], cell)[inverse]
    if design.replicates is not None:
        full = design.replicates.weights
        cells = np.empty((len(cross), full.shape[1]))
        for at, column in enumerate(full.T):
            cells[:, at] = np.bincount(inverse, weights=column, minlength=len(cross))
        refitted, _ = _fit_margins(cells, cross, margins, tolerance, sweeps)
        return adjust_replicates(design, after, full * _factor(refitted, cells)[inverse])
    done = Projection("rake", before, after, tuple(one.cells for one in margins))
    return design.reweighted(after, projection=done)


def _cross(margins: Sequence[Margin]) -> tuple[Codes, Codes]:
    """Return the cells of the crossed margins (one row a cell) and the cell of each row."""
    shape = [len(one.totals) for one in margins]
    flat = np.ravel_multi_index([one.cells for one in margins], shape)
    size = int(np.prod(shape))
    if size > 4 * len(flat):
        present, inverse = np.unique(flat, return_inverse=True)
    else:
        used = np.bincount(flat, minlength=size) > 0
        present, inverse = np.flatnonzero(used), (np.cumsum(used) - 1)[flat]
    return np.array(np.unravel_index(present, shape)).T, inverse.astype(np.intp)


def _factor(fitted: Floats, cell: Floats) -> Floats:
    return np.divide(fitted, cell, out=np.zeros_like(fitted), where=cell != 0)


def _fit_margins(
    cells: Floats, cross: Codes, margins: Sequence[Margin], tolerance: float, sweeps: int
) -> tuple[Floats, Floats]:
    """Scale cells to each margin in turn until a sweep finds every margin met; columns apart.

    Returns the cells, and for each column by how much of the population a margin is missed.
    """
    fitted = cells.copy()
    incidence = []
    for place, target in enumerate(margins):
        indicator = np.zeros((len(target.totals), len(cross)))
        indicator[cross[:, place], np.arange(len(cross))] = 1
        incidence.append(indicator)
    population = margins[0].totals.sum()
    miss = np.zeros(fitted.shape[1])
    for _ in range(sweeps):
        miss = np.zeros(fitted.shape[1])
        for place, target in enumerate(margins):
            size = incidence[place] @ fitted
            wanted = target.totals[:, None] * (size != 0)
            miss = np.maximum(miss, np.abs(size - wanted).max(axis=0) / population)
            factor = np.divide(wanted, size, out=np.zeros_like(size), where=size != 0)
            fitted *= factor[cross[:, place]]
        if (miss <= tolerance).all():
            break
    return fitted, miss
