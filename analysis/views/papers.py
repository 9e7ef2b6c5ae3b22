"""Reports as files to be edited and computed with: Word, Excel, PDF."""

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from analysis.actions import order_forecast_paper, order_papers
from analysis.models import AnalysisRun, Forecast
from analysis.numbers import NotReadable
from analysis.reports.papers.files import TYPES
from analysis.reports.papers.stored import open_paper, open_stored
from analysis.views.withdrawn import lead_to_withdrawal
from core import audit
from core.access import public
from core.clock import timezone
from core.http.requests import Request
from core.views.waiting import wait


@public
@require_safe
@lead_to_withdrawal
def run(request: Request, pk: int, kind: str) -> HttpResponseBase:
    """The report of a wave as Word or Excel, as the worker has written it."""
    if kind not in {"docx", "xlsx"}:
        raise Http404
    found = get_object_or_404(
        AnalysisRun.objects.visible_to(request.user).select_related("wave", "basket"), pk=pk
    )
    try:
        file = open_stored(found, request.LANGUAGE_CODE, kind)
    except NotReadable as refusal:
        raise Http404 from refusal
    if file is None:
        job = order_papers(run=found, language=request.LANGUAGE_CODE, now=timezone.now())
        return wait(request, reverse("analysis:run", args=[pk]), found.wave.title, job)
    name = f"bao-cao-khao-sat-{found.wave.year}-{found.results_digest[:8]}.{kind}"
    _note(request, found, "report.paper", kind)
    return FileResponse(file, content_type=TYPES[kind], as_attachment=True, filename=name)


@public
@require_safe
def forecast(request: Request, pk: int, kind: str) -> HttpResponseBase:
    """A frozen forecast as Word, Excel or PDF: for whoever may read its page."""
    from analysis.reports.papers.forecast import paper_of  # noqa: PLC0415 -- slow import

    if kind not in TYPES:
        raise Http404
    shown = Forecast.objects.visible_to(request.user).select_related("province", "supersedes")
    found = get_object_or_404(shown, pk=pk)
    known = request.user if isinstance(request.user, User) else None
    reads_all = known is not None and known.has_perm("analysis.read_forecast")
    try:
        paper = paper_of(found, with_scenarios=reads_all)
    except NotReadable as refusal:
        raise Http404 from refusal
    file = open_paper(paper, kind)
    if file is None:
        job = order_forecast_paper(
            forecast=found,
            language=request.LANGUAGE_CODE,
            kind=kind,
            with_scenarios=reads_all,
            now=timezone.now(),
        )
        return wait(request, reverse("analysis:forecast", args=[pk]), f"PCI {found.year}", job)
    _note(request, found, "forecast.paper", kind)
    name = f"du-bao-pci-{found.year}-{found.number}.{kind}"
    return FileResponse(file, content_type=TYPES[kind], as_attachment=True, filename=name)


def _note(request: Request, found: AnalysisRun | Forecast, action: str, kind: str) -> None:
    if request.user.is_authenticated:
        audit.record(actor=request.user, action=action, now=timezone.now(), target=found, kind=kind)
