"""A province's own survey: how far it leans, and what it says about this year.

The lean (bias) of each criterion is drawn around the survey's mean lean mu with spread tau; every
year adds a wobble omega. All are in units of the provinces' spread, positive = too favourable. The
posterior of (mu, tau, omega) is computed on a grid over all criteria of the survey together; that
of a checklist (criteria in points) apart from it, because who ticks is not who answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.stats import chi2

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import kalman
from analysis.forecasting.nowcast.national_steps import TAILS

Floats = NDArray[np.float64]
MU = np.linspace(-2.4, 2.4, 13)
TAU = np.array([0.15, 0.35, 0.6, 0.9, 1.3, 1.8])
OMEGA = np.array([0.05, 0.2, 0.4, 0.7])
QUANTILES = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
STEP_FACTORS = TAILS / chi2.ppf(QUANTILES, TAILS)  # a t is a normal of random variance


@dataclass(frozen=True, slots=True)
class Kind:
    """What is expected of the leans of one way of measuring, before any overlap is seen."""

    mu_sd: float
    tau_sd: float
    omega_sd: float


SURVEY = Kind(mu_sd=1.0, tau_sd=1.2, omega_sd=0.6)
CHECKLIST = Kind(mu_sd=1.0, tau_sd=0.35, omega_sd=0.6)  # one number: nothing to spread around


@dataclass(frozen=True, slots=True)
class Lean:
    """What the own survey, or the own checklist, has shown about itself."""

    mu: float
    tau: float
    omega: float
    bias: tuple[float, ...]  # per criterion of its kind, in its spread


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws x criteria: the national level and the province's true value, and the doubt left."""

    national: Floats
    true_mean: Floats
    true_var: Floats
    leans: tuple[Lean, ...]  # one a group


def groups(units: Iterable[Unit]) -> list[tuple[Kind, list[int]]]:
    """Places of the criteria that are measured in one way: by a survey, or by ticking a list."""
    points = [unit is Unit.POINTS for unit in units]
    return [
        (SURVEY, [k for k, here in enumerate(points) if not here]),
        (CHECKLIST, [k for k, here in enumerate(points) if here]),
    ]


def log_prior(kind: Kind) -> Floats:
    """Logarithm of what is expected of (mu, tau, omega) before any overlap is seen."""
    centred = -0.5 * (MU[:, None, None] / kind.mu_sd) ** 2 - 0.5 * (TAU[:, None] / kind.tau_sd) ** 2
    return np.asarray(centred - 0.5 * (OMEGA / kind.omega_sd) ** 2)


def settings(setting: kalman.Setting, last_step: float) -> kalman.Setting:
    """Repeat a setting for every tau, omega and size of the last national step."""
    tau, omega, factor = np.meshgrid(TAU, OMEGA, STEP_FACTORS, indexing="ij")
    steps = np.broadcast_to(setting.steps, (*tau.shape, len(setting.steps))).copy()
    if steps.shape[-1]:
        steps[..., -1] = factor * last_step**2
    level_var = setting.level_var + (0 if steps.shape[-1] else factor * last_step**2)
    return replace(setting, level_var=level_var, steps=steps, tau2=tau**2, omega2=omega**2)


def draw(
    filtered: list[kalman.Filtered],
    groups: list[tuple[Kind, list[int]]],
    rng: Generator,
    draws: int,
) -> Drawn:
    """Draw each group's hyper-parameters, then its criteria's states given them.

    A group holds the places of the criteria measured in one way: the answers of a survey share a
    mean lean, and say nothing about that of a checklist.
    """
    shape = (draws, len(filtered))
    drawn = Drawn(np.empty(shape), np.empty(shape), np.empty(shape), ())
    leans = tuple(_draw_group(filtered, kind, places, drawn, rng) for kind, places in groups)
    return Drawn(drawn.national, drawn.true_mean, drawn.true_var, leans)


def _draw_group(
    filtered: list[kalman.Filtered], kind: Kind, places: list[int], into: Drawn, rng: Generator
) -> Lean:
    weights, by_step = _posterior([filtered[k] for k in places], kind)
    flat, draws = weights.ravel(), len(into.national)
    chosen = rng.choice(len(flat), size=draws, p=flat)
    m, t, o = np.unravel_index(chosen, weights.shape)
    biases = []
    for k, steps in zip(places, by_step, strict=True):
        state = filtered[k]
        cumulated = np.cumsum(steps[m, t, o], axis=-1)
        j = (rng.random(draws)[:, None] > cumulated[:, :-1]).sum(1)
        centre = state.mean[t, o, j] + state.slope[t, o, j] * MU[m][:, None]
        cov = state.cov[t, o, j]
        level_var = np.maximum(cov[:, kalman.N, kalman.N], 1e-12)
        level = centre[:, kalman.N] + np.sqrt(level_var) * rng.standard_normal(draws)
        pull = cov[:, kalman.Z, kalman.N] / level_var
        into.national[:, k] = level
        into.true_mean[:, k] = level + centre[:, kalman.Z] + pull * (level - centre[:, kalman.N])
        left = cov[:, kalman.Z, kalman.Z] - pull * cov[:, kalman.Z, kalman.N]
        into.true_var[:, k] = np.maximum(left, 0)
        biases.append(float(centre[:, kalman.B].mean()))
    return Lean(
        mu=float(MU @ weights.sum((1, 2))),
        tau=float(TAU @ weights.sum((0, 2))),
        omega=float(OMEGA @ weights.sum((0, 1))),
        bias=tuple(biases),
    )


def _posterior(filtered: list[kalman.Filtered], kind: Kind) -> tuple[Floats, list[Floats]]:
    """Weights over (mu, tau, omega), and over the last step's size given them per criterion."""
    mu = MU[:, None, None, None]
    total = log_prior(kind)
    by_step = []
    for state in filtered:
        loglik = state.loglik + state.loglik_linear * mu - 0.5 * state.loglik_square * mu**2
        top = loglik.max(-1, keepdims=True)
        likely = np.exp(loglik - top)
        total = total + top[..., 0] + np.log(likely.mean(-1))
        by_step.append(likely / likely.sum(-1, keepdims=True))
    weights = np.exp(total - total.max())
    return weights / weights.sum(), by_step
