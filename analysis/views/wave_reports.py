"""Pages of a report for its readers: its summary, its chapters, its files."""

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from analysis import actions
from analysis.actions.orders import ANALYSIS, REPORT
from analysis.data.decided import read_numbers
from analysis.models import AnalysisRun, Report
from analysis.numbers import NotReadable, WaveNumbers, list_reviewed
from analysis.reports.wave import figures_table as figure_table
from analysis.views.withdrawn import lead_to_withdrawal
from core import audit, jobs
from core.access import public
from core.clock import timezone
from core.http.requests import Request
from core.models import Job
from core.tabular import writing


@public
@lead_to_withdrawal
def run(request: Request, pk: int) -> HttpResponse:
    """The summary of the report: for staff and planners, and for everybody once published."""
    found = _visible_run(request, pk)
    context = _around(request, found)
    try:
        content = _content(found)
    except NotReadable:
        return render(request, "analysis/run_older.html", context | {"run": found})
    decisions = _count_decisions(content["n"]) if context["is_reader"] else {}
    return render(request, "analysis/run.html", {**context, **content, **decisions})


def _count_decisions(numbers: WaveNumbers) -> dict[str, int | bool]:
    """How many figures wait for a person, and whether any was left to one."""
    reviewed = list_reviewed(numbers)
    return {
        "waiting_figures": sum(one.figure.waits for one in reviewed),
        "has_decisions": bool(reviewed),
    }


@public
@lead_to_withdrawal
def chapter(request: Request, pk: int, slug: str) -> HttpResponse:
    """One chapter of the report, to be linked to and printed alone."""
    from analysis.reports.wave.chapters import find_place  # noqa: PLC0415 -- slow import

    found = _visible_run(request, pk)
    try:
        content = _content(found)
    except NotReadable as refusal:
        raise Http404 from refusal
    place = find_place(content["n"], slug)
    if place is None:
        raise Http404
    context = {"is_reader": _reads_all(request), **content, "place": place}
    return render(request, "analysis/chapter.html", context)


def _visible_run(request: Request, pk: int) -> AnalysisRun:
    rows = AnalysisRun.objects.visible_to(request.user).select_related("wave", "basket")
    return get_object_or_404(rows, pk=pk)


def _reads_all(request: Request) -> bool:
    return isinstance(request.user, User) and request.user.has_perm("analysis.read_run")


def _content(found: AnalysisRun) -> dict[str, Any]:
    """What the report says, with its chapters."""
    from analysis.reports import wave as wave_report  # noqa: PLC0415 -- slow import
    from analysis.reports.wave.chapters import list_chapters  # noqa: PLC0415 -- slow import

    content = wave_report.context(found, medium="page")
    return {**content, "chapters": list_chapters(content["n"])}


def _around(request: Request, found: AnalysisRun) -> dict[str, Any]:
    """What stands around the summary: files, orders, who may publish."""
    is_desk = _reads_all(request)
    missing = _list_missing(found) if is_desk else []
    return {
        "reports": [
            report
            for report in found.reports.select_related("reviewed_by").prefetch_related("releases")
            if report.is_made and (is_desk or report.published_at)
        ],
        "missing": missing,
        "orderable": [one.language for one in missing if one.job is None or one.job.is_done],
        "is_reader": is_desk,
        "may_review": is_desk and request.user.has_perm("analysis.review_report"),
        "may_publish": is_desk and request.user.has_perm("analysis.publish_report"),
    }


@dataclass(frozen=True, slots=True)
class MissingReport:
    """A PDF that is not there, and the order for it if it was given."""

    language: str
    job: Job | None


def _list_missing(found: AnalysisRun) -> list[MissingReport]:
    """The PDFs that are not there; while the analysis is under way it prints them."""
    made = {report.language for report in found.reports.all() if report.is_made}
    missing = [language for language in ("vi", "en") if language not in made]
    if not missing:
        return []
    now = timezone.now()
    analysis = jobs.latest(kind=ANALYSIS, key=str(found.wave_id), now=now)
    if analysis and not analysis.is_final:
        return [MissingReport(language, analysis) for language in missing[:1]]
    keys = {language: actions.key_of_report(found, language) for language in missing}
    orders = jobs.latest_by_key(kind=REPORT, keys=keys.values(), now=now)
    return [MissingReport(language, orders.get(key)) for language, key in keys.items()]


@public
@lead_to_withdrawal
def pdf(request: Request, pk: int, language: str) -> HttpResponseBase:
    """The PDF itself; every download by somebody signed in is noted."""
    found = get_object_or_404(AnalysisRun.objects.visible_to(request.user), pk=pk)
    report = get_object_or_404(Report, run=found, language=language, made_at__isnull=False)
    if not _reads_all(request) and report.published_at is None:
        raise Http404
    if request.user.is_authenticated:
        audit.record(
            actor=request.user, action="report.download", now=timezone.now(), target=report
        )
    with translation.override(language):
        name = _("survey-report-%(year)s.pdf") % {"year": found.wave.year}
    return FileResponse(
        report.pdf.open("rb"), content_type="application/pdf", filename=name, as_attachment=False
    )


@public
@lead_to_withdrawal
def figures(request: Request, pk: int, kind: str) -> HttpResponse:
    """The figures of a report as a table: for everybody once it is published."""
    found = get_object_or_404(
        AnalysisRun.objects.visible_to(request.user).select_related("wave"), pk=pk
    )
    if kind not in writing.KINDS:
        raise Http404
    try:
        rows = figure_table.table(read_numbers(found))
    except NotReadable as refusal:
        raise Http404 from refusal
    if request.user.is_authenticated:
        audit.record(
            actor=request.user, action="report.figures", now=timezone.now(), target=found, kind=kind
        )
    name = f"thuoc-do-{found.wave.year}-{found.results_digest[:8]}"
    return writing.download(name, figure_table.HEADINGS, rows, kind=kind)
