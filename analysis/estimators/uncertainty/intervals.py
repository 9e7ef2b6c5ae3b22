"""Intervals for a mean or a share from its value, standard error, degrees of freedom and n."""

import math
from typing import Literal, get_args

from analysis.estimators.errors import EstimationError
from analysis.estimators.uncertainty.distributions import (
    beta_quantile,
    crossing,
    normal_quantile,
    student_quantile,
)

Method = Literal["t", "korn-graubard", "logit", "likelihood", "arcsine"]
METHODS: tuple[str, ...] = get_args(Method)
Interval = tuple[float, float]
NO_INTERVAL: Interval = (math.nan, math.nan)
LAST_DIGITS = 1e-12


def critical(level: float, df: float) -> float:
    """Return the quantile of Student's t that leaves ``(1 - level) / 2`` above it."""
    if not 0 < level < 1:
        raise EstimationError(f"A confidence level lies between 0 and 1, not at {level}.")
    if math.isinf(df):
        return normal_quantile((1 + level) / 2)
    return student_quantile((1 + level) / 2, df) if df > 0 else math.nan


def student(value: float, se: float, df: float, level: float) -> Interval:
    r""":math:`\hat\theta \pm t_{df} \, SE`."""
    half = critical(level, df) * se
    return value - half, value + half


def logit(p: float, se: float, df: float, level: float, logit_se: float | None = None) -> Interval:
    r"""Go to the logit scale and back: :math:`SE(\mathrm{logit}\,p) = SE / (p (1 - p))`.

    Replicates give the standard error ``logit_se`` on that scale themselves.
    """
    if not 0 < p < 1:
        return NO_INTERVAL
    scale = se / (p * (1 - p)) if logit_se is None else logit_se
    centre, half = math.log(p / (1 - p)), critical(level, df) * scale
    return 1 / (1 + math.exp(-(centre - half))), 1 / (1 + math.exp(-(centre + half)))


def arcsine(p: float, se: float, df: float, level: float) -> Interval:
    r"""Go to the scale :math:`\arcsin\sqrt p`, whose SE is :math:`SE / (2 \sqrt{p (1 - p)})`."""
    if not 0 < p < 1:
        return NO_INTERVAL
    centre, half = math.asin(math.sqrt(p)), critical(level, df) * se / (2 * math.sqrt(p * (1 - p)))
    return math.sin(centre - half) ** 2, math.sin(centre + half) ** 2


def effective_size(p: float, se: float, df: float, rows: int, level: float) -> float:
    r"""Return Korn and Graubard's :math:`n^* = p (1 - p) / V \cdot (t_{n-1} / t_{df})^2`."""
    if se == 0:
        return math.inf if 0 < p < 1 else math.nan
    return p * (1 - p) / se**2 * (critical(level, rows - 1) / critical(level, df)) ** 2


def clopper_pearson(p: float, n: float, level: float) -> Interval:
    """Return the exact binomial interval for ``n * p`` events among ``n``, whole or not."""
    tail = (1 - level) / 2
    low = 0.0 if p <= 0 else beta_quantile(tail, n * p, n * (1 - p) + 1)
    high = 1.0 if p >= 1 else beta_quantile(1 - tail, n * p + 1, n * (1 - p))
    return low, high


def korn_graubard(p: float, se: float, df: float, rows: int, level: float) -> Interval:
    """Clopper-Pearson at the effective sample size (Korn and Graubard 1998).

    Without any event, or with nothing else, the variance says nothing and n itself is taken. With a
    variance of zero in between there is no interval (R's is a point mass at one half).
    """
    if p in {0.0, 1.0}:
        return clopper_pearson(p, rows, level)
    size = effective_size(p, se, df, rows, level)
    return clopper_pearson(p, size, level) if math.isfinite(size) else NO_INTERVAL


def likelihood(p: float, se: float, df: float, rows: int, level: float) -> Interval:
    r"""Invert the binomial deviance, scaled to the design's variance (Lumley and Scott 2014).

    The bounds solve :math:`2 [p \log(p / p_0) + (1 - p) \log((1 - p) / (1 - p_0))] =
    t^2 V / (p (1 - p)) \cdot n / (n - 1)`.
    """
    if not 0 < p < 1 or rows < 2:
        return NO_INTERVAL
    target = (critical(level, df) * se) ** 2 / (p * (1 - p)) * rows / (rows - 1)
    if not math.isfinite(target):
        return NO_INTERVAL
    if target == 0:
        return p, p

    def excess(other: float) -> float:
        divergence = p * math.log(p / other) + (1 - p) * math.log((1 - p) / (1 - other))
        return 2 * divergence - target

    def bound(edge: float) -> float:
        if excess(edge) <= 0:
            return round(edge)
        side = -1.0 if edge < p else 1.0
        low, high = sorted((edge, p))
        return crossing(lambda other: side * excess(other), low, high)

    return bound(1e-300), bound(1 - 1e-16)


def round_to_whole(share: float) -> float:
    """Take nobody and everybody as such: sums of weights miss 0 and 1 by their last digits."""
    return float(round(share)) if abs(share - round(share)) < LAST_DIGITS else share


def interval(method: str, value: float, se: float, df: float, rows: int, level: float) -> Interval:
    """Return the interval of this name; all but ``t`` are for shares."""
    if not (math.isfinite(value) and math.isfinite(se)):
        return NO_INTERVAL
    if method == "t":
        return student(value, se, df, level)
    value = round_to_whole(value)
    if not 0 <= value <= 1:
        raise EstimationError(
            f"The interval {method!r} is for shares between 0 and 1, not for {value:.6g}; use 't'."
        )
    if method == "korn-graubard":
        return korn_graubard(value, se, df, rows, level)
    if method in {"logit", "xlogit"}:
        return logit(value, se, df, level)
    if method == "arcsine":
        return arcsine(value, se, df, level)
    if method == "likelihood":
        return likelihood(value, se, df, rows, level)
    raise EstimationError(f"There is no interval {method!r}; choose one of {', '.join(METHODS)}.")
