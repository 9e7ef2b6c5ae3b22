r"""What a step in one answer goes with in an ordered one, as a difference of probabilities.

In the proportional odds model :math:`P(Y \ge k \mid x) = \mathrm{expit}(x'\beta - \zeta_k)`. The
average effect of a step in :math:`x_j` is the weighted mean of

.. math:: m_i = P(Y \ge k \mid x_i, x_{ij} + \tfrac12) - P(Y \ge k \mid x_i, x_{ij} - \tfrac12),

and of :math:`P(\cdot \mid 1) - P(\cdot \mid 0)` where :math:`x_j` is yes or no. Its influence is
:math:`w_i (m_i - \bar m) / \sum w + \bar g' \psi_i`, with :math:`\bar g` the mean gradient of
:math:`m` in the coefficients and :math:`\psi_i` their influence (Binder 1983): the error of the
coefficients and that of the sample the mean is taken over. Residuals of few rows are too small for
the parameters fitted to them: the variance is multiplied by :math:`n / (n - p)`.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.inference import ordinal
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.variance import linearised_variance
from analysis.estimators.uncertainty.results import Estimate


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step in one predictor goes with, and how far the others tell it already."""

    name: str
    estimate: Estimate
    inflation: float  # of its variance by what it has in common with the others (VIF)


@dataclass(frozen=True, slots=True)
class Effects:
    """All effects of a model, those it cannot tell apart, and the rows it rests on."""

    effects: tuple[Effect, ...]
    dropped: tuple[str, ...]
    n: int
    share: float  # who is at or above the level, among those rows


def average_effects(
    design: Design,
    response: str,
    predictors: Sequence[str],
    *,
    at_least: int,
    binary: Collection[str] = (),
) -> Effects:
    """Fit the model on complete rows and average the effect of every predictor.

    ``at_least`` is the place of the level in the order of the response's levels, from 1 on.
    """
    quoted = [f"`{name}`" for name in predictors]
    solved = ordinal.solve(design, f"factor(`{response}`) ~ {' + '.join(quoted)}")
    if not 0 < at_least < len(solved.levels):
        raise EstimationError(f"The response has no level {at_least} that is not the lowest.")
    influence = ordinal.influence(solved.likelihood, solved.theta)
    kept = [predictors[at - 1] for at in solved.kept]
    slopes, cut = solved.beta[: len(kept)], solved.beta[len(kept) + at_least - 1]
    x, w = solved.likelihood.x, solved.likelihood.weights
    inflation = variance_inflation(x, w)
    df = design.df(solved.model.rows) - len(kept)
    few = len(w) / (len(w) - len(solved.beta))
    found = []
    for at, name in enumerate(kept):
        steps = _steps(x, at, is_binary=name in binary)
        value, z = _effect(steps, slopes, cut, w, influence, len(kept) + at_least - 1)
        scores = np.zeros((len(design), 1))
        scores[solved.model.rows, 0] = z
        variance = float(linearised_variance(design, scores, solved.model.rows)[0, 0])
        se = math.sqrt(max(variance, 0.0) * few)
        told = Estimate(value, se, df, len(w), "difference")
        found.append(Effect(name, told, inflation[at]))
    above = float(w @ (solved.likelihood.y >= at_least) / w.sum())
    dropped = tuple(name for name in predictors if name not in kept)
    return Effects(tuple(found), dropped, len(w), above)


def _steps(x: Floats, at: int, *, is_binary: bool) -> tuple[Floats, Floats]:
    """Return the rows after a step and before it."""
    high, low = x.copy(), x.copy()
    high[:, at] = 1.0 if is_binary else x[:, at] + 0.5
    low[:, at] = 0.0 if is_binary else x[:, at] - 0.5
    return high, low


def _effect(
    steps: tuple[Floats, Floats],
    slopes: Floats,
    cut: float,
    w: Floats,
    influence: Floats,
    place: int,
) -> tuple[float, Floats]:
    """Return the mean effect of a step, and what each row adds to its error."""
    above = [expit(x @ slopes - cut) for x in steps]
    density = [p * (1 - p) for p in above]
    moved = above[0] - above[1]
    share = w / w.sum()
    value = float(share @ moved)
    gradient = np.zeros(influence.shape[1])
    gradient[: len(slopes)] = share @ (
        density[0][:, None] * steps[0] - density[1][:, None] * steps[1]
    )
    gradient[place] = -float(share @ (density[0] - density[1]))
    return value, share * (moved - value) + influence @ gradient


def variance_inflation(x: Floats, w: Floats) -> list[float]:
    """Return 1 / (1 - R²) of each column on the others: the diagonal of the inverse correlation."""
    away = (x - w @ x / w.sum()) * np.sqrt(w / w.sum())[:, None]
    spread = np.linalg.norm(away, axis=0)
    return [float(one) for one in np.diag(np.linalg.pinv((away / spread).T @ (away / spread)))]
