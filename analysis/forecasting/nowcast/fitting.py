r"""Empirical Bayes: what the panel says about persistence, spread, noise and national steps.

Deviations from the national mean follow an AR(1) with stationary variance :math:`s^2`; the noise
of year t has variance :math:`c_t v`, v that of simple random sampling from the cell's base.
:math:`c_t` is what the spread of that year leaves over: published values before 2014 scatter far
more than later ones, and only a noise that may change from year to year keeps forecasts honest.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import scales
from analysis.forecasting.nowcast.panel import SMALLEST_PANEL, History
from analysis.forecasting.nowcast.priors import Assumed, Priors

Floats = NDArray[np.float64]
PHI_PRIOR = (1.9, 0.2)  # logit of phi: 0.87, between 0.82 and 0.91
# share of true variance in a year's spread: centre, sd of its logarithm; points have no respondents
SIGNAL_PRIOR, SIGNAL_OF_POINTS = (0.35, 0.7), (0.85, 0.3)
NOISE_FLOOR = 0.8  # of the assumed noise, for shares: hardly less than a simple random sample has
LOOSE_FLOOR = 0.5  # the same where what one answer adds is itself a rough figure
NOISE_MEMORY = 0.2  # weight of a year's noise against that of the year after
LIKELIHOOD_MEMORY = 0.8
LENT_PROVINCES = 8  # weight of the assumed noise, in provinces
NO_SPREAD = 0.01  # of the expected noise: less than that nobody could have published
# logarithm of a year's noise against the expected: sd common to all criteria, each one's own, mean
COMMON_LUCK, OWN_LUCK, LUCK_MEAN = 0.5, 0.35, -0.09


@dataclass(frozen=True, slots=True)
class Fit:
    """The settings of one criterion."""

    phi: float
    s2: float
    noise: float  # for the target year
    noise_by_year: Floats
    sd: float  # spread of published values between provinces, the unit of steps and of bias
    step: float  # scale of the national step into the target year, t with steps.TAILS
    drift: float = 0.0  # of the national level in a year


def fit(history: History, priors: Priors) -> Fit:
    """Learn the settings from the panel where there is one, else take the assumed ones."""
    assumed = priors.of(history.item.criterion, history.item.unit)
    if not history.has_panel:
        typical = scales.variance(history.item.unit, assumed.base)
        sd = float(np.sqrt(assumed.sd**2 + assumed.noise * typical))
        years = priors.noise(history.item.criterion, history.years, assumed.noise)
        return Fit(assumed.phi, assumed.sd**2, assumed.noise, years, sd, assumed.step)
    assumed = Priors().of(history.item.criterion, history.item.unit)  # the panel speaks for itself
    panel = history.provinces_seen >= SMALLEST_PANEL
    deviations = np.where(panel, history.values - history.national, np.nan)
    floor = NOISE_FLOOR if history.item.unit is Unit.SHARE else LOOSE_FLOOR
    signal = SIGNAL_OF_POINTS if history.item.unit is Unit.POINTS else SIGNAL_PRIOR
    phi, s2, noise_by_year = _signal(
        deviations, history.variances, assumed, floor * assumed.noise, signal
    )
    age = len(history.years) - 1 - np.arange(len(history.years))
    weight = np.where(panel, NOISE_MEMORY**age, 0.0)
    noise = float(np.exp(np.sum(weight * np.log(noise_by_year)) / np.sum(weight)))
    latest = np.flatnonzero(panel)[-1]
    sd = float(np.sqrt(s2 + noise * np.nanmean(history.variances[:, latest])))
    return Fit(phi, s2, noise, noise_by_year, sd, np.nan)


def _signal(
    deviations: Floats,
    variances: Floats,
    assumed: Assumed,
    least: float,
    prior: tuple[float, float],
) -> tuple[float, float, Floats]:
    there = np.isfinite(deviations)
    count = there.sum(0)
    seen = count > 0
    safe = np.maximum(count, 1)
    spread = np.where(there, np.nan_to_num(deviations) ** 2, 0).sum(0) / np.maximum(count - 1, 1)
    expected = np.where(there, variances, 0).sum(0) / safe
    expected = np.where(seen, expected, np.nanmean(variances))
    weight: Floats = LIKELIHOOD_MEMORY ** np.arange(deviations.shape[1], dtype=float)[::-1]
    recent = float(np.mean(spread[seen][-2:]))
    recent = max(recent, NO_SPREAD * float(np.mean(expected[seen][-2:])))

    def noise(s2: float) -> Floats:
        left = np.maximum((spread - s2) / expected, least)
        return np.asarray(
            (left * count + LENT_PROVINCES * assumed.noise) / (count + LENT_PROVINCES)
        )

    def against(parameters: Any) -> float:
        phi, s2 = 1 / (1 + np.exp(-parameters[0])), np.exp(parameters[1])
        loglik = _loglik(deviations, there, variances * noise(s2), phi, s2, weight)
        pull = ((parameters[0] - PHI_PRIOR[0]) / PHI_PRIOR[1]) ** 2
        pull += ((parameters[1] - np.log(prior[0] * recent)) / prior[1]) ** 2
        return float(pull / 2 - loglik)

    start: Any = np.array([PHI_PRIOR[0], np.log(prior[0] * recent)])
    options: Any = {"maxiter": 100, "xatol": 0.02, "fatol": 0.02}
    best = minimize(against, start, method="Nelder-Mead", options=options).x
    s2 = float(np.exp(best[1]))
    return float(1 / (1 + np.exp(-best[0]))), s2, noise(s2)


def _loglik(
    deviations: Floats, there: NDArray[np.bool_], noise: Floats, phi: float, s2: float, w: Floats
) -> float:
    mean, var = np.zeros(len(deviations)), np.full(len(deviations), s2)
    total = 0.0
    for year in range(deviations.shape[1]):
        mean, var = phi * mean, phi**2 * var + s2 * (1 - phi**2)
        here = there[:, year]
        if not here.any():
            continue
        spread = var + noise[:, year]
        error = np.where(here, deviations[:, year] - mean, 0.0)
        total += w[year] * float(
            np.sum(np.where(here, -0.5 * (np.log(spread) + error**2 / spread), 0))
        )
        gain = np.where(here, var / spread, 0.0)
        mean, var = mean + gain * error, var * (1 - gain)
    return total
