r"""Quantiles and their intervals by inverting the weighted distribution function.

The estimate is :math:`q = \min\{x : \hat F(x) \ge p\}`; where :math:`\hat F` meets ``p`` exactly,
the lower neighbour is taken. Two intervals:

* ``woodruff`` (Woodruff 1952), the textbook's: :math:`\hat F^{-1}(p \mp t \, s)` with ``s`` the
  standard error of the share of :math:`y \le q`;
* ``math``, that of R's svyquantile: the interval of that share is taken around its estimate
  :math:`\hat F(q)` and then inverted. With tied answers :math:`\hat F(q)` may lie well above ``p``.

The standard error is the length of the interval over twice the quantile of t.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.estimators.descriptive.means import domains, estimates
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats, Mask, mask_of, numbers
from analysis.estimators.sample.design import Design
from analysis.estimators.uncertainty import intervals
from analysis.estimators.uncertainty.intervals import NO_INTERVAL, Interval
from analysis.estimators.uncertainty.results import Estimate

RULES = ("math", "woodruff")


class Distribution:
    """A weighted distribution function, sorted once and inverted often."""

    def __init__(self, y: Floats, weights: Floats) -> None:
        kept = weights != 0
        order = np.argsort(y[kept], kind="stable")
        self.y, w = y[kept][order], weights[kept][order].astype(np.longdouble)
        self.cumulated: Floats = np.cumsum(w).astype(float)
        self.total = float(w.sum())

    def inverse(self, p: float) -> float:
        """Return the smallest value whose share of values at or below it reaches ``p``."""
        at = int(np.searchsorted(self.cumulated, p * self.total, side="right")) - 1
        if at >= 0 and p - self.cumulated[at] / self.total == 0:
            return float(self.y[at])
        return float(self.y[min(at + 1, len(self.y) - 1)])

    def inverse_of_r(self, p: float) -> float:
        """Return R's quantile, which below the weight of the first value takes the second."""
        if p * self.total < self.cumulated[0]:
            return float(self.y[min(1, len(self.y) - 1)])
        return self.inverse(p)


def quantile(
    design: Design,
    y: str,
    p: float = 0.5,
    *,
    rule: str = "math",
    where: Any = None,
    level: float = 0.95,
    method: str = "t",
) -> Estimate:
    """Estimate the quantile ``p`` of ``y``. See Woodruff (1952), Lumley (2010) 2.4.

    ``method`` is the interval of the share (``intervals.py``), "score" the inverted score test of
    Francisco and Fuller (1991), or "replicates" for the spread of the replicates' own quantiles.
    """
    return by_domain(design, y, p, rule=rule, where=where, level=level, method=method)[0][1]


def of_values(
    design: Design, y: Floats, p: float = 0.5, *, rule: str = "woodruff", where: Any = None
) -> Estimate:
    """Estimate the quantile ``p`` of values that are not a column of the design's frame."""
    inside = mask_of(design.frame, where) & np.isfinite(y)
    return _quantile(design, y, inside, p, rule, 0.95, "t")


def by_domain(
    design: Design,
    y: str,
    p: float = 0.5,
    *,
    rule: str = "math",
    by: Sequence[str] | str = (),
    where: Any = None,
    level: float = 0.95,
    method: str = "t",
) -> list[tuple[Mapping[str, Any], Estimate]]:
    """Estimate :func:`quantile` in every domain of ``by``."""
    if rule not in RULES:
        raise EstimationError(f"There is no rule {rule!r} for quantiles; choose math or woodruff.")
    if not 0 < p < 1:
        raise EstimationError(f"A probability lies between 0 and 1, not at {p}.")
    values = numbers(design.frame, y)
    at = domains(design, by, where).answered(np.isfinite(values))
    found = []
    for number, key in enumerate(at.keys):
        inside = at.groups == number
        found.append((key, _quantile(design, values, inside, p, rule, level, method)))
    return found


def _quantile(
    design: Design, y: Floats, inside: Mask, p: float, rule: str, level: float, method: str
) -> Estimate:
    if not (inside & (design.weights != 0)).any():
        return Estimate(
            math.nan, math.nan, 0, 0, "quantile", bounds=NO_INTERVAL, bounds_level=level
        )
    known = Distribution(y[inside], design.weights[inside])
    inverse = known.inverse_of_r if rule == "math" else known.inverse
    q = inverse(p)
    below = estimates(design, (y <= q).astype(float), kind="share", where=inside)[0][1]
    t = intervals.critical(level, below.df)
    if method == "replicates":
        bounds = _replicate_quantile(design, y, inside, p, q, t, rule)
    elif method in {"score", "likelihood"}:
        bounds = _score(design, y, inside, p, t, known)
    else:
        low, high = _share_interval(below, p, rule, method, level)
        bounds = _invert_limits(inverse, low, high)
    return Estimate(
        value=q,
        se=(bounds[1] - bounds[0]) / (2 * t),
        df=below.df,
        n=below.n,
        kind="quantile",
        deff=below.deff,
        deff_replace=below.deff_replace,
        bounds=bounds,
        bounds_level=level,
    )


def _share_interval(below: Estimate, p: float, rule: str, method: str, level: float) -> Interval:
    centre = below.value if rule == "math" else p
    if method == "t":
        return intervals.student(centre, below.se, below.df, level)
    if not 0 < centre < 1:
        return NO_INTERVAL
    rows = below.rows or below.n
    return intervals.interval(method, centre, below.se, below.df, rows, level)


def _invert_limits(inverse: Any, low: float, high: float) -> Interval:
    return (
        inverse(low) if low >= 0 else math.nan,
        inverse(high) if high <= 1 else math.nan,
    )


def _replicate_quantile(
    design: Design, y: Floats, inside: Mask, p: float, q: float, t: float, rule: str
) -> Interval:
    if design.replicates is None:
        raise EstimationError("The interval 'replicates' needs a design with replicate weights.")
    values = []
    for column in design.replicates.weights[inside].T:
        one = Distribution(y[inside], column)
        values.append(one.inverse_of_r(p) if rule == "math" else one.inverse(p))
    variance = design.replicates.variance(np.array(values)[:, None], np.array([q]))[0, 0]
    half = t * math.sqrt(variance)
    return q - half, q + half


def _score(
    design: Design, y: Floats, inside: Mask, p: float, t: float, known: Distribution
) -> Interval:
    """Invert the score test of Francisco and Fuller (1991) at the values that occur.

    A bound is where the share above a value, less ``1 - p``, crosses ``t`` standard errors; of the
    two sides of that step the one nearer to ``t`` is read back through the distribution, as in R.
    """
    ordered = np.unique(y[inside])

    def statistic(at: int) -> float:
        above = estimates(design, (y > ordered[at]).astype(float) - (1 - p), where=inside)[0][1]
        return above.value / above.se if above.se > 0 else math.copysign(math.inf, above.value)

    def bound(limit: float) -> float:
        low, high = 0, len(ordered) - 1
        while low < high:
            middle = (low + high) // 2
            if statistic(middle) > limit:
                low = middle + 1
            else:
                high = middle
        if low and abs(statistic(low - 1) - limit) < abs(statistic(low) - limit):
            low -= 1
        return known.inverse_of_r(float(np.mean(y[inside] <= ordered[low])))

    return bound(t), bound(-t)
