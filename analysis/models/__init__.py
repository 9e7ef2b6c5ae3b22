"""Results and forecasts, kept with all that is needed to repeat them."""

from analysis.models.decisions import FigureDecision, decisions_about, decisions_on
from analysis.models.forecasts import Forecast, ForecastOutcome, ForecastRelease, OutcomeKind
from analysis.models.rank_studies import ProvinceRank, RankStudy
from analysis.models.releases import ReportRelease
from analysis.models.runs import AnalysisRun, Immutable, Report, report_path
from analysis.models.scenarios import Scenario

__all__ = [
    "AnalysisRun",
    "FigureDecision",
    "Forecast",
    "ForecastOutcome",
    "ForecastRelease",
    "Immutable",
    "OutcomeKind",
    "ProvinceRank",
    "RankStudy",
    "Report",
    "ReportRelease",
    "Scenario",
    "decisions_about",
    "decisions_on",
    "report_path",
]
