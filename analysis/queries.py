"""Reads over several tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q

from analysis.models import AnalysisRun, Forecast
from core import jobs
from core.models import Job
from surveys.models import Wave


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave with what can be done with it: analyse it, read its runs."""

    wave: Wave
    answered: int
    runs: Sequence[AnalysisRun]
    job: Job | None

    @property
    def is_under_way(self) -> bool:
        return self.job is not None and not self.job.is_final


def waves_with_runs(*, kind: str, now: datetime) -> list[WaveLine]:
    """All waves that have begun, newest first, with their runs; five queries for any number.

    ``job`` is the newest order of this kind, unless it went well: then its run tells.
    """
    runs = AnalysisRun.objects.defer("results").prefetch_related("reports")
    waves = list(
        Wave.objects.begun()
        .annotate(
            answered=Count("responses", filter=Q(responses__submitted_at__isnull=False)),
        )
        .prefetch_related(Prefetch("analysis_runs", queryset=runs))
        .order_by("-year", "-opens_on")
    )
    orders = jobs.latest_by_key(kind=kind, keys=[str(wave.pk) for wave in waves], now=now)
    return [
        WaveLine(
            wave=wave,
            answered=wave.answered,  # type: ignore[attr-defined]
            runs=list(wave.analysis_runs.all()),
            job=_keep_unless_done(orders.get(str(wave.pk))),
        )
        for wave in waves
    ]


def _keep_unless_done(job: Job | None) -> Job | None:
    return None if job is None or job.is_done else job


def coming_forecast() -> Forecast | None:
    """Return the home province's newest frozen forecast that waits for its outcome, if any."""
    waiting = Forecast.objects.standing().filter(province__is_home=True, outcomes__isnull=True)
    return waiting.select_related("province").order_by("-year", "-number").first()


def released_forecast() -> Forecast | None:
    """Return the newest forecast released to everybody that still waits for its outcome."""
    waiting = (
        Forecast.objects.standing().released().filter(province__is_home=True, outcomes__isnull=True)
    )
    return waiting.select_related("province").order_by("-year", "-number").first()


def released_run() -> AnalysisRun | None:
    """Return the newest wave's newest run with a published report, without its results."""
    published = AnalysisRun.objects.published().defer("results")
    return published.select_related("wave").order_by("-wave__year", "-made_at").first()
