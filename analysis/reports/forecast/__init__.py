"""The pages of a forecast and of the track record: numbers first, then sentences, then pictures."""

from analysis.reports.forecast.outcomes import outcome_lines
from analysis.reports.forecast.page import context
from analysis.reports.forecast.record import track_record

__all__ = ["context", "outcome_lines", "track_record"]
