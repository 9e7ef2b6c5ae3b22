"""Weights adjusted to what is known of the population: each function returns a new Design.

Standard errors account for the adjustment: scores are replaced by what the calibration variables do
not explain (``variance.project``); with replicate weights every replicate is adjusted anew.
"""

from analysis.estimators.weights.calibration import Auxiliary, auxiliary, calibrated
from analysis.estimators.weights.margins import Margin, margin
from analysis.estimators.weights.nonresponse import nonresponse_adjusted
from analysis.estimators.weights.raking import poststratified, poststratified_to, raked
from analysis.estimators.weights.trimming import Summary, summary, trimmed

__all__ = [
    "Auxiliary",
    "Margin",
    "Summary",
    "auxiliary",
    "calibrated",
    "margin",
    "nonresponse_adjusted",
    "poststratified",
    "poststratified_to",
    "raked",
    "summary",
    "trimmed",
]
