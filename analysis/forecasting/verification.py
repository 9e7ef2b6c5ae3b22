"""How good a forecast was: CRPS, interval score, coverage, PIT and skill.

Sources: Gneiting and Raftery (2007); Jordan, Krüger and Lerch (2019) for the fair estimate of the
CRPS from draws.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]


def crps_of_draws(draws: Floats, actual: ArrayLike) -> Floats:
    r"""Fair CRPS of draws (first axis).

    :math:`\frac1S \sum |x_i - y| - \frac{1}{2 S (S - 1)} \sum_{ij} |x_i - x_j|`.
    """
    ordered = np.sort(draws, axis=0)
    count = len(ordered)
    ranks = 2 * np.arange(1, count + 1) - count - 1
    between = np.tensordot(ranks, ordered, (0, 0)) / (count * (count - 1))
    return np.asarray(np.abs(ordered - np.asarray(actual)).mean(0) - between)


def crps_of_normal(mean: ArrayLike, sd: ArrayLike, actual: ArrayLike) -> Floats:
    r"""CRPS of a normal: :math:`s [a (2 \Phi(a) - 1) + 2 \varphi(a) - 1/\sqrt\pi]`."""
    spread = np.asarray(sd, dtype=float)
    error = np.asarray(actual, dtype=float) - np.asarray(mean, dtype=float)
    a = np.divide(error, spread, where=spread > 0, out=np.zeros(np.broadcast(error, spread).shape))
    density = np.exp(-(a**2) / 2) / np.sqrt(2 * np.pi)
    value = spread * (a * (2 * ndtr(a) - 1) + 2 * density - 1 / np.sqrt(np.pi))
    return np.asarray(np.where(spread > 0, value, np.abs(error)))


def interval_score(low: ArrayLike, high: ArrayLike, actual: ArrayLike, level: float) -> Floats:
    """Width of the interval, plus 2 / (1 - level) times the distance by which it was missed."""
    lo, hi, y = (np.asarray(a, dtype=float) for a in (low, high, actual))
    missed = np.maximum(lo - y, 0) + np.maximum(y - hi, 0)
    return np.asarray(hi - lo + 2 / (1 - level) * missed)


def pit_of_draws(draws: Floats, actual: ArrayLike, rng: Generator, grid: float = 0.0) -> Floats:
    """Share of draws below the outcome; draws equal to it count at random, as ranks need.

    An outcome published in steps of ``grid`` stands for any value within half a step of it.
    """
    y = np.asarray(actual, dtype=float)
    if grid > 0:
        y = y + grid * (rng.random(y.shape) - 0.5)
    below, same = (draws < y).mean(0), (draws == y).mean(0)
    return np.asarray(below + rng.random(y.shape) * same)


def skill(score: float, baseline: float) -> float:
    """How much better than a baseline: 0.2 is 20 % lower; nan without a baseline."""
    return 1 - score / baseline if baseline > 0 else float("nan")


def best_constant_spread(errors: Floats) -> tuple[float, float]:
    """Find the normal spread with the lowest mean CRPS for these errors, and that CRPS."""
    top = float(np.sqrt(np.mean(errors**2)))
    spreads = np.linspace(0.3, 1.3, 101) * max(top, 1e-12)
    values = crps_of_normal(0.0, spreads[:, None], errors).mean(1)
    best = int(np.argmin(values))
    return float(spreads[best]), float(values[best])
