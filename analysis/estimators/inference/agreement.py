r"""How far two coders agree beyond what chance would give: Cohen's kappa, and kappa of many codes.

Kappa is :math:`(p_o - p_e) / (1 - p_e)` (Cohen 1960), with :math:`p_o` the share of texts both
coded alike and :math:`p_e` the share expected if each coded by chance, as often as they did. Its
standard error is that of Fleiss, Cohen and Everitt (1969), formula 13; the pooled kappa of many
codes is that of De Vries, Elliott, Kanouse and Teleki (2008), its error a jackknife over texts.
Where two coders never differed, or always, that error is zero whatever the number of texts; the
interval then follows from the one of Clopper and Pearson (1934) for :math:`p_o`.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Kappa with its standard error; not a number where chance alone agrees always."""

    n: int
    observed: float
    expected: float
    kappa: float
    se: float

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the ends of the interval, which never leave [-1, 1]."""
        unseen = ((1 - level) / 2) ** (1 / self.n)  # Clopper and Pearson
        if math.isclose(self.observed, 1.0):
            return _beyond_chance(unseen, self.expected), self.kappa
        if self.observed == 0.0:
            return self.kappa, _beyond_chance(1 - unseen, self.expected)
        half = float(norm.ppf((1 + level) / 2)) * self.se
        return max(self.kappa - half, -1.0), min(self.kappa + half, 1.0)


def kappa_of_table(counts: npt.ArrayLike) -> Agreement:
    r"""Estimate kappa from a square table: rows by the first coder, columns by the second.

    :math:`\mathrm{var} = \bigl(\sum_i p_{ii} [(1 - p_e) - (p_{\cdot i} + p_{i \cdot})(1 - p_o)]^2
    + (1 - p_o)^2 \sum_{i \ne j} p_{ij} (p_{\cdot i} + p_{j \cdot})^2
    - (p_o p_e - 2 p_e + p_o)^2\bigr) / (n (1 - p_e)^4)`.
    """
    table = np.asarray(counts, dtype=float)
    n = table.sum()
    if table.ndim != 2 or table.shape[0] != table.shape[1] or n <= 0:
        raise EstimationError("Agreement needs a square table with at least one text in it.")
    p = table / n
    first, second = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float(np.trace(p)), float(first @ second)
    if math.isclose(expected, 1.0):
        return Agreement(int(n), observed, expected, math.nan, math.nan)
    kappa = (observed - expected) / (1 - expected)
    both = second[:, None] + first[None, :]  # of cell ij: column total of i, row total of j
    diagonal = np.diag(p) @ ((1 - expected) - np.diag(both) * (1 - observed)) ** 2
    beside = (1 - observed) ** 2 * ((p - np.diag(np.diag(p))) * both**2).sum()
    rest = (observed * expected - 2 * expected + observed) ** 2
    variance = max(float(diagonal + beside - rest), 0.0) / (n * (1 - expected) ** 4)
    return Agreement(int(n), observed, expected, kappa, math.sqrt(variance))


def kappa_of_code(first: Flags, second: Flags) -> Agreement:
    """Estimate kappa of one code: whether each coder gave it to each text."""
    pairs = [[np.sum((first == a) & (second == b)) for b in (True, False)] for a in (True, False)]
    return kappa_of_table(pairs)


def pooled_kappa(first: Flags, second: Flags) -> Agreement:
    r"""Estimate one kappa of all codes; a row is a text, a column a code.

    :math:`(\bar p_o - \bar p_e) / (1 - \bar p_e)` with means over the codes; leaving out one text
    at a time gives its error, because the codes of one text hang together.
    """
    n = len(first)
    if first.shape != second.shape or first.ndim != 2 or not first.size:
        raise EstimationError("Both coders need the same texts and at least one code.")
    sums = [np.sum(flags, axis=0, dtype=float) for flags in (first == second, first, second)]
    observed, expected = _pool(sums, n)
    kappa = _beyond_chance(observed, expected)
    se = math.nan
    if n > 1 and not math.isnan(kappa):
        left_out = np.array([_without(sums, first[k], second[k], n - 1) for k in range(n)])
        known = left_out[np.isfinite(left_out)]
        se = math.sqrt((n - 1) / n * float(((known - known.mean()) ** 2).sum()))
    return Agreement(n, observed, expected, kappa, se)


def _without(sums: list[Floats], first: Flags, second: Flags, left: int) -> float:
    parts = (first == second, first, second)
    rest = [whole - part for whole, part in zip(sums, parts, strict=True)]
    return _beyond_chance(*_pool(rest, left))


def _pool(sums: list[Floats], n: int) -> tuple[float, float]:
    """Average over the codes how often both agreed, and how often by chance."""
    agreed, a, b = (each / n for each in sums)
    return float(agreed.mean()), float((a * b + (1 - a) * (1 - b)).mean())


def _beyond_chance(observed: float, expected: float) -> float:
    return math.nan if math.isclose(expected, 1.0) else (observed - expected) / (1 - expected)
