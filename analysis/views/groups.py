"""Groups of enterprises compared: for whoever may read the report."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from analysis.data.breakdowns import read_grouping, read_measured
from analysis.models import AnalysisRun, Breakdown
from analysis.numbers.groups import Grouping, Measured
from analysis.views.withdrawn import lead_to_withdrawal
from core import audit
from core.access import public
from core.clock import timezone
from core.http.requests import Request
from core.tabular import writing


@public
@require_safe
@lead_to_withdrawal
def groups(request: Request, pk: int) -> HttpResponse:
    """One criterion or question by one grouping, both chosen in the address."""
    from analysis.reports.groups import page  # noqa: PLC0415 -- slow import

    run = _visible(request, pk)
    found = Breakdown.objects.filter(run=run).first()
    is_reader = isinstance(request.user, User) and request.user.has_perm("analysis.read_run")
    around = {"run": run, "is_reader": is_reader, "found": found}
    if found is None or not found.content["groupings"]:
        return render(request, "analysis/groups_none.html", around)
    grouping = _choose_grouping(found, request.GET.get("by", ""))
    chosen = _choose_measured(found, grouping, request.GET.get("of", ""))
    return render(
        request, "analysis/groups.html", around | page.context(run, found, grouping, chosen)
    )


def _visible(request: Request, pk: int) -> AnalysisRun:
    rows = AnalysisRun.objects.visible_to(request.user).defer("results").select_related("wave")
    return get_object_or_404(rows, pk=pk)


def _choose_grouping(found: Breakdown, code: str) -> Grouping:
    """The grouping of the address; without one the first there is."""
    chosen = read_grouping(found, code or found.content["groupings"][0]["code"])
    if chosen is None:
        raise Http404
    return chosen


def _choose_measured(found: Breakdown, grouping: Grouping, key: str) -> Measured:
    """What the address names; without it the surest difference, else what is told first."""
    measured = read_measured(found)
    if key:
        if key not in measured:
            raise Http404
        return measured[key]
    told = [row for row in grouping.rows if row.adjusted is not None]
    best = min(told, key=lambda row: row.adjusted or 0.0, default=grouping.rows[0])
    return measured[best.key]


@public
@require_safe
@lead_to_withdrawal
def groups_file(request: Request, pk: int, kind: str) -> HttpResponseBase:
    """Every figure of every group: CSV with codes for programs, Excel in words for readers."""
    from analysis.reports.groups import table  # noqa: PLC0415 -- slow import
    from analysis.reports.papers import groups as paper  # noqa: PLC0415 -- slow import
    from analysis.reports.papers.workbook import write_xlsx  # noqa: PLC0415 -- slow import

    run = _visible(request, pk)
    found = get_object_or_404(Breakdown, run=run)
    if kind not in writing.KINDS:
        raise Http404
    if request.user.is_authenticated:
        audit.record(
            actor=request.user, action="report.groups", now=timezone.now(), target=run, kind=kind
        )
    name = f"thuoc-do-nhom-{run.wave.year}-{run.results_digest[:8]}"
    if kind == "csv":
        return writing.download(name, table.HEADINGS, table.table(found), kind=kind)
    content = BytesIO(write_xlsx(paper.paper_of(run, found)))
    return FileResponse(
        content, content_type=writing.XLSX, as_attachment=True, filename=f"{name}.xlsx"
    )
