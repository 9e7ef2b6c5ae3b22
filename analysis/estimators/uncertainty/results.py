"""Results that carry their doubt: a value, its standard error, and whether it may be shown."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.uncertainty import intervals, release
from analysis.estimators.uncertainty.intervals import Interval

Kind = Literal["mean", "total", "ratio", "share", "quantile", "difference"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure from a sample.

    ``n`` counts the respondents it rests on; ``deff`` compares its variance with that of a simple
    random sample without replacement, ``deff_replace`` with one drawn with replacement.
    """

    value: float
    se: float
    df: float
    n: int
    kind: Kind = "mean"
    deff: float = math.nan
    deff_replace: float = math.nan
    rows: int = 0  # the n of Korn and Graubard, where the design keeps rows outside the domain
    bounds: Interval | None = None  # a quantile's own interval, at bounds_level
    bounds_level: float = 0.95
    half_width_limit: float | None = None  # of a scale, see release.magnitude
    dominated: bool = False
    logit_se: float | None = None  # of logit(value) by replicates; else by the delta method

    @property
    def n_effective(self) -> float:
        """Return the size of the simple random sample that would be as precise."""
        return self.n / self.deff if self.deff > 0 else math.nan

    @property
    def cv(self) -> float:
        """Return the coefficient of variation."""
        return self.se / abs(self.value) if self.value else math.nan

    def interval(self, level: float = 0.95, method: str | None = None) -> Interval:
        """Return the confidence interval; a share's is Korn and Graubard's by default.

        A standard error of zero says that nothing is known of the error: then there is no interval,
        unless a method is asked for by name, which gives what its formula gives.
        """
        if self.bounds is not None:
            if not math.isclose(level, self.bounds_level):
                raise EstimationError(
                    f"This quantile carries its {self.bounds_level:.0%} interval; "
                    f"estimate it again for {level:.0%}."
                )
            return self.bounds
        chosen = method or ("korn-graubard" if self.kind == "share" else "t")
        if self.se == 0 and method is None and self.kind != "share":
            return intervals.NO_INTERVAL
        if chosen == "logit" and self.logit_se is not None:
            return intervals.logit(self.value, self.se, self.df, level, self.logit_se)
        rows = (self.rows or self.n) if chosen == "korn-graubard" else self.n
        return intervals.interval(chosen, self.value, self.se, self.df, rows, level)

    @property
    def release(self) -> release.Release:
        """Judge whether and how the figure may be shown (``release.judge``)."""
        size = self.value * (1 - self.value) / self.se**2 if self.se > 0 else math.inf
        return release.judge(
            kind=self.kind,
            value=self.value,
            se=self.se,
            df=self.df,
            n=self.n,
            n_effective=min(self.n, size),
            half_width_limit=self.half_width_limit,
            dominated=self.dominated,
            bounds=self.bounds,
        )

    @property
    def publishable(self) -> bool:
        """Say whether the figure may be printed, marked or not."""
        return self.release.allowed

    @property
    def reason(self) -> str:
        """Say why it may not, or what its mark means."""
        return self.release.reason


@dataclass(frozen=True, slots=True)
class Joint:
    """Several figures of one sample with their joint covariance, in the order of ``keys``."""

    keys: tuple[Mapping[str, Any], ...]
    estimates: tuple[Estimate, ...]
    covariance: Floats
    df: float

    def position(self, **key: Any) -> int:
        """Return the place of the domain with this key: ``joint.position(sector="trade")``."""
        for at, one in enumerate(self.keys):
            if dict(one) == key:
                return at
        raise EstimationError(f"No domain {key!r}; there are {[dict(one) for one in self.keys]}.")

    def contrast(self, coefficients: Sequence[float] | Floats) -> Estimate:
        r"""Estimate :math:`c'\hat\theta` with variance :math:`c' V c`."""
        c = np.asarray(coefficients, dtype=float)
        if c.shape != (len(self.estimates),):
            raise EstimationError(f"A contrast here needs {len(self.estimates)} coefficients.")
        values = np.array([one.value for one in self.estimates])
        used = c != 0
        return Estimate(
            value=float(c[used] @ values[used]),
            se=math.sqrt(max(float(c[used] @ self.covariance[np.ix_(used, used)] @ c[used]), 0.0)),
            df=self.df,
            n=int(sum(one.n for one, on in zip(self.estimates, used, strict=True) if on)),
            kind="difference",
        )

    def difference(self, first: Mapping[str, Any], second: Mapping[str, Any]) -> Estimate:
        """Estimate the difference between two domains of the same sample."""
        c = np.zeros(len(self.estimates))
        c[self.position(**first)] += 1
        c[self.position(**second)] -= 1
        return self.contrast(c)
