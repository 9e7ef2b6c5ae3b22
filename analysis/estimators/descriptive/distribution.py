"""A weighted distribution function and the rules by which it is turned into quantiles.

With :math:`C_k` the weight up to the k-th smallest value and :math:`W = C_n`:

* ``math``, ``hf1``: the smallest value whose share of weight reaches p;
* ``school``, ``hf2``: the same, and half way to the next value where the share meets p exactly;
* ``hf3``: the value nearer to p, taken from the distinct values;
* ``hf4``: straight lines between the points :math:`(C_k / W, y_k)`;
* ``hf5`` to ``hf9``: lines between points whose share is :math:`(C_k - w_k / 2) / W`,
  :math:`C_k / (W + w_n)`, :math:`C_{k-1} / C_{n-1}`,
  :math:`(C_{k-1} / 3 + 2 C_k / 3) / (W + w_n / 3)` and
  :math:`(3 C_{k-1} / 8 + 5 C_k / 8) / (W + w_n / 4)`;
* ``shahvaish``: steps at :math:`(S_k + 1/2 - w_k / 2) / (n + 1)`, ``S`` the sums of the weights
  over their mean (Shah and Vaish 2006, as R's survey package 4.1 writes it);
* ``woodruff``: ``math`` without R's step over the first value, the textbook's own.

hf1 to hf9 are the types of Hyndman and Fan (1996), carried over to weights as R's survey does.
"""

from collections.abc import Callable

import numpy as np

from analysis.estimators.frame.arrays import Floats


class Distribution:
    """A weighted distribution function, sorted once and inverted often."""

    def __init__(self, y: Floats, weights: Floats) -> None:
        kept = weights != 0
        order = np.argsort(y[kept], kind="stable")
        self.y, self.w = y[kept][order], weights[kept][order]
        exact = self.w.astype(np.longdouble)
        self.cumulated: Floats = np.cumsum(exact).astype(float)
        self.total = float(exact.sum())

    def quantile(self, p: float, rule: str) -> float:
        """Return the quantile ``p`` by one of the rules of this module; NaN without weight."""
        if not len(self.y):
            return float("nan")
        return float(INVERSES[rule](self, p))

    def inverse(self, p: float) -> float:
        """Return the smallest value whose share of values at or below it reaches ``p``."""
        at = int(np.searchsorted(self.cumulated, p * self.total, side="right")) - 1
        if at >= 0 and p - self.cumulated[at] / self.total == 0:
            return float(self.y[at])
        return float(self.y[min(at + 1, len(self.y) - 1)])

    def neighbours(self, p: float) -> tuple[int, int, float, float]:
        """Return the places around ``p`` and how far their shares lie below and above it.

        Below the first value it is taken for the lower neighbour all the same, as R has it.
        """
        low = int(np.searchsorted(self.cumulated, p * self.total, side="right")) - 1
        low = max(low, 0)
        high = min(low + 1, len(self.y) - 1)
        shares = self.cumulated[[low, high]] / self.total
        return low, high, float(p - shares[0]), float(shares[1] - p)

    def distinct(self) -> "Distribution":
        """Return the distribution over the distinct values."""
        values, place = np.unique(self.y, return_inverse=True)
        sizes = np.bincount(place.reshape(-1), weights=self.w).astype(float)
        return Distribution(values, sizes)

    def before(self) -> Floats:
        """Return the weight before each value."""
        return np.concatenate([[0.0], self.cumulated[:-1]])


def _stepwise(known: Distribution, p: float) -> float:
    low, high, below, _ = known.neighbours(p)
    return float(known.y[low if below == 0 else high])


def _average(known: Distribution, p: float) -> float:
    low, high, below, _ = known.neighbours(p)
    return float((known.y[low] + known.y[high]) / 2 if below == 0 else known.y[high])


def _nearest_even(known: Distribution, p: float) -> float:
    single = known.distinct()
    low, high, below, _ = single.neighbours(p)
    return float(single.y[low if below == 0 and low % 2 == 1 else high])


def _interpolate(known: Distribution, p: float) -> float:
    low, high, below, above = known.neighbours(p)
    if below + above == 0:
        return float(known.y[low])
    share = below / (above + below)
    return float(known.y[low] * (1 - share) + known.y[high] * share)


def _on_lines(shares: Callable[[Distribution], Floats]) -> Callable[[Distribution, float], float]:
    def inverse(known: Distribution, p: float) -> float:
        if len(known.y) == 1:
            return float(known.y[0])
        return float(np.interp(p, shares(known), known.y))

    return inverse


def _shah_vaish(known: Distribution, p: float) -> float:
    relative = np.cumsum(known.w / known.w.mean())
    shares = (relative + 0.5 - known.w / 2) / (len(known.y) + 1)
    points, place = np.unique(shares, return_inverse=True)
    values = np.bincount(place.reshape(-1), weights=known.y) / np.bincount(place.reshape(-1))
    at = int(np.searchsorted(points, p, side="right")) - 1
    return float(values[max(at, 0)])


INVERSES: dict[str, Callable[[Distribution, float], float]] = {
    "math": _stepwise,
    "woodruff": Distribution.inverse,
    "school": _average,
    "shahvaish": _shah_vaish,
    "hf1": _stepwise,
    "hf2": _average,
    "hf3": _nearest_even,
    "hf4": _interpolate,
    "hf5": _on_lines(lambda d: (d.cumulated - d.w / 2) / d.cumulated[-1]),
    "hf6": _on_lines(lambda d: d.cumulated / (d.cumulated[-1] + d.w[-1])),
    "hf7": _on_lines(lambda d: d.before() / d.cumulated[-2]),
    "hf8": _on_lines(
        lambda d: (d.before() / 3 + d.cumulated * 2 / 3) / (d.cumulated[-1] + d.w[-1] / 3)
    ),
    "hf9": _on_lines(
        lambda d: (d.before() * 3 / 8 + d.cumulated * 5 / 8) / (d.cumulated[-1] + d.w[-1] / 4)
    ),
}
RULES = tuple(INVERSES)
