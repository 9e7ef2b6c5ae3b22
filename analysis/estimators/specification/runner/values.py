"""Values as they are printed, and the rows a condition leaves."""

import math

import numpy as np

from analysis.estimators.frame import filters
from analysis.estimators.frame.arrays import Mask
from analysis.estimators.sample.design import Design


def printable(value: float) -> float | int | None:
    """Return a finite number, whole ones as integers; None for what cannot be known."""
    if not math.isfinite(value):
        return None
    if isinstance(value, int | np.integer):
        return int(value)
    return float(value)


def rows_of(design: Design, where: str) -> Mask | None:
    """Return the rows of a subpopulation; None for the whole sample."""
    return filters.rows(design.frame, where) if where else None
