"""How good the nowcast has been: each year forecast from the years before it, beside baselines."""

from analysis.forecasting.backtest.editions import DRAWS, Edition, backtest, hold_edition
from analysis.forecasting.backtest.nation import summarise_nation
from analysis.forecasting.backtest.simple_rules import BASELINES, Baseline, baselines
from analysis.forecasting.backtest.summary import INTERVALS, METHODS, by_kind, summary
from analysis.forecasting.backtest.verified import MODELS, NATION, RANK, Inputs, VerifiedForecast

__all__ = [
    "BASELINES",
    "DRAWS",
    "INTERVALS",
    "METHODS",
    "MODELS",
    "NATION",
    "RANK",
    "Baseline",
    "Edition",
    "Inputs",
    "VerifiedForecast",
    "backtest",
    "baselines",
    "by_kind",
    "hold_edition",
    "summarise_nation",
    "summary",
]
