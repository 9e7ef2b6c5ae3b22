"""What the worker is asked to do: each order is one job, however often it is given."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from analysis.actions.forecasts import refuse_impossible
from analysis.actions.waves import request_report
from analysis.errors import WaveStillOpen
from analysis.models import AnalysisRun, Forecast, ProvinceRank
from core import jobs
from core.access import User
from core.models import Job
from pci.models import Edition, Province
from surveys.models import Wave

ANALYSIS, REPORT, FORECAST = "analysis", "report", "forecast"
RANK_STUDY, RANK_PICTURES, PAPERS = "rank_study", "rank_pictures", "papers"
FORECAST_PAPER = "forecast_paper"
NOT_AGAIN_WITHIN = timedelta(hours=1)


def order_analysis(*, wave: Wave, by: User | None, now: datetime) -> Job:
    """Have a closed wave analysed, and its report written in both languages."""
    if not wave.is_closed:
        raise WaveStillOpen(wave)
    return jobs.start(
        kind=ANALYSIS,
        key=str(wave.pk),
        subject=lambda: wave.title,
        arguments={"wave": wave.pk},
        place=["analysis:runs"],
        by=by,
        now=now,
    )


def key_of_report(run: AnalysisRun, language: str) -> str:
    return f"{run.pk}:{language}"


def order_report(*, run: AnalysisRun, language: str, by: User | None, now: datetime) -> Job:
    """Have the PDF of a run printed in one language."""
    report = request_report(run=run, language=language, now=now)
    return jobs.start(
        kind=REPORT,
        key=key_of_report(run, language),
        subject=lambda: f"{run.wave.title} ({dict(settings.LANGUAGES)[language]})",
        arguments={"report": report.pk},
        place=["analysis:run", run.pk],
        by=by,
        now=now,
    )


def order_papers(*, run: AnalysisRun, language: str, now: datetime) -> Job:
    """Have Word and Excel of a report written; any reader may cause it."""
    return _order_unless_just_failed(
        kind=PAPERS,
        key=f"{run.pk}:{language}",
        subject=lambda: f"{run.wave.title} ({dict(settings.LANGUAGES)[language]})",
        arguments={"run": run.pk, "language": language},
        place=["analysis:run", run.pk],
        now=now,
    )


def order_forecast_paper(
    *, forecast: Forecast, language: str, kind: str, with_scenarios: bool, now: datetime
) -> Job:
    """Have a forecast written as one kind of file; any reader may cause it."""
    arguments = {"forecast": forecast.pk, "language": language, "kind": kind}
    scenarios = "scenarios" if with_scenarios else "public"
    return _order_unless_just_failed(
        kind=FORECAST_PAPER,
        key=f"{forecast.pk}:{language}:{kind}:{scenarios}",
        subject=f"PCI {forecast.year}, {kind.upper()}",
        arguments=arguments | {"with_scenarios": with_scenarios},
        place=["analysis:forecast", forecast.pk],
        now=now,
    )


def order_forecast(*, year: int, reason: str, by: User | None, now: datetime) -> Job:
    """Have a forecast frozen; what cannot be forecast is refused at once."""
    refuse_impossible(province=Province.objects.home(), year=year)
    return jobs.start(
        kind=FORECAST,
        key=str(year),
        subject=f"PCI {year}",
        arguments={"year": year, "reason": reason},
        place=["analysis:forecasts"],
        by=by,
        now=now,
    )


def order_rank_study(*, edition: Edition, now: datetime) -> Job:
    """Have the ranks of an edition studied."""
    return _order_unless_just_failed(
        kind=RANK_STUDY,
        key=str(edition.year),
        subject=f"PCI {edition.year}",
        arguments={"year": edition.year},
        place=["analysis:rank", edition.year],
        now=now,
    )


def order_rank_pictures(*, found: ProvinceRank, language: str, now: datetime) -> Job:
    """Have the pictures of one province drawn in one language."""
    year = found.study.edition.year
    return _order_unless_just_failed(
        kind=RANK_PICTURES,
        key=f"{found.pk}:{language}",
        subject=lambda: f"{found.province}, PCI {year} ({dict(settings.LANGUAGES)[language]})",
        arguments={"province_rank": found.pk, "language": language},
        place=["analysis:rank", year],
        now=now,
    )


def _order_unless_just_failed(*, kind: str, key: str, now: datetime, **order: Any) -> Job:
    """Order what any visitor may cause; work that has just failed is left to a person."""
    latest = jobs.latest(kind=kind, key=key, now=now)
    has_failed = latest is not None and latest.can_be_tried_again
    if latest and has_failed and latest.ended_at and now - latest.ended_at < NOT_AGAIN_WITHIN:
        return latest
    return jobs.start(kind=kind, key=key, by=None, now=now, **order)
