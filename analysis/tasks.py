"""What the worker does: one thin function an action."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone, translation

from accounts.models import User
from analysis import actions
from analysis.models import AnalysisRun, Forecast, ProvinceRank, Report
from core.errors import DomainError
from pci.models import Edition, Province
from surveys.models import Wave

HOUR = 60 * 60
LANGUAGES = ("vi", "en")


def under_way(wave_pk: int) -> str:
    """The key under which pages see that a wave is being analysed."""
    return f"analysing:{wave_pk}"


def analyse_wave(wave_pk: int, user_pk: int) -> None:
    """Analyse, then write the report in Vietnamese and in English."""
    now = timezone.now()
    try:
        run = _find_unfinished_run(wave_pk) or actions.analyse_wave(
            wave=Wave.objects.get(pk=wave_pk), by=User.objects.filter(pk=user_pk).first(), now=now
        )
    except DomainError as refusal:
        cache.set(under_way(wave_pk), str(refusal), HOUR)
        return
    for language in LANGUAGES:
        report = actions.request_report(run=run, language=language, now=now)
        actions.make_report(report=report, now=timezone.now())
    cache.delete(under_way(wave_pk))


def _find_unfinished_run(wave_pk: int) -> AnalysisRun | None:
    """The run of this hour whose report a worker was killed over; it needs no second one."""
    since = timezone.now() - timedelta(seconds=HOUR)
    newest = AnalysisRun.objects.filter(wave=wave_pk, made_at__gte=since).order_by("-pk").first()
    if newest and newest.reports.filter(made_at__isnull=False).count() < len(LANGUAGES):
        return newest
    return None


def make_report(report_pk: int) -> None:
    actions.make_report(report=Report.objects.get(pk=report_pk), now=timezone.now())


FREEZING = "freezing-a-forecast"  # under this key pages see that a forecast is being computed


def freeze_forecast(
    year: int, reason: str, user_pk: int, ordered_at: datetime | None = None
) -> None:
    """Compute and seal a forecast, once an order; a refusal is told on the list of forecasts."""
    by = User.objects.filter(pk=user_pk).first()
    try:
        forecast = actions.freeze_forecast(
            province=Province.objects.home(),
            year=year,
            by=by,
            now=timezone.now(),
            seed=actions.SEED,
            reason=reason,
            ordered_at=ordered_at,
        )
    except DomainError as refusal:
        cache.set(FREEZING, str(refusal), HOUR)
        return
    cache.delete(FREEZING)
    draw_forecast(forecast)


def draw_forecast(forecast: Forecast) -> None:
    """Draw the pictures of a forecast before anybody asks for them."""
    from analysis.reports import forecast as report  # noqa: PLC0415 -- slow import

    for language in ("vi", "en"):
        with translation.override(language):
            report.context(forecast)


def score_forecasts() -> None:
    """Hold open forecasts against what has been published since the last look."""
    actions.score_forecasts(now=timezone.now())


def ranks_under_way(year: int) -> str:
    """The key under which pages see that the ranks of an edition are being studied."""
    return f"studying-ranks:{year}"


def study_ranks(year: int) -> None:
    """Study the ranks of an edition, and draw what visitors look at first."""
    from analysis.reports import rank_study as report  # noqa: PLC0415 -- slow import

    edition = Edition.objects.get(year=year)
    study = actions.study_ranks(edition=edition, now=timezone.now())
    cache.delete(ranks_under_way(year))
    for found in study.provinces.filter(province__is_home=True).select_related("province"):
        for language in ("vi", "en"):
            with translation.override(language):
                report.context(edition, found.province, study, found)


def rank_being_drawn(province_rank: int, language: str) -> str:
    """The key under which pages see that pictures have been ordered."""
    return f"drawing-rank:{province_rank}:{language}"


def draw_rank(province_rank: int, language: str) -> None:
    """Draw the pictures of one province, ordered by the first who looked at its page."""
    from analysis.reports import rank_study as report  # noqa: PLC0415 -- slow import

    rows = ProvinceRank.objects.select_related("study__edition", "province")
    found = rows.filter(pk=province_rank).first()
    if found:
        with translation.override(language):
            report.context(found.study.edition, found.province, found.study, found)
    cache.delete(rank_being_drawn(province_rank, language))


def study_all_ranks() -> None:
    """Renew the studies of editions of which something changed."""
    published = Edition.objects.filter(results__isnull=False).distinct().order_by("year")
    for year in published.values_list("year", flat=True):
        study_ranks(year)
