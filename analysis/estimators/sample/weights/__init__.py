"""Weights adjusted to what is known of the population: each function returns a new Design.

Standard errors account for the adjustment: scores are replaced by what the calibration variables do
not explain (``variance.project``); with replicate weights every replicate is adjusted anew.
"""

from analysis.estimators.sample.weights.calibration import Auxiliary, auxiliary, calibrate
from analysis.estimators.sample.weights.margins import Margin, margin
from analysis.estimators.sample.weights.nonresponse import nonresponse_adjusted
from analysis.estimators.sample.weights.raking import poststratify, poststratify_to, rake
from analysis.estimators.sample.weights.trimming import Summary, summary, trim_weights

__all__ = [
    "Auxiliary",
    "Margin",
    "Summary",
    "auxiliary",
    "calibrate",
    "margin",
    "nonresponse_adjusted",
    "poststratify",
    "poststratify_to",
    "rake",
    "summary",
    "trim_weights",
]
