"""The page of a study of ranks: sentences, then pictures, then the page."""

from analysis.reports.rank_study.page import context
from analysis.reports.rank_study.sentences import places, sentence_on_step, verdict

__all__ = ["context", "places", "sentence_on_step", "verdict"]
