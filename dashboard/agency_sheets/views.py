"""The sheets of the lead agencies: all for planners and staff, its own for an officer."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from analysis.models import Forecast
from analysis.numbers import NotReadable
from analysis.queries import coming_forecast, released_forecast
from analysis.reports.papers.files import TYPES
from analysis.reports.papers.stored import open_paper
from core import audit
from core.access import Role, only_for
from core.clock import timezone
from core.http.requests import UserRequest
from core.views.waiting import wait
from dashboard.agency_sheets.orders import order_sheet
from dashboard.agency_sheets.paper import paper_of
from directory.models import Agency
from plan.queries import current_plan

READERS = (Role.STAFF, Role.PLANNER, Role.OFFICER)


def _agencies(request: UserRequest) -> list[Agency]:
    """The agencies that lead a point of the plan and whose sheet this person may read."""
    plan = current_plan()
    if plan is None:
        return []
    rows = Agency.objects.filter(leads__plan=plan).distinct().order_by("name_vi")
    if request.user.role == Role.OFFICER:
        rows = rows.filter(officers=request.user)
    return list(rows)


@only_for(*READERS)
@require_safe
def sheets(request: UserRequest) -> HttpResponse:
    """All sheets this person may read."""
    return render(request, "dashboard/agency_sheets.html", {"agencies": _agencies(request)})


@only_for(*READERS)
@require_safe
def sheet(request: UserRequest, code: str) -> HttpResponse:
    """One sheet as a page."""
    agency = _find(request, code)
    paper = paper_of(agency, _forecast_for(request), timezone.localdate())
    context = {"agency": agency, "paper": paper}
    return render(request, "dashboard/agency_sheet.html", context)


@only_for(*READERS)
@require_safe
def sheet_file(request: UserRequest, code: str, kind: str) -> HttpResponseBase:
    """The same as a file, as the worker has written it."""
    agency, now = _find(request, code), timezone.now()
    if kind not in TYPES:
        raise Http404(kind)
    forecast = _forecast_for(request)
    try:
        file = open_paper(paper_of(agency, forecast, timezone.localdate()), kind)
    except NotReadable as refusal:
        raise Http404 from refusal
    if file is None:
        job = order_sheet(agency=agency, forecast=forecast, kind=kind, by=request.user, now=now)
        return wait(request, reverse("agency_sheet", args=[code]), agency.name, job)
    audit.record(actor=request.user, action="agency.sheet", now=now, target=agency, kind=kind)
    name = f"phieu-co-quan-{agency.code}.{kind}"
    return FileResponse(file, content_type=TYPES[kind], as_attachment=True, filename=name)


def _find(request: UserRequest, code: str) -> Agency:
    agency = get_object_or_404(Agency, code=code)
    if agency not in _agencies(request):
        raise Http404(code)
    return agency


def _forecast_for(request: UserRequest) -> Forecast | None:
    """A forecast that was not released is for those who may read it."""
    reads_all = request.user.has_perm("analysis.read_forecast")
    return coming_forecast() if reads_all else released_forecast()
