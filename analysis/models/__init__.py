"""Results and forecasts, kept with all that is needed to repeat them."""

from analysis.models.breakdowns import Breakdown
from analysis.models.comments import (
    Code,
    CodeFigures,
    Coding,
    CodingFrame,
    FrameVersion,
    OpenAnswer,
    Quote,
    Settlement,
)
from analysis.models.decisions import FigureDecision, decisions_about, decisions_on
from analysis.models.forecasts import (
    Forecast,
    ForecastOutcome,
    ForecastRelease,
    ForecastReview,
    OutcomeKind,
)
from analysis.models.rank_studies import ProvinceRank, RankStudy
from analysis.models.releases import ReportRelease
from analysis.models.runs import AnalysisRun, Immutable, Report, report_path
from analysis.models.scenarios import Scenario
from analysis.models.subscriptions import Subscription

__all__ = [
    "AnalysisRun",
    "Breakdown",
    "Code",
    "CodeFigures",
    "Coding",
    "CodingFrame",
    "FigureDecision",
    "Forecast",
    "ForecastOutcome",
    "ForecastRelease",
    "ForecastReview",
    "FrameVersion",
    "Immutable",
    "OpenAnswer",
    "OutcomeKind",
    "ProvinceRank",
    "Quote",
    "RankStudy",
    "Report",
    "ReportRelease",
    "Scenario",
    "Settlement",
    "Subscription",
    "decisions_about",
    "decisions_on",
    "report_path",
]
