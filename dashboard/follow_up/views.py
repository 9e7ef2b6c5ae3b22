"""Draft an agency's report from what the platform knows; merge all into the provincial report."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import audit
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.views.waiting import wait
from dashboard.follow_up import papers
from dashboard.follow_up.facts import facts_of
from plan import queries
from plan.actions.drafting import draft_report
from plan.models import Assignment, Plan, ProgressReport


def _due(plan: Plan | None, due: str) -> tuple[Plan, queries.Due]:
    """The plan and a day of its calendar; any other day is not found."""
    found = (
        next((day for day in queries.calendar(plan) if day.on.isoformat() == due), None)
        if plan
        else None
    )
    if plan is None or found is None:
        raise Http404(due)
    return plan, found


@only_for(Role.OFFICER)
@require_POST
def draft(request: UserRequest, number: int, due: str) -> HttpResponse:
    """Put what the platform knows into the officer's report; what was written stays."""
    plan, day = _due(queries.current_plan(), due)
    agency = request.user.agency
    point = get_object_or_404(Assignment.objects.filter(leads=agency), plan=plan, number=number)
    if agency is None:
        raise Http404("no agency")
    report = ProgressReport(assignment=point, agency=agency, due_on=day.on)
    report = (
        ProgressReport.objects.filter(assignment=point, agency=agency, due_on=day.on).first()
        or report
    )
    require(request.user, "plan.write_report", report)
    since = queries.reporting_day_before(plan, day.on)
    try:
        facts = facts_of(point, agency, since, day.on)
        notes = queries.notes_between(point, agency, since, day.on)
        draft_report(report=report, notes=notes, facts=facts, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The draft holds what the platform knows. Complete it before you send it.")
        )
    return redirect("plan:report_edit", number=number, due=due)


@only_for(Role.OFFICER, Role.PLANNER)
def provincial(request: UserRequest, due: str, kind: str) -> HttpResponseBase:
    """The provincial report of one day, as a PDF or as a Word file to be edited."""
    plan, day = _due(queries.current_plan(), due)
    if kind not in papers.KINDS:
        raise Http404(kind)
    require(request.user, "plan.merge_reports")
    now, today = timezone.now(), timezone.localdate()
    file = papers.open_stored(papers.gather_report(plan, day, today), kind, today)
    if file is None:
        job = papers.order_report(plan=plan, day=day, kind=kind, by=request.user, now=now)
        return wait(request, reverse("plan:report_status") + f"?due={due}", str(day.reporting), job)
    audit.record(actor=request.user, action="plan.merged_report", now=now, target=plan, kind=kind)
    name = f"bao-cao-ke-hoach-{day.on:%Y-%m-%d}.{kind}"
    return FileResponse(file, content_type=papers.KINDS[kind], as_attachment=True, filename=name)
