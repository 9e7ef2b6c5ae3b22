"""How far national levels move in a year, and where they drift.

What enterprises answer is moved by wording, sampling frame and mood of the year, so the next step
may be as large as any before: every past step counts alike, none is forgotten because the years
since were calm. Ratings swing back: after a step up the next one tends to be down. Points given by
reviewers have no respondents: their steps are priced among themselves, and steps seen on an earlier
scale count in spreads of their time. They drift, because what is reviewed is built up year after
year.
"""

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast.panel import History

Floats = NDArray[np.float64]
TAILS = 4.0  # degrees of freedom of national steps, and of provinces' changes in points
SCALE, LENT_STEPS = 0.6, 20.0  # of a step in provinces' spreads before any is seen; its weight
SCALE_OF_POINTS, LENT_POINTS = 0.25, 4.0  # the same for points
DRIFT = 0.7  # part of the past drift that is expected to go on
DRIFT_MEMORY = 0.5
NEWEST = 0.7  # weight of the newest level in the smooth to which ratings return
BREAK = 3.0  # spreads; a rating that moved further was asked otherwise, its past is left behind


def seen_steps(history: History, sd: float) -> tuple[Floats, Floats]:
    """Steps between the years seen in provinces' spreads, over a gap as in one year; their ages."""
    seen = np.flatnonzero(np.isfinite(history.national))
    sizes = np.diff(history.national[seen]) / sd / np.sqrt(np.diff(seen))
    return sizes, (len(history.years) - 1 - seen[1:]).astype(float)


def drift(sizes: Floats, ages: Floats) -> float:
    """Expected step: the weighted mean of past ones, pulled to 0 by one year of none, damped."""
    weights = DRIFT_MEMORY ** (ages - (ages.min() if len(ages) else 0))
    return float(DRIFT * np.sum(weights * sizes) / (1 + np.sum(weights)))


def swing_back(levels: Floats, sd: float) -> float:
    """Expected step of a rating: back to an exponential smooth of its levels since a break."""
    seen = levels[np.isfinite(levels)]
    if not len(seen):
        return 0.0
    smooth = seen[0]
    for before, level in itertools.pairwise(seen):
        broken = abs(level - before) > BREAK * sd
        smooth = level if broken else smooth + NEWEST * (level - smooth)
    return float(smooth - seen[-1])


def drifts(histories: Sequence[History], sds: Iterable[float]) -> list[float]:
    """Expected next step of each criterion, on the model's scale; 0 for shares and days."""
    return [_expect_step(history, sd) for history, sd in zip(histories, sds, strict=True)]


def _expect_step(history: History, sd: float) -> float:
    if history.item.unit is Unit.POINTS:
        return sd * drift(*seen_steps(history, sd))
    return swing_back(history.national, sd) if history.item.unit is Unit.SCALE else 0.0


def scales(histories: Sequence[History], sds: Iterable[float]) -> list[float]:
    """Scale of each criterion's t-distributed step, in the provinces' spreads."""
    return [_scale(history, sd) for history, sd in zip(histories, sds, strict=True)]


def _scale(history: History, sd: float) -> float:
    sizes, _ = seen_steps(history, sd)
    if history.item.unit is not Unit.POINTS:
        return _t_scale(sizes, SCALE, LENT_STEPS)
    earlier = np.array([history.earlier[year] for year in sorted(history.earlier)])
    sizes = np.concatenate([_surprises(earlier), _surprises(sizes)])
    return _t_scale(sizes, SCALE_OF_POINTS, LENT_POINTS)


def _surprises(sizes: Floats) -> Floats:
    """What each step missed the drift of those before it by."""
    return np.array(
        [size - drift(sizes[:i], np.arange(i, 0.0, -1)) for i, size in enumerate(sizes)]
    )


def _t_scale(sizes: Floats, centre: float, lent: float) -> float:
    """Most likely scale of a t with TAILS, given ``lent`` steps of the centre's size."""
    scale2 = centre**2
    for _ in range(50):
        precision = (TAILS + 1) / (TAILS + sizes**2 / scale2)
        scale2 = (lent * centre**2 + np.sum(precision * sizes**2)) / (lent + len(sizes))
    return float(np.sqrt(scale2))
