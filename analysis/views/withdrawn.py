"""What was public and was withdrawn: its addresses lead to the page that says why."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from analysis.models import AnalysisRun, ReportRelease
from core.http.requests import Request

RunView = Callable[..., HttpResponseBase]  # a view of a run, or of one of its files


def lead_to_withdrawal(view: RunView) -> RunView:
    """Lead from what is no longer public to the release that says why; others find nothing."""

    @wraps(view)
    def looked_up(request: Request, pk: int, **rest: str) -> HttpResponseBase:
        try:
            return view(request, pk, **rest)
        except Http404:
            runs = AnalysisRun.objects.filter(pk=pk)  # none for a number beyond all numbers
            releases = ReportRelease.objects.filter(report__run__in=runs)
            if language := rest.get("language"):
                releases = releases.filter(report__language=language)
            newest = releases.order_by("-number").first()
            if newest is None or releases.standing().exists():
                raise
            return redirect("analysis:release", number=newest.number)

    return looked_up
