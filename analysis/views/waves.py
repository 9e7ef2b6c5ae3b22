"""Pages of the analyses: what was computed, its report, who may read it."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from analysis import actions, queries
from analysis.actions.orders import ANALYSIS, REPORT
from analysis.models import AnalysisRun, Report
from analysis.numbers import NotReadable, WaveNumbers
from analysis.reports.wave import figures_table as figure_table
from core import audit, jobs
from core.access import Role, only_for, public, require
from core.errors import DomainError
from core.http.requests import Request, UserRequest
from core.models import Job
from core.tabular import writing
from surveys.models import Wave


@only_for(Role.STAFF, Role.PLANNER)
def runs(request: UserRequest) -> HttpResponse:
    require(request.user, "analysis.read_run")
    lines = queries.waves_with_runs(kind=ANALYSIS, now=timezone.now())
    context = {
        "lines": lines,
        "waiting": any(line.is_under_way for line in lines),
        "may_analyse": request.user.has_perm("analysis.analyse_wave"),
    }
    template = "analysis/runs.html#waves" if request.htmx else "analysis/runs.html"
    return render(request, template, context)


@only_for(Role.STAFF)
@require_POST
def analyse(request: UserRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave.objects.begun(), pk=pk)
    require(request.user, "analysis.analyse_wave", wave)
    try:
        actions.order_analysis(wave=wave, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("The analysis has been ordered; numbers and PDF are ready in about half a minute."),
        )
    return redirect("analysis:runs")


@public
def run(request: Request, pk: int) -> HttpResponse:
    """The report as a page: for staff and planners, and for everybody once published."""
    from analysis.reports import wave as wave_report  # noqa: PLC0415 -- slow import

    found = get_object_or_404(
        AnalysisRun.objects.visible_to(request.user).select_related("wave", "basket"), pk=pk
    )
    is_desk = isinstance(request.user, User) and request.user.has_perm("analysis.read_run")
    reports = [
        report
        for report in found.reports.all()
        if report.is_made and (is_desk or report.published_at)
    ]
    context = {
        "reports": reports,
        "missing": _list_missing(found) if is_desk else [],
        "is_reader": is_desk,
        "may_publish": is_desk and request.user.has_perm("analysis.publish_report"),
    }
    try:
        context |= wave_report.context(found, medium="page")
    except NotReadable:
        return render(request, "analysis/run_older.html", context | {"run": found})
    return render(request, "analysis/run.html", context)


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
def pdf(request: Request, pk: int, language: str) -> HttpResponseBase:
    """The PDF itself; every download by somebody signed in is noted."""
    found = get_object_or_404(AnalysisRun.objects.visible_to(request.user), pk=pk)
    report = get_object_or_404(Report, run=found, language=language, made_at__isnull=False)
    is_desk = isinstance(request.user, User) and request.user.has_perm("analysis.read_run")
    if not is_desk and report.published_at is None:
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
def figures(request: Request, pk: int, kind: str) -> HttpResponse:
    """The figures of a report as a table: for everybody once it is published."""
    found = get_object_or_404(
        AnalysisRun.objects.visible_to(request.user).select_related("wave"), pk=pk
    )
    if kind not in writing.KINDS:
        raise Http404
    try:
        rows = figure_table.table(WaveNumbers.read(found.results))
    except NotReadable as refusal:
        raise Http404 from refusal
    if request.user.is_authenticated:
        audit.record(
            actor=request.user, action="report.figures", now=timezone.now(), target=found, kind=kind
        )
    name = f"thuoc-do-{found.wave.year}-{found.results_digest[:8]}"
    return writing.download(name, figure_table.HEADINGS, rows, kind=kind)


@only_for(Role.STAFF, Role.PLANNER)
@require_POST
def make_pdf(request: UserRequest, pk: int, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found = get_object_or_404(AnalysisRun.objects.visible_to(request.user), pk=pk)
    require(request.user, "analysis.read_run", found)
    actions.order_report(run=found, language=language, by=request.user, now=timezone.now())
    messages.success(request, _("The PDF has been ordered; it is ready in about ten seconds."))
    return redirect("analysis:run", found.pk)


@only_for(Role.STAFF)
@require_POST
def publish(request: UserRequest, pk: int, language: str) -> HttpResponse:
    report = get_object_or_404(Report, run__pk=pk, language=language)
    require(request.user, "analysis.publish_report", report)
    try:
        actions.publish_report(report=report, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is public now: anybody can read page and PDF."))
    return redirect("analysis:run", pk)


@only_for(Role.STAFF)
@require_POST
def withdraw(request: UserRequest, pk: int, language: str) -> HttpResponse:
    report = get_object_or_404(Report, run__pk=pk, language=language)
    require(request.user, "analysis.publish_report", report)
    reason = request.POST.get("reason", "").strip()
    if reason:
        actions.withdraw_report(report=report, reason=reason, by=request.user, now=timezone.now())
        messages.success(request, _("The report is no longer public."))
    else:
        messages.error(request, _("Please say why the report is withdrawn: others will ask."))
    return redirect("analysis:run", pk)


@public
def published(request: Request) -> HttpResponse:
    """Every published report, for anybody."""
    reports = (
        Report.objects.filter(published_at__isnull=False)
        .select_related("run__wave")
        .defer("run__results")
        .order_by("-run__wave__year", "-run__made_at", "-language")
    )
    return render(request, "analysis/published.html", {"reports": reports})
