"""What is done with results: analyse, report, publish, forecast, score."""

from analysis.actions.forecasts import freeze_forecast, refuse_impossible, score_forecasts
from analysis.actions.rank_studies import study_ranks
from analysis.actions.waves import (
    METHOD,
    SEED,
    analyse_wave,
    make_report,
    publish_report,
    request_report,
    withdraw_report,
)

__all__ = [
    "METHOD",
    "SEED",
    "analyse_wave",
    "freeze_forecast",
    "make_report",
    "publish_report",
    "refuse_impossible",
    "request_report",
    "score_forecasts",
    "study_ranks",
    "withdraw_report",
]
