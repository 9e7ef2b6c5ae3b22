"""Stored results as people decided on their figures: whoever reads a run reads it from here."""

from typing import Any

from analysis.models import AnalysisRun, decisions_about
from analysis.numbers import WaveNumbers, decide_criteria


def read_numbers(run: AnalysisRun) -> WaveNumbers:
    """Read everything a report says."""
    return WaveNumbers.read(run.results, decisions_about(run))


def decided_criteria(run: AnalysisRun) -> list[dict[str, Any]]:
    """Return the stored rows of the criteria alone."""
    return decide_criteria(run.results.get("criteria", []), decisions_about(run))
