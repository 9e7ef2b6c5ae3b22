"""A province's own survey: how far it leans, and what it says about this year.

The lean (bias) of each criterion is drawn around the survey's mean lean mu with spread tau; every
year adds a wobble omega. All are in units of the provinces' spread, positive = too favourable. The
posterior of (mu, tau, omega) is computed on a grid over all criteria of the survey together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.stats import chi2

from analysis.estimators.nowcast import kalman
from analysis.estimators.nowcast.fitting import STEP_DF

Floats = NDArray[np.float64]
MU = np.linspace(-2.4, 2.4, 13)
MU_SD = 1.0
TAU = np.array([0.15, 0.35, 0.6, 0.9, 1.3, 1.8])
TAU_SD = 1.2
OMEGA = np.array([0.05, 0.2, 0.4, 0.7])
OMEGA_SD = 0.6
QUANTILES = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
STEP_FACTORS = STEP_DF / chi2.ppf(QUANTILES, STEP_DF)  # a t is a normal of random variance


@dataclass(frozen=True, slots=True)
class Lean:
    """What the own survey has shown about itself."""

    mu: float
    tau: float
    omega: float
    bias: tuple[float, ...]  # per criterion, in its spread


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws x criteria: the national level and the province's true value, and the doubt left."""

    national: Floats
    true_mean: Floats
    true_var: Floats
    lean: Lean


def settings(setting: kalman.Setting, last_step: float) -> kalman.Setting:
    """Repeat a setting for every tau, omega and size of the last national step."""
    tau, omega, factor = np.meshgrid(TAU, OMEGA, STEP_FACTORS, indexing="ij")
    steps = np.broadcast_to(setting.steps, (*tau.shape, len(setting.steps))).copy()
    if steps.shape[-1]:
        steps[..., -1] = factor * last_step**2
    level_var = setting.level_var + (0 if steps.shape[-1] else factor * last_step**2)
    return kalman.Setting(
        setting.phi, setting.s2, setting.level, level_var, steps, setting.unit, tau**2, omega**2
    )


def draw(filtered: list[kalman.Filtered], rng: Generator, draws: int) -> Drawn:
    """Draw the hyper-parameters, then each criterion's state given them."""
    weights, by_step = _posterior(filtered)
    flat = weights.ravel()
    chosen = rng.choice(len(flat), size=draws, p=flat)
    m, t, o = np.unravel_index(chosen, weights.shape)
    shape = (draws, len(filtered))
    national, mean, var = np.empty(shape), np.empty(shape), np.empty(shape)
    biases = []
    for k, (state, steps) in enumerate(zip(filtered, by_step, strict=True)):
        cumulated = np.cumsum(steps[m, t, o], axis=-1)
        j = (rng.random(draws)[:, None] > cumulated[:, :-1]).sum(1)
        centre = state.mean[t, o, j] + state.slope[t, o, j] * MU[m][:, None]
        cov = state.cov[t, o, j]
        level_var = np.maximum(cov[:, kalman.N, kalman.N], 1e-12)
        level = centre[:, kalman.N] + np.sqrt(level_var) * rng.standard_normal(draws)
        pull = cov[:, kalman.Z, kalman.N] / level_var
        national[:, k] = level
        mean[:, k] = level + centre[:, kalman.Z] + pull * (level - centre[:, kalman.N])
        var[:, k] = np.maximum(cov[:, kalman.Z, kalman.Z] - pull * cov[:, kalman.Z, kalman.N], 0)
        biases.append(float(centre[:, kalman.B].mean()))
    lean = Lean(
        mu=float(MU @ weights.sum((1, 2))),
        tau=float(TAU @ weights.sum((0, 2))),
        omega=float(OMEGA @ weights.sum((0, 1))),
        bias=tuple(biases),
    )
    return Drawn(national, mean, var, lean)


def _posterior(filtered: list[kalman.Filtered]) -> tuple[Floats, list[Floats]]:
    """Weights over (mu, tau, omega), and over the last step's size given them per criterion."""
    mu = MU[:, None, None, None]
    total = -0.5 * (MU[:, None, None] / MU_SD) ** 2
    total = total - 0.5 * (TAU[:, None] / TAU_SD) ** 2 - 0.5 * (OMEGA / OMEGA_SD) ** 2
    by_step = []
    for state in filtered:
        loglik = state.loglik + state.loglik_linear * mu - 0.5 * state.loglik_square * mu**2
        top = loglik.max(-1, keepdims=True)
        likely = np.exp(loglik - top)
        total = total + top[..., 0] + np.log(likely.mean(-1))
        by_step.append(likely / likely.sum(-1, keepdims=True))
    weights = np.exp(total - total.max())
    return weights / weights.sum(), by_step
