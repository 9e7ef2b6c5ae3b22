r"""What a survey says of a change since the last official value, once its lean is taken off.

Of one criterion, in units of the provinces' spread, favourable = up: the official value of the
last edition is :math:`O = T + e`, the survey about an edition :math:`Y_j = T_j + b + w_j + a_j`.
Editions with both tell :math:`d_j = Y_j - O_j = b + w_j + a_j - e_j`; the survey of now tells
:math:`D = Y - O = \Delta + b + w + a - e`. So :math:`\Delta` is D less what the :math:`d_j` say of
:math:`b - e`; where the last edition itself has both, its error e falls out in part.

The leans b of all criteria are drawn around one mean lean mu with spread tau, wobbles w with omega;
the three are weighed on the grid of the forecast.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import own_survey, scales
from analysis.forecasting.nowcast.own_survey import MU, OMEGA, TAU
from analysis.forecasting.nowcast.priors import Priors

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A survey's figure and the official one about the same edition, on the scale of the model."""

    own: float
    own_var: float
    official: float
    official_var: float
    is_last: bool = False  # the official value is the one the survey of now is held against

    @property
    def distance(self) -> float:
        return self.own - self.official


@dataclass(frozen=True, slots=True)
class Held:
    """The survey of now beside the last official value, with the editions that tell its lean."""

    criterion: str
    unit: Unit
    direction: int
    spread: float  # between provinces, on the scale of the model
    now: Pair
    editions: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What is left of a difference when the lean is taken off, in spreads, favourable = up."""

    lean: float
    lean_sd: float
    change: float
    change_sd: float
    p: float  # two-sided, of no change
    editions: int

    @property
    def is_up(self) -> bool:
        return self.change > 0


def on_scale(
    unit: Unit, own: float, se: float, n: int, official: float, base: float, noise: float
) -> tuple[float, float, float, float]:
    """Bring both figures and their variances to the scale of the model."""
    values = np.array([own]), np.array([se]), np.array([float(n)])
    return (
        float(scales.forward(unit, own, n)),
        float(scales.own_variance(unit, *values)[0]),
        float(scales.forward(unit, official, base)),
        float(noise * scales.variance(unit, base)),
    )


def spread(priors: Priors, criterion: str, unit: Unit) -> float:
    """How far provinces lie apart in what is published."""
    assumed = priors.of(criterion, unit)
    return float(np.sqrt(assumed.sd**2 + assumed.noise * scales.variance(unit, assumed.base)))


def changes(held: Sequence[Held]) -> list[Change | None]:
    """The change of every criterion; none where no edition tells how far the survey leans."""
    told = [_filter_editions(one) if one.editions else None for one in held]
    known = [one for one in told if one is not None]
    if not known:
        return [None for _ in held]
    weights = _weigh([one.loglik for one in known])
    return [
        None if one is None else _summarise(one, weights, len(criterion.editions))
        for one, criterion in zip(told, held, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _GridMoments:
    """Over the grid of (mu, tau, omega): the lean and the change, and how likely the editions."""

    lean: Floats
    lean_var: Floats
    change: Floats
    change_var: Floats
    loglik: Floats


def _filter_editions(held: Held) -> _GridMoments:
    mu, tau, omega = np.meshgrid(MU, TAU, OMEGA, indexing="ij")
    unit, square = held.direction / held.spread, held.spread**2
    error = held.now.official_var / square
    mean = np.stack([mu, np.zeros_like(mu)], axis=-1)  # of the lean, and of the last value's error
    cov = np.zeros((*mu.shape, 2, 2))
    cov[..., 0, 0], cov[..., 1, 1] = tau**2, error
    loglik = np.zeros_like(mu)
    for pair in held.editions:
        seen = np.array([1.0, -1.0 if pair.is_last else 0.0])
        noise = omega**2 + (pair.own_var + (not pair.is_last) * pair.official_var) / square
        gains = cov @ seen
        total = gains @ seen + noise
        missed = unit * pair.distance - mean @ seen
        mean = mean + gains * (missed / total)[..., None]
        cov = cov - gains[..., :, None] * gains[..., None, :] / total[..., None, None]
        loglik -= 0.5 * (np.log(total) + missed**2 / total)
    away = np.array([1.0, -1.0])
    change = unit * held.now.distance - mean @ away
    change_var = (cov @ away) @ away + omega**2 + held.now.own_var / square
    return _GridMoments(mean[..., 0], cov[..., 0, 0], change, change_var, loglik)


def _weigh(logliks: Sequence[Floats]) -> Floats:
    total = own_survey.log_prior(own_survey.SURVEY) + sum(logliks)
    weights = np.exp(total - total.max())
    return np.asarray(weights / weights.sum())


def _summarise(told: _GridMoments, weights: Floats, editions: int) -> Change:
    def moments(mean: Floats, var: Floats) -> tuple[float, float]:
        middle = float(np.sum(weights * mean))
        return middle, float(np.sqrt(np.sum(weights * (var + (mean - middle) ** 2))))

    below = float(np.sum(weights * ndtr(-told.change / np.sqrt(told.change_var))))
    return Change(
        *moments(told.lean, told.lean_var),
        *moments(told.change, told.change_var),
        p=min(2 * min(below, 1 - below), 1.0),
        editions=editions,
    )


def adjust_for_lean(held: Held, change: Change) -> tuple[float, float, float]:
    """The survey's value as the official survey would have found it, with its 95 % interval.

    In the unit people read. The interval is that of the change laid around the last official value.
    """
    step = held.direction * held.spread
    middle = held.now.official + step * change.change
    reach = 1.96 * held.spread * change.change_sd
    ends = np.array([middle, middle - reach, middle + reach])
    value, low, high = scales.backward(held.unit, ends).tolist()
    return value, low, high
