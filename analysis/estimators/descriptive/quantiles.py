r"""Quantiles and their intervals by inverting the weighted distribution function.

The rules by which :math:`\hat F` is inverted stand in ``distribution``. Two intervals:

* rule ``woodruff`` (Woodruff 1952), the textbook's: :math:`\hat F^{-1}(p \mp t \, s)`, ``s`` the
  standard error of the share of :math:`y \le q`;
* the other rules, as R's svyquantile: the interval of that share is taken around its estimate
  :math:`\hat F(q)` and then inverted. With tied answers :math:`\hat F(q)` may lie well above ``p``.

The standard error is the length of the interval over twice the quantile of t. Rule ``woodruff``
takes account of answers that heap at a few values (days): over samples the quantile is one of the
values, at or below :math:`x` with probability :math:`\Phi((\hat F(x) - p) / s(x))`, which is what
a bootstrap finds without its draws; the standard error is the spread of that distribution.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import ndtr

from analysis.estimators.descriptive.distribution import RULES, Distribution
from analysis.estimators.descriptive.means import domains, estimates, values_of
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats, Mask, mask_of
from analysis.estimators.sample.design import Design
from analysis.estimators.uncertainty import intervals
from analysis.estimators.uncertainty.intervals import NO_INTERVAL, Interval
from analysis.estimators.uncertainty.results import Estimate

MOST_STEPS = 100  # distinct values up to which answers are taken to heap


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
    y: "str | Floats",
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
        raise EstimationError(
            f"There is no rule {rule!r} for quantiles; choose one of {', '.join(RULES)}."
        )
    if not 0 < p < 1:
        raise EstimationError(f"A probability lies between 0 and 1, not at {p}.")
    values = values_of(design, y)
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
    q = known.quantile(p, rule)
    below = estimates(design, (y <= q).astype(float), kind="share", where=inside)[0][1]
    t = intervals.critical(level, below.df)
    if method == "replicates":
        bounds = _replicate_quantile(design, y, inside, p, q, t, rule)
    elif method in {"score", "likelihood"}:
        bounds = _score(design, y, inside, p, t, known, rule)
    else:
        low, high = _share_interval(below, p, rule, method, level)
        bounds = _invert_limits(known, rule, low, high)
    steps = _spread_over_steps(design, y, inside, p) if rule == "woodruff" else None
    return Estimate(
        value=q,
        se=(bounds[1] - bounds[0]) / (2 * t) if steps is None else steps,
        df=below.df,
        n=below.n,
        kind="quantile",
        deff=below.deff,
        deff_replace=below.deff_replace,
        bounds=bounds,
        bounds_level=level,
    )


def _spread_over_steps(design: Design, y: Floats, inside: Mask, p: float) -> float | None:
    """Return the spread of the quantile over samples; None where answers do not heap."""
    values = np.unique(y[inside & (design.weights != 0)])
    if len(values) > MOST_STEPS:
        return None
    reached = []
    for value in values:
        share = estimates(design, (y <= value).astype(float), kind="share", where=inside)[0][1]
        away = share.value - p
        reached.append(float(ndtr(away / share.se)) if share.se > 0 else float(away >= 0))
    chances = np.diff(np.maximum.accumulate([0.0, *reached]))
    middle = float(chances @ values)
    return math.sqrt(max(float(chances @ (values - middle) ** 2), 0.0))


def _share_interval(below: Estimate, p: float, rule: str, method: str, level: float) -> Interval:
    centre = p if rule == "woodruff" else below.value
    if method == "t":
        return intervals.student(centre, below.se, below.df, level)
    if not 0 < centre < 1:
        return NO_INTERVAL
    rows = below.rows or below.n
    return intervals.interval(method, centre, below.se, below.df, rows, level)


def _invert_limits(known: Distribution, rule: str, low: float, high: float) -> Interval:
    return (
        known.quantile(low, rule) if low >= 0 else math.nan,
        known.quantile(high, rule) if high <= 1 else math.nan,
    )


def _replicate_quantile(
    design: Design, y: Floats, inside: Mask, p: float, q: float, t: float, rule: str
) -> Interval:
    if design.replicates is None:
        raise EstimationError("The interval 'replicates' needs a design with replicate weights.")
    values = [
        Distribution(y[inside], column).quantile(p, rule)
        for column in design.replicates.weights[inside].T
    ]
    variance = design.replicates.variance(np.array(values)[:, None], np.array([q]))[0, 0]
    half = t * math.sqrt(variance)
    return q - half, q + half


def _score(
    design: Design, y: Floats, inside: Mask, p: float, t: float, known: Distribution, rule: str
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
        return known.quantile(float(np.mean(y[inside] <= ordered[low])), rule)

    return bound(t), bound(-t)
