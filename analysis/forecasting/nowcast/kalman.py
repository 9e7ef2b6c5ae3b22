r"""The state space of one criterion in one province, filtered for many settings at once.

State: deviation z of the province, bias b of its own survey, national level N.

.. math::
    z_t &= \phi z_{t-1} + \eta_t, & \operatorname{Var} \eta &= s^2 (1 - \phi^2) \\
    N_t &= N_{t-1} + d + \nu_t, & \operatorname{Var} \nu_t &= q_t \\
    O_t &= N_t + z_t + e_t & &\text{the official value, sampling variance } r_t \\
    Y_t &= N_t + z_t + u b + w_t + a_t & &\text{the own survey} \\
    \bar O_t &= N_t + \epsilon_t & &\text{the mean of the panel}

with :math:`b \sim N(\mu, \tau^2)` and wobble :math:`w_t \sim N(0, \omega^2)`, both in units u. The
filter is linear in mu: beside the mean at mu = 0 it carries the slope of the mean in mu, so one
pass gives the log-likelihood of every mu as a parabola.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Z, B, N = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Sightings:
    """What was seen of one province, a column a year; nan where nothing was."""

    official: Floats
    official_var: Floats
    own: Floats
    own_var: Floats
    national: Floats
    national_var: Floats


@dataclass(frozen=True, slots=True)
class Setting:
    """The parameters; arrays of one common shape make the filter run for all of them at once."""

    phi: float
    s2: float
    level: float
    level_var: float
    steps: Floats  # variance of the national step into each year but the first, last axis = year
    unit: float = 1.0  # sign and size of one unit of bias
    tau2: ArrayLike = 0.0
    omega2: ArrayLike = 0.0
    drift: float = 0.0  # of the national level in a year


@dataclass(frozen=True, slots=True)
class Filtered:
    """The state after the last year, and the log-likelihood a + b mu - c mu^2 / 2."""

    mean: Floats
    slope: Floats
    cov: Floats
    loglik: Floats
    loglik_linear: Floats
    loglik_square: Floats


def filter_years(seen: Sightings, setting: Setting) -> Filtered:
    """Filter the years one after another; leading axes are provinces or settings."""
    tau2, omega2 = np.asarray(setting.tau2, float), np.asarray(setting.omega2, float)
    shape = np.broadcast_shapes(
        tau2.shape, omega2.shape, setting.steps.shape[:-1], seen.official.shape[:-1]
    )
    mean, slope = np.zeros((*shape, 3)), np.zeros((*shape, 3))
    cov = np.zeros((*shape, 3, 3))
    mean[..., N], slope[..., B] = setting.level, 1.0
    cov[..., Z, Z], cov[..., B, B], cov[..., N, N] = setting.s2, tau2, setting.level_var
    parts = np.zeros((3, *shape))
    move = np.array([setting.phi, 1.0, 1.0])
    rows = (
        (seen.national, seen.national_var, np.array([0.0, 0.0, 1.0])),
        (seen.official, seen.official_var, np.array([1.0, 0.0, 1.0])),
        (
            seen.own,
            seen.own_var + setting.unit**2 * omega2[..., None],
            np.array([1.0, setting.unit, 1.0]),
        ),
    )
    for year in range(seen.official.shape[-1]):
        if year:
            mean, slope = mean * move, slope * move
            cov = cov * np.outer(move, move)
            cov[..., Z, Z] += setting.s2 * (1 - setting.phi**2)
            cov[..., N, N] += setting.steps[..., year - 1]
            mean[..., N] += setting.drift
        for values, variances, h in rows:
            value = values[..., year]
            if np.isfinite(value).any():
                parts += _update(mean, slope, cov, value, variances[..., year], h)
    return Filtered(mean, slope, cov, *parts)


def _update(
    mean: Floats, slope: Floats, cov: Floats, value: Floats, var: Floats, h: Floats
) -> Floats:
    """Take one sighting in, in place, and return its part of the log-likelihood."""
    there = np.isfinite(value)
    gains = cov @ h
    total = np.where(there, gains @ h + np.where(there, var, 1.0), 1.0)
    error = np.where(there, np.nan_to_num(value) - mean @ h, 0.0)
    lean = np.where(there, -(slope @ h), 0.0)
    gain = np.where(there[..., None], gains / total[..., None], 0.0)
    mean += gain * error[..., None]
    slope += gain * lean[..., None]
    cov -= gain[..., :, None] * gains[..., None, :]
    constant = np.where(there, np.log(2 * np.pi * total), 0.0)
    return np.array([-0.5 * (constant + error**2 / total), -lean * error / total, lean**2 / total])
