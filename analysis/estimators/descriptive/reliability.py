r"""Cronbach's alpha: how far items measure one thing (Cronbach 1951).

:math:`\alpha = \frac{K}{K - 1} (1 - \sum_k V_k / V)`, with :math:`V_k` the variance of item k in
the population and :math:`V` that of the sum of the items, among those who answered every item.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.estimators.descriptive.means import domains, of_influence
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.sample.design import Design
from analysis.estimators.uncertainty.results import Estimate


def cronbach_alpha(design: Design, items: Sequence[Floats], *, where: Any = None) -> Estimate:
    r"""Estimate alpha with its standard error by linearisation, or by the replicates.

    With :math:`u_k = ((y_k - \bar y_k)^2 - V_k) / \sum w` the influence of a variance, alpha's
    is :math:`\frac{K}{K - 1} (-\sum u_k / V + u \sum V_k / V^2)`.
    """
    if len(items) < 2:
        raise EstimationError("Cronbach's alpha needs two items at least.")
    matrix = np.array(items)
    complete = np.asarray(np.isfinite(matrix).all(axis=0))
    at = domains(design, (), where).answered(complete)
    inside = at.groups >= 0
    if not inside.any():
        raise EstimationError("Nobody answered all items, so Cronbach's alpha is unknown.")
    y = matrix[:, inside]
    value, influence = _alpha(y, design.weights[inside])
    u = np.zeros(len(design))
    u[inside] = influence
    replicated = None
    if design.replicates is not None:
        columns = design.replicates.weights[inside].T
        replicated = np.array([[_alpha(y, column)[0]] for column in columns])
    return of_influence(design, at, np.array([value]), u, "mean", replicated)


def _alpha(y: Floats, weights: Floats) -> tuple[float, Floats]:
    size, count = weights.sum(), len(y)
    both = np.vstack([y, y.sum(axis=0)])
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = (both - (both @ weights / size)[:, None]) ** 2
        variances = squares @ weights / size
        u = (squares - variances[:, None]) / size
        parts, whole = variances[:-1].sum(), variances[-1]
        value = count / (count - 1) * (1 - parts / whole)
        slope = count / (count - 1) * (-u[:-1].sum(axis=0) / whole + u[-1] * parts / whole**2)
    return float(value), slope
