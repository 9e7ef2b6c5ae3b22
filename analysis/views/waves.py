"""Pages of the analyses: what was computed, its PDF ordered."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analysis import actions, queries
from analysis.actions.orders import ANALYSIS
from analysis.models import AnalysisRun
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
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
