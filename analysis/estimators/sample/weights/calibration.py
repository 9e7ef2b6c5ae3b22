"""Calibration to totals: the generalised regression estimator, and within bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats, row_label
from analysis.estimators.sample.design import Design, Projection
from analysis.estimators.sample.weights.margins import Margin, consistent
from analysis.estimators.sample.weights.raking import adjust_replicates


@dataclass(frozen=True, eq=False, slots=True)
class Auxiliary:
    """Calibration variables (rows by variables) with their population totals."""

    x: Floats
    totals: Floats
    names: tuple[str, ...]


def auxiliary(
    design: Design,
    margins: Sequence[Margin] = (),
    numeric: Mapping[str, tuple[Floats, float]] | None = None,
) -> Auxiliary:
    """Turn margins and numeric variables with known totals into calibration variables."""
    consistent(margins)
    columns: list[Floats] = []
    totals: list[float] = []
    names: list[str] = []
    for target in margins:
        for at, (name, size) in enumerate(zip(target.names, target.totals, strict=True)):
            columns.append((target.cells == at).astype(float))
            totals.append(float(size))
            names.append(f"{' x '.join(target.by)}={name}")
    for name, (values, size) in (numeric or {}).items():
        empty = np.flatnonzero(~np.isfinite(values))
        if len(empty):
            raise EstimationError(
                f"The calibration variable {name!r} is empty in "
                f"{row_label(design.frame, int(empty[0]))}; fill it or leave these rows out."
            )
        columns.append(values)
        totals.append(float(size))
        names.append(name)
    if not columns:
        raise EstimationError("A calibration needs at least one margin or total.")
    return Auxiliary(np.array(columns).T, np.array(totals), tuple(names))


def calibrate(
    design: Design,
    to: Auxiliary,
    *,
    method: Literal["linear", "logit"] = "linear",
    bounds: tuple[float, float] | None = None,
) -> Design:
    r"""Change weights as little as possible so that :math:`\sum w g x = T`.

    ``linear`` is the generalised regression estimator, :math:`g = 1 + x'\lambda`; ``logit`` keeps
    :math:`g` between the bounds. See Deville and Särndal (1992), Deville, Särndal, Sautory (1993).
    """
    if method == "logit" and (bounds is None or not 0 <= bounds[0] < 1 < bounds[1] < np.inf):
        raise EstimationError("Logit calibration needs bounds around 1, such as [0.3, 3.0].")
    g = _factors(to, design.weights, method, bounds)
    after = design.weights * g
    if design.replicates is not None:
        full = design.replicates.weights
        columns = [column * _factors(to, column, method, bounds) for column in full.T]
        kept = design.df() if method == "logit" else None
        return adjust_replicates(design, after, np.array(columns).T, kept)
    done = Projection("regression", design.weights, after, x=to.x)
    return design.reweighted(after, projection=done)


def _factors(
    to: Auxiliary, weights: Floats, method: str, bounds: tuple[float, float] | None
) -> Floats:
    start = to.x.T @ weights
    scale = 1 + np.abs(to.totals)
    if method == "linear" and bounds is None:
        g = 1 + to.x @ (_inverse(to.x, weights) @ (to.totals - start))
        _check_totals(to, weights, g, scale)
        return np.asarray(g)
    low, high = bounds or (-np.inf, np.inf)
    eta = np.zeros(to.x.shape[1])
    g, slope = _bounded_factors(to.x @ eta, low, high, method)
    for _ in range(100):
        miss = to.totals - to.x.T @ (weights * g)
        if (np.abs(miss) / scale < 1e-12).all():
            break
        eta = eta + _inverse(to.x, weights * slope) @ miss
        moved, slope = _bounded_factors(to.x @ eta, low, high, method)
        if not np.isfinite(moved).all():
            break  # the bounds are all but reached; what was found so far is judged below
        g = moved
    _check_totals(to, weights, g, scale)
    return g


def _inverse(x: Floats, weights: Floats) -> Floats:
    cross = x.T @ (x * weights[:, None])
    return np.asarray(np.linalg.pinv(cross, rcond=1e-11, hermitian=True))


def _bounded_factors(u: Floats, low: float, high: float, method: str) -> tuple[Floats, Floats]:
    if method == "linear":
        inside = (1 + u > low) & (1 + u < high)
        return np.clip(1 + u, low, high), inside.astype(float)
    a = (high - low) / ((high - 1) * (1 - low))
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(a * u)
        below = (high - 1) + (1 - low) * e
        g = (low * (high - 1) + high * (1 - low) * e) / below
        slope = (1 - low) * (high - 1) * (high - low) * a * e / below**2
    return g, slope


def _check_totals(to: Auxiliary, weights: Floats, g: Floats, scale: Floats) -> None:
    reached = to.x.T @ (weights * g)
    miss = np.abs(reached - to.totals) / scale
    at = int(np.argmax(miss))
    if not miss[at] < 1e-7:
        raise EstimationError(
            f"No weights within the bounds reach the total {to.totals[at]:.6g} of "
            f"{to.names[at]!r} (best {reached[at]:.6g}); widen the bounds or correct the totals."
        )
