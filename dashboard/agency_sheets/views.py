"""The sheets of the lead agencies: all for planners and staff, its own for an officer."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from analysis.queries import coming_forecast, released_forecast
from analysis.reports.papers.document import Paper
from analysis.views.papers import answer
from core import audit
from core.access import Role, only_for
from core.clock import timezone
from core.http.requests import UserRequest
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
    context = {"agency": agency, "paper": _build(request, agency)}
    return render(request, "dashboard/agency_sheet.html", context)


@only_for(*READERS)
@require_safe
def sheet_file(request: UserRequest, code: str, kind: str) -> HttpResponse:
    """The same as a file."""
    agency = _find(request, code)
    audit.record(
        actor=request.user, action="agency.sheet", now=timezone.now(), target=agency, kind=kind
    )
    return answer(lambda: _build(request, agency), kind, f"phieu-co-quan-{agency.code}")


def _find(request: UserRequest, code: str) -> Agency:
    agency = get_object_or_404(Agency, code=code)
    if agency not in _agencies(request):
        raise Http404(code)
    return agency


def _build(request: UserRequest, agency: Agency) -> Paper:
    """A forecast that was not released is for those who may read it."""
    reads_all = request.user.has_perm("analysis.read_forecast")
    forecast = coming_forecast() if reads_all else released_forecast()
    return paper_of(agency, forecast, timezone.localdate())
