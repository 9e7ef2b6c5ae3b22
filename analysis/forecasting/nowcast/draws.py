"""Joint draws of what will be published: values, points and scores of all provinces at once.

Every draw has its own national steps, shared by all provinces, its own records and so its own ends
of the scales. Errors of criteria that come from the same answers are correlated as the panel's past
errors were.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import scales
from analysis.forecasting.nowcast.panel import Item

Floats = NDArray[np.float64]
FROM_FEW = 2.3  # without a panel the ends of a new scale lie this many spreads from its level
NOTHING_NATIONAL = 1e-12  # variance of scores that no national step can move
UNDECIDED = 5.5  # the points of every province if the ends of a scale coincide


@dataclass(frozen=True, slots=True)
class Extremes:
    """The lowest and the highest of provinces nobody told us of, draws x criteria.

    On the model's scale; nan where too little is known of the nation to say.
    """

    low: Floats
    high: Floats

    def moved(self, by: Floats) -> "Extremes":
        """The same after the nation has moved."""
        return Extremes(self.low + by, self.high + by)


@dataclass(frozen=True, slots=True)
class Scored:
    """Draws x provinces x criteria, and the scores they add up to."""

    values: Floats
    points: Floats

    @property
    def scores(self) -> Floats:
        """The sub-index of each draw and province (the weights are in the points already)."""
        return np.asarray(self.points.sum(2))


def score_draws(
    modelled: Floats,
    items: tuple[Item, ...],
    bases: Floats,
    *,
    whole_country: bool,
    others: Extremes | None = None,
) -> Scored:
    """Turn draws on the model's scale into values and weighted points, records included.

    ``bases`` (provinces x criteria) are the answers expected behind the values; ``others`` stand
    for the provinces that are missing where the country is not whole.
    """
    values, points = np.empty_like(modelled), np.empty_like(modelled)
    for k, item in enumerate(items):
        x = scales.backward(item.unit, modelled[:, :, k], ceiling(item), bases[:, k])
        low, high = _ends(x, item, whole_country=whole_country)
        if others is not None and item.unit is not Unit.POINTS:
            ends = np.stack([others.low[:, k], others.high[:, k]], axis=-1)
            far = scales.backward(item.unit, ends, ceiling(item), float(np.median(bases[:, k])))
            low = np.fmin(low, far[:, :1]) if np.isfinite(item.low) else far[:, :1]
            high = np.fmax(high, far[:, 1:]) if np.isfinite(item.high) else far[:, 1:]
        width = high - low
        share = np.divide(9 * (x - low), width, where=width > 0, out=np.full_like(x, 4.5))
        points[:, :, k] = item.weight * (1 + share if item.direction > 0 else 10 - share)
        values[:, :, k] = x
    return Scored(values, points)


def ceiling(item: Item) -> float:
    """The most a criterion can reach beyond what its unit says: points end where the scale ends."""
    return item.high if item.unit is Unit.POINTS and np.isfinite(item.high) else np.inf


def _ends(x: Floats, item: Item, *, whole_country: bool) -> tuple[Floats, Floats]:
    if whole_country:
        low, high = x.min(1, keepdims=True), x.max(1, keepdims=True)
        return np.fmin(low, item.low), np.fmax(high, item.high)
    if np.isfinite(item.low):
        return np.full((len(x), 1), item.low), np.full((len(x), 1), item.high)
    middle, reach = np.median(x), FROM_FEW * np.std(x)
    return np.full((len(x), 1), middle - reach), np.full((len(x), 1), middle + reach)


@dataclass(frozen=True, slots=True)
class Recentring:
    """Brings the middle of scores in line with what the score's own past says of the nation.

    The spread stays that of the criteria. The pull is what official values alone call for: where
    an own survey has told how the nation moved, the variance left is small, and so is the move.
    What criteria will be published stays: most of the move is what new records, weights and ends
    of the scales do to points, of which the values say nothing.
    """

    pull: float  # towards the score's past, a unit of the national part's variance

    def __call__(self, drawn: Scored, national: Floats) -> Scored:
        """Move the points by their covariance with what the nation does to the score."""
        centred = national - national.mean()
        covariance = np.tensordot(centred, drawn.points, (0, 0)) / len(centred)
        return Scored(drawn.values, drawn.points + self.pull * covariance)


@dataclass(frozen=True, slots=True)
class Bridge:
    """Adds what new ends of the scales may do, where nothing is known of the nation's scores."""

    shift: Floats

    def __call__(self, drawn: Scored, _national: Floats) -> Scored:
        """Move the score of every draw by its shift."""
        per_criterion = self.shift[:, None, None] / drawn.points.shape[2]
        return Scored(drawn.values, drawn.points + per_criterion)


def recentring(national: Floats, outlook: float | None) -> Recentring | None:
    """Choose the move that brings the national part of draws to where the outlook has its middle.

    ``national`` is, draw by draw, the national mean score, or what it adds to a province's. The
    criteria's steps and the score's past are the same past, so nothing is gained in precision.
    """
    var = float(np.var(national))
    if outlook is None or var < NOTHING_NATIONAL:
        return None
    return Recentring((outlook - float(national.mean())) / var)
