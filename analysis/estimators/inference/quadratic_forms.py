r"""Tail probabilities of weighted sums of chi-squares, :math:`Q = \sum_i \lambda_i \chi^2_1`.

:func:`exact_tail` inverts the transform. With :math:`K(s) = -\frac12 \sum \log(1 - 2 \lambda_i s)`

.. math:: P(Q > x) = \frac{1}{2 \pi i} \int \exp(K(s) - s x) \, \frac{ds}{s}

along a parabola through the saddlepoint on the right of zero that opens around the branch cut,
where the trapezoid rule converges faster than any power of its step. :func:`saddlepoint_tail` is
the approximation of Kuonen (1999).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.estimators.frame.arrays import Floats
from analysis.estimators.uncertainty.distributions import crossing

TOO_NEAR_ZERO = 1e-4  # of the saddlepoint: there the approximation is 0 / 0
CONVERGED = 1e-12
MOST_HALVINGS = 12


@dataclass(frozen=True, eq=False, slots=True)
class _Form:
    """The distinct coefficients, the largest of them 1, and how often each stands in the sum."""

    lam: Floats
    times: Floats

    @classmethod
    def of(cls, coefficients: Floats, x: float) -> "tuple[_Form, float]":
        scale = float(np.max(coefficients))
        lam, times = np.unique(coefficients / scale, return_counts=True)
        return cls(lam, times.astype(float)), x / scale

    def cumulant(self, z: float) -> float:
        return -0.5 * float(self.times @ np.log(1 - 2 * z * self.lam))

    def slope(self, z: float) -> float:
        return float(self.times @ (self.lam / (1 - 2 * z * self.lam)))

    def curvature(self, z: float) -> float:
        return 2 * float(self.times @ (self.lam / (1 - 2 * z * self.lam)) ** 2)

    def lowest(self, x: float) -> float:
        """Return an end below the saddlepoint: the branch point on the left, or far enough."""
        negative = self.lam[self.lam < 0]
        if len(negative):
            return float(np.max(1 / (2 * negative)))
        return -float(self.times.sum()) / (2 * x)


def exact_tail(x: float, coefficients: Floats) -> float:
    """Return :math:`P(Q > x)` by numerical inversion; coefficients may be negative."""
    form, x = _Form.of(coefficients, x)
    saddle = crossing(lambda s: form.slope(s) - x - 1 / s, 0.0, 0.5)
    bend = 1 / (4 * (0.5 - saddle))  # the focus of the parabola stands on the branch point
    width = 1 / math.sqrt(form.curvature(saddle) + saddle**-2)
    before = math.nan
    for halving in range(MOST_HALVINGS):
        step = 0.5 / 2**halving
        found = _trapezoid(form, x, saddle, width, bend, step)
        if abs(found - before) <= CONVERGED * abs(found):
            break
        before = found
    return min(max(found, 0.0), 1.0)


def _trapezoid(
    form: _Form, x: float, saddle: float, width: float, bend: float, step: float
) -> float:
    total, start, peak = 0.0, 0, 0.0
    while True:
        y = width * step * np.arange(start, start + 256)
        s = saddle + 1j * y + bend * y * y
        exponent = -0.5 * (form.times @ np.log(1 - 2 * form.lam[:, None] * s)) - s * x
        terms = (np.exp(exponent) / s * (1j + 2 * bend * y)).imag
        if start == 0:
            terms[0] /= 2
        total += float(terms.sum())
        peak = max(peak, float(np.abs(terms).max()))
        start += 256
        if np.abs(terms[-8:]).max() <= 1e-17 * peak or start > 1 << 18:
            return total * width * step / math.pi


def saddlepoint_tail(x: float, coefficients: Floats) -> float:
    """Return :math:`P(Q > x)` by the saddlepoint; NaN where x is next to the mean."""
    form, x = _Form.of(coefficients, x)
    z = crossing(lambda at: form.slope(at) - x, form.lowest(x), 0.5)
    if abs(z) < TOO_NEAR_ZERO:
        return math.nan
    w = math.copysign(math.sqrt(max(2 * (z * x - form.cumulant(z)), 0.0)), z)
    v = z * math.sqrt(form.curvature(z))
    return float(special.ndtr(-(w + math.log(v / w) / w)))


def satterthwaite(coefficients: Floats) -> tuple[float, float]:
    """Return the scale and the degrees of freedom of the chi-square with Q's mean and variance."""
    mean = float(np.mean(coefficients))
    spread = float(np.mean(coefficients**2)) / mean**2
    return mean * spread, len(coefficients) / spread


def ratio_coefficients(x: float, coefficients: Floats, ddf: float) -> Floats:
    r"""Return the coefficients whose sum exceeds zero where :math:`Q > x \chi^2_\nu / \nu`.

    Degrees of freedom of the denominator count as whole ones, as in R.
    """
    return np.concatenate([coefficients, np.full(max(1, int(ddf)), -x / ddf)])
