"""The page on which a person decides on figures that the rules leave to one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from analysis import actions
from analysis.data.decided import read_numbers
from analysis.forms import DecisionForm
from analysis.models import AnalysisRun, FigureDecision
from analysis.numbers import NotReadable
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest


@only_for(Role.STAFF, Role.PLANNER)
def decisions(request: UserRequest, pk: int) -> HttpResponse:
    """The figures that wait for a person, and those decided; staff decide."""
    from analysis.reports.wave import decisions as page  # noqa: PLC0415 -- slow import

    found = get_object_or_404(AnalysisRun.objects.select_related("wave"), pk=pk)
    require(request.user, "analysis.read_run", found)
    try:
        lines = page.lines(found, read_numbers(found))
    except NotReadable:
        return render(request, "analysis/run_older.html", {"run": found})
    form = DecisionForm([line.key for line in lines], request.POST or None)
    if request.method == "POST":
        require(request.user, "analysis.decide_figures", found)
        if form.is_valid() and _decide(request, found, form):
            return redirect("analysis:decisions", found.pk)
    context = {
        "run": found,
        "lines": lines,
        "form": form,
        "ticked": set(request.POST.getlist("keys")),
        "may_decide": request.user.has_perm("analysis.decide_figures"),
    }
    return render(request, "analysis/decisions.html", context)


def _decide(request: UserRequest, run: AnalysisRun, form: DecisionForm) -> bool:
    given = form.cleaned_data
    try:
        count = actions.decide_figures(
            run=run,
            keys=given["keys"],
            verdict=FigureDecision.Verdict(given["verdict"]),
            reason=given["reason"],
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request,
        ngettext(
            "One figure was decided. Report, files and API follow at once, forecasts from the next"
            " analysis on.",
            "%(count)d figures were decided. Report, files and API follow at once, forecasts from"
            " the next analysis on.",
            count,
        )
        % {"count": count},
    )
    return True
