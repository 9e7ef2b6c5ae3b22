"""Reads over several tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Prefetch, Q

from analysis.models import AnalysisRun, Forecast
from surveys.models import Wave


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave with what can be done with it: analyse it, read its runs."""

    wave: Wave
    answered: int
    runs: Sequence[AnalysisRun]
    state: str


def waves_with_runs(key_of_state: str = "analysing:{}") -> list[WaveLine]:
    """All waves that have begun, newest first, with their runs; four queries for any number."""
    runs = AnalysisRun.objects.defer("results").prefetch_related("reports")
    waves = list(
        Wave.objects.begun()
        .annotate(
            answered=Count("responses", filter=Q(responses__submitted_at__isnull=False)),
        )
        .prefetch_related(Prefetch("analysis_runs", queryset=runs))
        .order_by("-year", "-opens_on")
    )
    states = cache.get_many([key_of_state.format(wave.pk) for wave in waves])
    return [
        WaveLine(
            wave=wave,
            answered=wave.answered,  # type: ignore[attr-defined]
            runs=list(wave.analysis_runs.all()),
            state=str(states.get(key_of_state.format(wave.pk), "")),
        )
        for wave in waves
    ]


@dataclass(frozen=True, slots=True)
class ComingScore:
    """What is expected of the edition that is not out yet: median and the 80 % interval."""

    pk: int
    year: int
    middle: float
    low: float
    high: float


def coming_score() -> ComingScore | None:
    """Return the home province's newest frozen forecast that waits for its outcome, if any."""
    waiting = Forecast.objects.standing().filter(province__is_home=True, outcomes__isnull=True)
    newest = waiting.order_by("-year", "-number")
    found = newest.values_list("pk", "year", "content__said__score__q").first()
    match found:
        case (pk, year, {"0.1": low, "0.5": middle, "0.9": high}):
            return ComingScore(pk, year, middle, low, high)
        case _:  # none, or one of another form
            return None
