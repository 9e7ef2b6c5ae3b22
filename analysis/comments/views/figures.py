"""How often each code was given: table, chart, file; released by a second person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from analysis.comments.actions import figures as actions
from analysis.comments.actions.reading import list_reports_with
from analysis.comments.forms import WithdrawalForm
from analysis.comments.views.frames import find_frame
from analysis.models import CodeFigures, CodingFrame
from analysis.reports.papers.files import TYPES
from core import audit, jobs
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest


@only_for(Role.STAFF)
def frequencies(request: UserRequest, pk: int) -> HttpResponse:
    """The newest frequencies with their state; a button has them computed."""
    frame = find_frame(request, pk)
    if request.method == "POST":
        require(request.user, "analysis.code_comments", frame)
        return _order(request, frame)
    listed = list(frame.figures.select_related("made_by", "released_by", "withdrawn_by"))
    newest = next((one for one in listed if one.withdrawn_at is None), None)
    context: dict[str, Any] = {"frame": frame, "tab": "frequencies", "figures": newest}
    if newest:
        context |= _describe_figures(newest, request.user)
    waiting = jobs.list_unsettled(kind=actions.FREQUENCIES, now=timezone.now())
    context["orders"] = [job for job in waiting if job.key == str(frame.pk)]
    context["earlier"] = [one for one in listed if one != newest]
    return render(request, "analysis/comments/frequencies.html", context)


def _describe_figures(figures: CodeFigures, reader: User) -> dict[str, Any]:
    from analysis.reports.comments import chart_of_codes, read_results  # noqa: PLC0415 -- slow import

    told = read_results(figures)
    return {
        "told": told,
        "chart": chart_of_codes(told.question, figures.frame.wave.title),
        "is_mine": figures.made_by_id == reader.pk,
        "is_older": figures.version != figures.frame.version,
        "printed_in": list_reports_with(figures=figures) if figures.stands else [],
        "form": WithdrawalForm(),
    }


def _order(request: UserRequest, frame: CodingFrame) -> HttpResponse:
    try:
        actions.order_figures(frame=frame, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The frequencies are being computed."))
    return redirect("analysis:comment_frequencies", frame.pk)


@only_for(Role.STAFF)
@require_safe
def table(request: UserRequest, pk: int) -> HttpResponse:
    """Frequencies, agreement and codes as an Excel file."""
    from analysis.reports.papers.comments import paper_of  # noqa: PLC0415 -- slow import
    from analysis.reports.papers.workbook import write_xlsx  # noqa: PLC0415 -- slow import

    found = get_object_or_404(CodeFigures.objects.select_related("frame__wave"), pk=pk)
    find_frame(request, found.frame_id)
    now = timezone.now()
    audit.record(actor=request.user, action="comments.figures", now=now, target=found)
    name = f"y-kien-{found.frame.wave.year}-{found.results_digest[:8]}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write_xlsx(paper_of(found)), content_type=TYPES["xlsx"], headers=headers)


@only_for(Role.STAFF)
@require_POST
def release(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CodeFigures.objects.select_related("frame"), pk=pk)
    require(request.user, "analysis.release_comments", found)
    try:
        actions.release_figures(figures=found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The frequencies are released: the next analysis of the wave tells them.")
        )
    return redirect("analysis:comment_frequencies", found.frame_id)


@only_for(Role.STAFF)
@require_POST
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CodeFigures.objects.select_related("frame"), pk=pk)
    require(request.user, "analysis.release_comments", found)
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        actions.withdraw_figures(figures=found, reason=reason, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Withdrawn, and with it the public reports that print it."))
    return redirect("analysis:comment_frequencies", found.frame_id)
