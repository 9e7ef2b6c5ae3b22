"""How far national levels move in a year, and where they drift.

What enterprises answer moves together: wording, sampling frame and mood are common to all criteria
of a questionnaire, so the scale of a step is pooled over them, and newer steps say more than old
ones. Points given by reviewers have no respondents: their steps are pooled among themselves, every
year counts alike, and steps seen on an earlier scale count in spreads of their time. They also
drift, because what is reviewed is built up year after year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast.panel import History

Floats = NDArray[np.float64]
TAILS = 4.0  # degrees of freedom of national steps, and of provinces' changes in points
SCALE = 0.25  # of a step in provinces' spreads, before anything is seen
LENT_POOLED, LENT_STEPS = 40.0, 10.0  # weights, in years, of SCALE and of the pooled scale
LENT_POINTS = 4.0  # weight of SCALE for points
MEMORY = 0.4  # weight of a step against that of the year after
DRIFT = 0.7  # part of the past drift that is expected to go on
DRIFT_MEMORY = 0.5


@dataclass(frozen=True, slots=True)
class Steps:
    """Past steps of a national level in units of the provinces' spread, with their age."""

    sizes: Floats
    ages: Floats

    @property
    def weights(self) -> Floats:
        """Newer steps say more about the next one."""
        return np.asarray(MEMORY ** (self.ages - 1))


def steps(history: History, sd: float) -> Steps:
    """Collect the steps between the years seen; over a gap, their size in one year."""
    seen = np.flatnonzero(np.isfinite(history.national))
    sizes = np.diff(history.national[seen]) / sd / np.sqrt(np.diff(seen))
    return Steps(sizes, (len(history.years) - 1 - seen[1:]).astype(float))


def drift(sizes: Floats, ages: Floats) -> float:
    """Expected step: the weighted mean of past ones, pulled to 0 by one year of none, damped."""
    weights = DRIFT_MEMORY ** (ages - (ages.min() if len(ages) else 0))
    return float(DRIFT * np.sum(weights * sizes) / (1 + np.sum(weights)))


def drifts(histories: Sequence[History], sds: Iterable[float]) -> list[float]:
    """Expected yearly step of each criterion, on the model's scale; 0 for what people answer."""
    expected = []
    for history, sd in zip(histories, sds, strict=True):
        past = steps(history, sd)
        points = history.item.unit is Unit.POINTS
        expected.append(sd * drift(past.sizes, past.ages) if points else 0.0)
    return expected


def scales(histories: Sequence[History], sds: Iterable[float]) -> list[float]:
    """Scale of each criterion's t-distributed step, in the provinces' spreads."""
    past = [steps(history, sd) for history, sd in zip(histories, sds, strict=True)]
    asked = [h.item.unit is not Unit.POINTS for h in histories]
    answers = [s for s, here in zip(past, asked, strict=True) if here]
    pooled = SCALE
    if answers:
        sizes = np.concatenate([s.sizes for s in answers])
        weights = np.concatenate([s.weights for s in answers])
        pooled = _t_scale(sizes, weights, SCALE, LENT_POOLED)
    return [
        _t_scale(s.sizes, s.weights, pooled, LENT_STEPS) if here else _of_points(history, s)
        for history, s, here in zip(histories, past, asked, strict=True)
    ]


def _of_points(history: History, past: Steps) -> float:
    earlier = np.array([history.earlier[year] for year in sorted(history.earlier)])
    sizes = np.concatenate([_surprises(earlier), _surprises(past.sizes)])
    return _t_scale(sizes, np.ones(len(sizes)), SCALE, LENT_POINTS)


def _surprises(sizes: Floats) -> Floats:
    """What each step missed the drift of those before it by."""
    return np.array(
        [size - drift(sizes[:i], np.arange(i, 0.0, -1)) for i, size in enumerate(sizes)]
    )


def _t_scale(sizes: Floats, weights: Floats, centre: float, lent: float) -> float:
    """Weighted most likely scale of a t with TAILS, with ``lent`` steps of the centre's size."""
    scale2 = centre**2
    for _ in range(50):
        precision = (TAILS + 1) / (TAILS + sizes**2 / scale2)
        scale2 = (lent * centre**2 + np.sum(weights * precision * sizes**2)) / (
            lent + np.sum(weights)
        )
    return float(np.sqrt(scale2))
