"""Weights adjusted to what is known of the population: each function returns a new Design.

Standard errors account for the adjustment: scores are replaced by what the calibration variables do
not explain (``variance.project``); with replicate weights every replicate is adjusted anew.
"""

from analysis.estimators.sample.weights.calibration import Auxiliary, auxiliary, calibrated
from analysis.estimators.sample.weights.margins import Margin, margin
from analysis.estimators.sample.weights.nonresponse import nonresponse_adjusted
from analysis.estimators.sample.weights.raking import poststratified, poststratified_to, raked
from analysis.estimators.sample.weights.trimming import Summary, summary, trimmed

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
