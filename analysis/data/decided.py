"""Stored results as people decided on their figures: whoever reads a run reads it from here."""

from dataclasses import replace
from typing import Any

from analysis.models import AnalysisRun, CodeFigures, Quote, decisions_about
from analysis.numbers import OTHER_FORM, Coverage, WaveNumbers, Weighting, decide_criteria


def read_numbers(run: AnalysisRun) -> WaveNumbers:
    """Read everything a report says, but no comments that were withdrawn since."""
    numbers = WaveNumbers.read(run.results, decisions_about(run))
    if numbers.comments is None:
        return numbers
    withdrawn = {"withdrawn_at__isnull": False}
    figures = CodeFigures.objects.filter(frame__wave=run.wave_id, **withdrawn)
    quotes = Quote.objects.filter(answer__frame__wave=run.wave_id, **withdrawn)
    keys = [set(rows.values_list("pk", flat=True)) for rows in (figures, quotes)]
    return replace(numbers, comments=numbers.comments.without(*keys))


def decided_criteria(run: AnalysisRun) -> list[dict[str, Any]]:
    """Return the stored rows of the criteria alone."""
    return decide_criteria(run.results.get("criteria", []), decisions_about(run))


def read_coverage(run: AnalysisRun) -> Coverage | None:
    """Return how much of the survey's sub-index it measured itself; nothing where there is none."""
    stored = AnalysisRun.objects.filter(pk=run.pk)
    criteria, score = stored.values_list("results__criteria", "results__own_score").get()
    try:
        return Coverage.of_stored(criteria) if score else None
    except OTHER_FORM:
        return None


def read_weighting(run: AnalysisRun) -> Weighting:
    """Return how the answers of a report were weighted; older reports calibrated nothing."""
    stored = run.results.get("weighting")
    return Weighting.read(stored) if stored else Weighting()
