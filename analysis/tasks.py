"""What the worker does: one thin function for each kind of order, and what the clock brings."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_noop

from analysis import actions
from analysis.models import AnalysisRun, Forecast, ProvinceRank, RankStudy, Report
from analysis.rank_studies import study as ranks
from core import jobs
from core.clock import timezone
from core.models import Job
from pci.models import Edition, Province
from surveys.models import Wave

LANGUAGES = ("vi", "en")
COMPUTING = gettext_noop("The figures are being computed.")
PRINTING = {
    "vi": gettext_noop("The report is being written in Vietnamese."),
    "en": gettext_noop("The report is being written in English."),
}
DRAWING = gettext_noop("The pictures are being drawn.")
Page = tuple[Any, ...]


def analyse_wave(job: Job) -> Page:
    """Analyse, then write the report in Vietnamese and in English."""
    jobs.progress(job, done=0, of=1 + len(LANGUAGES), stage=COMPUTING)
    wave = Wave.objects.get(pk=job.arguments["wave"])
    run = _find_run_of(job, wave) or actions.analyse_wave(
        wave=wave, by=job.ordered_by, now=timezone.now()
    )
    for number, language in enumerate(LANGUAGES, start=1):
        jobs.progress(job, done=number, stage=PRINTING[language])
        report = actions.request_report(run=run, language=language, now=timezone.now())
        actions.make_report(report=report, now=timezone.now())
        _write_papers(run, language)
    return ("analysis:run", run.pk)


def _write_papers(run: AnalysisRun, language: str) -> None:
    """Write Word and Excel, so that no page has to."""
    from analysis.reports.papers.stored import write_all  # noqa: PLC0415 -- slow import

    write_all(run, language)


def write_papers(job: Job) -> Page:
    """Write what a reader asked for and is not there as the figures stand now."""
    run = AnalysisRun.objects.select_related("wave", "basket").get(pk=job.arguments["run"])
    _write_papers(run, job.arguments["language"])
    return ("analysis:run", run.pk)


def write_forecast_paper(job: Job) -> Page:
    """Write a forecast as one kind of file, as it stands now."""
    from analysis.reports.papers.forecast import paper_of  # noqa: PLC0415 -- slow import
    from analysis.reports.papers.stored import write_paper  # noqa: PLC0415 -- slow import

    told = job.arguments
    found = Forecast.objects.select_related("province", "supersedes").get(pk=told["forecast"])
    with translation.override(told["language"]):
        write_paper(paper_of(found, with_scenarios=told["with_scenarios"]), told["kind"])
    return ("analysis:forecast_paper", found.pk, told["kind"])


def _find_run_of(job: Job, wave: Wave) -> AnalysisRun | None:
    """The run this order has stored already, if a worker was killed over its report."""
    return wave.analysis_runs.filter(made_at__gte=job.ordered_at).order_by("pk").first()


def make_report(job: Job) -> Page:
    report = Report.objects.select_related("run").get(pk=job.arguments["report"])
    actions.make_report(report=report, now=timezone.now())
    _write_papers(report.run, report.language)
    return ("analysis:pdf", report.run_id, report.language)


def freeze_forecast(job: Job) -> Page:
    """Compute and seal a forecast, once an order, and draw what its page shows."""
    jobs.progress(job, done=0, of=2, stage=COMPUTING)
    forecast = actions.freeze_forecast(
        province=Province.objects.home(),
        year=job.arguments["year"],
        by=job.ordered_by,
        now=timezone.now(),
        seed=actions.SEED,
        reason=job.arguments["reason"],
        ordered_at=job.ordered_at,
    )
    jobs.progress(job, done=1, stage=DRAWING)
    draw_forecast(forecast)
    return ("analysis:forecast", forecast.pk)


def draw_forecast(forecast: Forecast) -> None:
    """Draw the pictures of a forecast before anybody asks for them."""
    from analysis.reports import forecast as report  # noqa: PLC0415 -- slow import

    for language in LANGUAGES:
        with translation.override(language):
            report.context(forecast)


def score_forecasts() -> None:
    """Hold open forecasts against what has been published since the last look."""
    actions.score_forecasts(now=timezone.now())


def study_ranks(job: Job) -> None:
    """Study the ranks of an edition, and draw what visitors look at first."""
    jobs.progress(job, done=0, of=2, stage=COMPUTING)
    edition = Edition.objects.get(year=job.arguments["year"])
    study = actions.study_ranks(edition=edition, now=timezone.now())
    jobs.progress(job, done=1, stage=DRAWING)
    for found in study.provinces.filter(province__is_home=True).select_related("province"):
        for language in LANGUAGES:
            _draw(found, language)


def draw_rank(job: Job) -> None:
    """Draw the pictures of one province, ordered by the first who looked at its page."""
    rows = ProvinceRank.objects.select_related("study__edition", "province")
    found = rows.filter(pk=job.arguments["province_rank"]).first()
    if found:
        _draw(found, job.arguments["language"])


def _draw(found: ProvinceRank, language: str) -> None:
    from analysis.reports import rank_study as report  # noqa: PLC0415 -- slow import

    with translation.override(language):
        report.context(found.study.edition, found.province, found.study, found)


def order_rank_studies() -> None:
    """Renew the studies of editions of which something changed."""
    for edition in Edition.objects.filter(results__isnull=False).distinct().order_by("year"):
        if not RankStudy.objects.filter(edition=edition, stamp=ranks.stamp(edition.year)).exists():
            actions.order_rank_study(edition=edition, now=timezone.now())
