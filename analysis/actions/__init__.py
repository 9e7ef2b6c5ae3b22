"""What is done with results: analyse, report, publish, forecast, score."""

from analysis.actions.decisions import decide_figures
from analysis.actions.forecasts import (
    freeze_forecast,
    refuse_impossible,
    release_forecast,
    review_forecast,
    score_forecasts,
    withdraw_forecast,
)
from analysis.actions.orders import (
    key_of_report,
    order_analysis,
    order_forecast,
    order_forecast_paper,
    order_papers,
    order_rank_pictures,
    order_rank_study,
    order_report,
)
from analysis.actions.rank_studies import study_ranks
from analysis.actions.releases import publish_report, review_report, withdraw_report
from analysis.actions.waves import (
    METHOD,
    SEED,
    analyse_wave,
    make_report,
    request_report,
)

__all__ = [
    "METHOD",
    "SEED",
    "analyse_wave",
    "decide_figures",
    "freeze_forecast",
    "key_of_report",
    "make_report",
    "order_analysis",
    "order_forecast",
    "order_forecast_paper",
    "order_papers",
    "order_rank_pictures",
    "order_rank_study",
    "order_report",
    "publish_report",
    "refuse_impossible",
    "release_forecast",
    "request_report",
    "review_forecast",
    "review_report",
    "score_forecasts",
    "study_ranks",
    "withdraw_forecast",
    "withdraw_report",
]
