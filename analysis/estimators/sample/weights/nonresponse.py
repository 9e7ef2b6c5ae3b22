"""Weights of respondents who stand for the silent of their class."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats, complete_codes, cross_codes
from analysis.estimators.sample.design import Design


def nonresponse_adjusted(
    frame: pd.DataFrame, *, weight: str, responded: str, classes: Sequence[str]
) -> Floats:
    r"""Return weights that respondents carry for the non-respondents of their class.

    :math:`w_i \sum_{c} w / \sum_{c, r = 1} w`, zero for those who did not respond. Little (1986).
    A class without any respondent is refused by name.
    """
    weights, answered = _responses(frame, weight, responded)
    cells = np.zeros(len(frame), dtype=np.intp)
    for name in classes:
        cells = cross_codes(cells, complete_codes(frame, name, "response class")[0])
    everyone = np.bincount(cells, weights=weights)
    there = np.bincount(cells, weights=weights * answered, minlength=len(everyone))
    silent = np.flatnonzero((there == 0) & (everyone > 0))
    if len(silent):
        row = int(np.flatnonzero(cells == silent[0])[0])
        label = "/".join(str(frame[name].iloc[row]) for name in classes)
        raise EstimationError(
            f"Nobody responded in the class {label!r}; merge it with a similar class first."
        )
    factor = np.divide(everyone, there, out=np.zeros_like(there), where=there > 0)
    return np.asarray(weights * answered * factor[cells])


def _responses(frame: pd.DataFrame, weight: str, responded: str) -> tuple[Floats, Floats]:
    from_frame = Design(frame, weight=weight)
    answered = complete_codes(frame, responded, "response flag")
    if not set(answered[1]) <= {0, 1}:
        raise EstimationError(f"Column {responded!r}, the response flag, holds more than 0 and 1.")
    values = np.array([float(level) for level in answered[1]])
    return from_frame.weights, values[answered[0]]
