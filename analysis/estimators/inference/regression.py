r"""Weighted generalised linear models with design-based standard errors.

Coefficients solve :math:`\sum w x (y - \mu) = 0` by reweighted least squares, stopped as R's glm
stops (relative change of the deviance below 1e-8); their covariance is the design's variance of
:math:`A^{-1} w x (y - \mu)`, the sandwich of Binder (1983). With replicate weights the model is
fitted anew for each.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import xlogy

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame import formulas
from analysis.estimators.frame.arrays import Floats, Mask, mask_of
from analysis.estimators.frame.formulas import Column, ModelFrame
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.variance import linearised_variance
from analysis.estimators.uncertainty.distributions import student_tails

TOLERANCE = 1e-8
MOST_ITERATIONS = 25


@dataclass(frozen=True, slots=True)
class TermEstimate:
    """A coefficient; NaN where the data cannot tell it from the others."""

    term: str
    estimate: float
    se: float
    statistic: float
    p: float


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """A fitted model: its terms, their covariance, residual degrees of freedom and base."""

    terms: tuple[TermEstimate, ...]
    covariance: Floats
    df: float
    n: int

    def __getitem__(self, term: str) -> TermEstimate:
        for one in self.terms:
            if one.term == term:
                return one
        raise KeyError(term)


@dataclass(frozen=True, slots=True)
class Family:
    """A distribution with its canonical link."""

    start: Callable[[Floats, Floats], Floats]
    link: Callable[[Floats], Floats]
    mean: Callable[[Floats], Floats]
    variance: Callable[[Floats], Floats]  # also d mean / d eta, the link being canonical
    deviance: Callable[[Floats, Floats], Any]


def _expit(eta: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(eta, -700, 700))))


FAMILIES = {
    "gaussian": Family(
        lambda y, w: y,
        lambda mu: mu,
        lambda eta: eta,
        np.ones_like,
        lambda y, mu: (y - mu) ** 2,
    ),
    "binomial": Family(
        lambda y, w: (w * y + 0.5) / (w + 1),
        lambda mu: np.log(mu / (1 - mu)),
        _expit,
        lambda mu: mu * (1 - mu),
        lambda y, mu: 2 * (xlogy(y, y / mu) + xlogy(1 - y, (1 - y) / (1 - mu))),
    ),
    "poisson": Family(
        lambda y, w: y + 0.1,
        np.log,
        np.exp,
        lambda mu: mu,
        lambda y, mu: 2 * (xlogy(y, y / mu) - (y - mu)),
    ),
}


@dataclass(frozen=True, eq=False, slots=True)
class Solution:
    """Coefficients with the last working weights and residuals."""

    beta: Floats
    bread: Floats
    working: Floats  # weights times residuals of the last step


def irls(
    x: Floats, y: Floats, weights: Floats, family: Family, start: Floats | None = None
) -> Solution:
    """Fit by iteratively reweighted least squares (McCullagh and Nelder 1989, 2.5).

    From a ``start``, as for replicates, the last step stands even if it has not settled.
    """
    used = weights > 0
    x_in, y_in, w = x[used], y[used], weights[used]
    eta = x_in @ start if start is not None else family.link(family.start(y_in, w))
    mu = family.mean(eta)
    deviance = _deviance(family, y_in, mu, w)
    settled = False
    for _ in range(MOST_ITERATIONS):
        slope = np.maximum(family.variance(mu), 1e-300)
        working = w * slope
        root = np.sqrt(working)
        q, r = np.linalg.qr(x_in * root[:, None])
        beta = np.linalg.solve(r, q.T @ ((eta + (y_in - mu) / slope) * root))
        eta = x_in @ beta
        mu = family.mean(eta)
        previous, deviance = deviance, _deviance(family, y_in, mu, w)
        if abs(deviance - previous) < TOLERANCE * (abs(deviance) + 0.1):
            settled = True
            break
    if start is None and not settled:
        raise EstimationError(
            "The model does not settle; a group of rows may have only one outcome, "
            "so leave its term out or merge its levels."
        )
    inverse = np.linalg.inv(r)
    residual = np.zeros(len(y))
    residual[used] = working * (y_in - mu) / np.maximum(family.variance(mu), 1e-300)
    return Solution(beta, inverse @ inverse.T, residual)


def _deviance(family: Family, y: Floats, mu: Floats, w: Floats) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float((w * family.deviance(y, mu)).sum())


def fit(design: Design, formula: str, *, family: str = "gaussian", where: Any = None) -> Fit:
    """Fit ``formula`` by weighted likelihood. See Binder (1983); Lumley (2010), chapter 5."""
    name = family.removeprefix("quasi")
    if name not in FAMILIES:
        raise EstimationError(
            f"There is no family {family!r}; choose one of {', '.join(FAMILIES)} or ordinal."
        )
    inside = mask_of(design.frame, where)
    model = formulas.model_frame(design.frame, formulas.parse(formula), inside)
    return fit_matrix(design, model, outcome(model.y, name), FAMILIES[name], inside)


def outcome(y: Column, family: str) -> Floats:
    """Return the response as numbers: of two levels the second is an event."""
    if family == "binomial":
        if y.levels is not None:
            if len(y.levels) != 2:
                raise EstimationError(
                    f"A binomial response has two levels, this one {len(y.levels)}: "
                    f"{', '.join(map(str, y.levels[:6]))}."
                )
            return y.values
        if ((y.values < 0) | (y.values > 1)).any():
            raise EstimationError("A binomial response lies between 0 and 1.")
        return y.values
    if y.levels is not None and y.levels != ("FALSE", "TRUE"):
        raise EstimationError(
            f"The response of a {family} model must hold numbers, not {y.levels[0]!r}."
        )
    if family == "poisson" and (y.values < 0).any():
        raise EstimationError("A count is zero or more, but the response is negative somewhere.")
    return y.values


def independent_columns(x: Floats, weights: Floats, tolerance: float = 1e-9) -> list[int]:
    """Return the columns that are no combination of those before them."""
    kept: list[int] = []
    basis = np.empty((len(x), 0))
    root = np.sqrt(np.maximum(weights, 0))[:, None]
    for at, column in enumerate((x * root).T):
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        size, left = np.linalg.norm(column), np.linalg.norm(rest)
        if size > 0 and left > tolerance * size:
            kept.append(at)
            basis = np.column_stack([basis, rest / left])
    return kept


def fit_matrix(design: Design, model: ModelFrame, y: Floats, family: Family, inside: Mask) -> Fit:
    """Fit a model whose matrix is built; terms that the others determine are left out."""
    rows, support = model.rows, design.support(inside)
    average = design.weights[support].mean()
    weights = design.weights[rows] / average
    kept = independent_columns(model.x, weights)
    x = model.x[:, kept]
    solution = irls(x, y, weights, family)
    if design.replicates is None:
        scores = np.zeros((len(design), len(kept)))
        scores[rows] = (x * solution.working[:, None]) @ solution.bread
        covariance = linearised_variance(design, scores, rows)
        df = design.df(rows)
    else:
        betas = [
            _again(x, y, column, family, solution.beta)
            for column in design.replicates.weights[rows].T
        ]
        covariance = design.replicates.variance(np.array(betas), solution.beta)
        df = design.df(inside)
    counted = int((design.weights[rows] != 0).sum())
    return assemble_terms(model.names, kept, solution.beta, covariance, df + 1 - len(kept), counted)


def _again(x: Floats, y: Floats, weights: Floats, family: Family, start: Floats) -> Floats:
    """Fit one replicate; NaN, to be left out, where it cannot tell the terms apart."""
    if len(independent_columns(x, weights)) < x.shape[1]:
        return np.full(x.shape[1], np.nan)
    return irls(x, y, weights / weights.sum(), family, start).beta


def assemble_terms(
    names: tuple[str, ...], kept: list[int], beta: Floats, covariance: Floats, df: float, n: int
) -> Fit:
    """Put coefficients and their covariance in their places among the named terms."""
    full = np.full((len(names),) * 2, np.nan)
    full[np.ix_(kept, kept)] = covariance
    terms = []
    for at, name in enumerate(names):
        if at not in kept:
            terms.append(TermEstimate(name, math.nan, math.nan, math.nan, math.nan))
            continue
        value, se = float(beta[kept.index(at)]), math.sqrt(full[at, at])
        statistic = value / se if se > 0 else math.nan
        p = student_tails(statistic, df)
        terms.append(TermEstimate(name, value, se, statistic, p))
    return Fit(tuple(terms), full, df, n)
