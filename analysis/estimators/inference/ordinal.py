r"""Proportional odds for ordered answers: :math:`\mathrm{logit} P(Y \le k) = \zeta_k - x'\beta`.

McCullagh (1980). The weighted likelihood is climbed by the variable metric method (Nash 1990,
algorithm 21) in :math:`\beta` and :math:`(\zeta_1, \log(\zeta_2 - \zeta_1), \dots)`, from the start
and with the stopping rule and the numerical Hessian of R's svyolr, so that its digits are met.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame import formulas
from analysis.estimators.frame.arrays import Codes, Floats, Mask, mask_of
from analysis.estimators.inference.regression import (
    FAMILIES,
    Fit,
    assemble_terms,
    independent_columns,
    irls,
)
from analysis.estimators.sample.design import Design, Replicates
from analysis.estimators.sample.variance import linearised_variance

STEP_REDUCTION, ACCEPTED, NO_CHANGE = 0.2, 1e-4, 10.0
RELATIVE = float(np.sqrt(np.finfo(float).eps))
MOST_ITERATIONS = 100
HESSIAN_STEP = 1e-3


class Likelihood:
    """The weighted log-likelihood of cumulative logits, its scores and its parameters."""

    def __init__(self, x: Floats, y: Codes, levels: int, weights: Floats) -> None:
        self.x, self.y, self.weights = x, y, weights
        self.slopes, self.cuts = x.shape[1], levels - 1
        self.upper = np.equal.outer(y, np.arange(levels - 1)).astype(float)
        self.lower = np.equal.outer(y - 1, np.arange(levels - 1)).astype(float)

    def cutpoints(self, theta: Floats) -> Floats:
        """Return the thresholds of the transformed parameters."""
        free = theta[self.slopes :]
        return np.cumsum(np.concatenate([free[:1], np.exp(free[1:])]))

    def coefficients(self, theta: Floats) -> Floats:
        """Return the slopes and the thresholds."""
        return np.concatenate([theta[: self.slopes], self.cutpoints(theta)])

    def _edges(self, theta: Floats) -> tuple[Floats, Floats]:
        edges = np.concatenate([[-100.0], self.cutpoints(theta), [100.0]])
        eta = self.x @ theta[: self.slopes]
        return edges[self.y + 1] - eta, edges[self.y] - eta

    def value(self, theta: Floats) -> float:
        """Return the negative log-likelihood, infinite where a probability vanishes."""
        with np.errstate(over="ignore"):
            above, below = self._edges(theta)
            probability = _logistic(above) - _logistic(below)
        if not (probability > 0).all():
            return np.inf
        return -float((self.weights * np.log(probability)).sum())

    def scores(self, theta: Floats) -> Floats:
        """Return the gradient of each row in the slopes and the thresholds."""
        above, below = self._edges(theta)
        probability = _logistic(above) - _logistic(below)
        dense_above, dense_below = _density(above), _density(below)
        factor = self.weights / probability
        slopes = self.x * (factor * (dense_above - dense_below))[:, None]
        cuts = self.upper * dense_above[:, None] - self.lower * dense_below[:, None]
        return np.hstack([slopes, -cuts * factor[:, None]])

    def jacobian(self, theta: Floats) -> Floats:
        """Return the derivatives of slopes and thresholds in the transformed parameters."""
        whole = np.eye(self.slopes + self.cuts)
        inner = np.tril(np.ones((self.cuts, self.cuts)))
        inner[:, 1:] *= np.exp(theta[self.slopes + 1 :])
        whole[self.slopes :, self.slopes :] = inner
        return whole

    def gradient(self, theta: Floats) -> Floats:
        """Return the gradient in the transformed parameters."""
        return np.asarray(self.scores(theta).sum(axis=0) @ self.jacobian(theta))


def _logistic(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-z)))


def _density(z: Floats) -> Floats:
    small = np.exp(-np.abs(z))
    return np.asarray(small / (1 + small) ** 2)


def minimise(
    value: Callable[[Floats], float], gradient: Callable[[Floats], Floats], start: Floats
) -> Floats:
    """Go downhill with an updated inverse Hessian and a backtracking search (Nash 1990)."""
    point, best = start.copy(), value(start)
    if not np.isfinite(best):
        raise EstimationError("The ordinal model has no start with a finite likelihood.")
    slope = gradient(point)
    size, since_restart = len(point), 0
    metric = np.eye(size)
    for _ in range(MOST_ITERATIONS):
        if since_restart == 0:
            metric = np.eye(size)
        direction = -metric @ slope
        descent = float(direction @ slope)
        moved, found = None, best
        if descent < 0:
            moved, found = _search(value, point, direction, best, descent)
        enough = abs(found - best) > RELATIVE * (abs(best) + RELATIVE)
        if moved is None or not enough:
            if moved is not None:
                point, best = moved, found
            if since_restart == 0:
                return point
            since_restart = 0
            continue
        step, old = moved - point, slope
        point, best = moved, found
        slope = gradient(point)
        change = slope - old
        curvature = float(step @ change)
        if curvature > 0:
            bent = metric @ change
            ratio = 1 + float(bent @ change) / curvature
            cross = np.outer(step, bent)
            metric = metric + (ratio * np.outer(step, step) - cross - cross.T) / curvature
            since_restart += 1
        else:
            since_restart = 0
        if since_restart > 2 * size:
            since_restart = 0
    return point


def _search(
    value: Callable[[Floats], float], point: Floats, direction: Floats, best: float, descent: float
) -> tuple[Floats | None, float]:
    length = 1.0
    while True:
        trial = point + length * direction
        if (NO_CHANGE + point == NO_CHANGE + trial).all():
            return None, best
        found = value(trial)
        if np.isfinite(found) and found <= best + descent * length * ACCEPTED:
            return trial, found
        length *= STEP_REDUCTION


def hessian(gradient: Callable[[Floats], Floats], at: Floats) -> Floats:
    """Return the symmetrised central differences of the gradient."""
    rows = []
    for place in range(len(at)):
        step = np.zeros(len(at))
        step[place] = HESSIAN_STEP
        rows.append((gradient(at + step) - gradient(at - step)) / (2 * HESSIAN_STEP))
    matrix = np.array(rows)
    return np.asarray((matrix + matrix.T) / 2)


@dataclass(frozen=True, eq=False, slots=True)
class Solved:
    """A model climbed to its top: which columns it kept, and its transformed parameters."""

    inside: Mask
    model: formulas.ModelFrame
    levels: tuple[str, ...]
    kept: list[int]
    likelihood: Likelihood
    theta: Floats

    @property
    def beta(self) -> Floats:
        """Return the slopes and the thresholds."""
        return self.likelihood.coefficients(self.theta)


def solve(design: Design, formula: str, *, where: Any = None) -> Solved:
    """Find the coefficients of cumulative logits."""
    inside = mask_of(design.frame, where)
    parsed = formulas.parse(formula)
    if not parsed.intercept:
        raise EstimationError("An ordinal model has its thresholds for intercept; leave out 0.")
    model = formulas.model_frame(design.frame, parsed, inside)
    y, levels = _ordered_response(design, parsed, model)
    weights = design.weights[model.rows]
    kept = [at for at in independent_columns(model.x, weights) if at]
    full = Likelihood(model.x[:, kept], y, len(levels), weights)
    start = _start(full, unscaled=design.replicates is not None)
    theta = minimise(full.value, full.gradient, start)
    return Solved(inside, model, levels, kept, full, theta)


def fit(design: Design, formula: str, *, where: Any = None) -> Fit:
    """Fit cumulative logits; the terms end with the thresholds, named ``lower|higher``.

    The covariance is the design's variance of the scores times the inverse Hessian (Binder 1983).
    """
    solved = solve(design, formula, where=where)
    model, full, kept = solved.model, solved.likelihood, solved.kept
    replicated = design.replicates is not None
    variance = _replicated_variance if replicated else _linearised_variance
    covariance = variance(design, model.rows, full, solved.theta)
    names = (*model.names[1:], *(f"{a}|{b}" for a, b in pairwise(solved.levels)))
    places = [at - 1 for at in kept] + [len(model.names) - 1 + at for at in range(full.cuts)]
    df = design.df(solved.inside if replicated else model.rows) - len(kept)
    n = int((design.weights[model.rows] != 0).sum())
    return assemble_terms(names, places, solved.beta, covariance, df, n)


def _ordered_response(
    design: Design, parsed: formulas.Formula, model: formulas.ModelFrame
) -> tuple[Codes, tuple[str, ...]]:
    """Give the response as codes of ordered levels, of which there are three or more."""
    y = model.y
    if y.levels is None:
        y = formulas.as_levels(design.frame, parsed.response).within(model.rows)
    levels = y.levels or ()
    if len(levels) < 3:
        raise EstimationError(f"An ordinal response has three levels or more, not {len(levels)}.")
    return y.values.astype(np.intp), levels


def influence(likelihood: Likelihood, theta: Floats) -> Floats:
    """Return what each row of the model adds to the error of slopes and thresholds."""
    jacobian = likelihood.jacobian(theta)
    inverse = np.linalg.pinv(hessian(likelihood.gradient, theta), rcond=1.5e-8)
    return np.asarray(-likelihood.scores(theta) @ (jacobian @ inverse @ jacobian.T))


def _linearised_variance(
    design: Design, rows: Mask, likelihood: Likelihood, theta: Floats
) -> Floats:
    scores = np.zeros((len(design), len(theta)))
    scores[rows] = influence(likelihood, theta)
    return linearised_variance(design, scores, rows)


def _replicated_variance(
    design: Design, rows: Mask, likelihood: Likelihood, theta: Floats
) -> Floats:
    replicates = cast(Replicates, design.replicates)  # fit asks this of designs that have them
    values = []
    for column in replicates.weights[rows].T:
        one = Likelihood(likelihood.x, likelihood.y, likelihood.cuts + 1, column)
        values.append(one.coefficients(minimise(one.value, one.gradient, theta)))
    return replicates.variance(np.array(values), likelihood.coefficients(theta))


def _start(likelihood: Likelihood, *, unscaled: bool) -> Floats:
    """Start from a logistic regression of the upper half of the levels."""
    levels = likelihood.cuts + 1
    middle = levels // 2
    upper = (likelihood.y >= middle).astype(float)
    x = np.column_stack([np.ones(len(upper)), likelihood.x])
    weights = likelihood.weights if unscaled else likelihood.weights / likelihood.weights.mean()
    coefficients = irls(x, upper, weights, FAMILIES["binomial"]).beta
    share = np.arange(1, levels) / levels
    spacing = np.log(share / (1 - share)) / (1.0 if unscaled else 1.7)
    cuts = -coefficients[0] + spacing - spacing[middle - 1]
    return np.concatenate([coefficients[1:], cuts[:1], np.log(np.diff(cuts))])
