"""Values as they are printed, and the rows a condition leaves."""

import math

import numpy as np

from analysis.estimators.frame.arrays import Mask
from analysis.estimators.frame.dictionary import Dictionary
from analysis.estimators.frame.levels import read_condition
from analysis.estimators.sample.design import Design


def printable(value: float) -> float | int | None:
    """Return a finite number, whole ones as integers, never minus zero; None for the unknown."""
    if not math.isfinite(value):
        return None
    if isinstance(value, int | np.integer):
        return int(value)
    return float(value) + 0.0


def rows_of(design: Design, where: str, dictionary: Dictionary) -> Mask | None:
    """Return the rows of a subpopulation; None for the whole sample."""
    if not where:
        return None
    return read_condition(where, design.frame, dictionary).rows(design.frame)
