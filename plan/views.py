"""Pages of the plan: who leads what, and progress reports."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.access import Role, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest
from directory.models import Agency
from plan import queries
from plan.actions import reports
from plan.forms import ProgressReportForm, ReturnForm
from plan.models import Assignment, Plan, ProgressReport
from plan.queries import Duty, State
from plan.reminders.actions import tell_returned


def _plan() -> Plan:
    plan = queries.current_plan()
    if plan is None:
        raise Http404("no plan")
    return plan


def _day(text: str) -> date:
    """Read a day of an address, which may be no day at all."""
    try:
        day = parse_date(text)
    except ValueError as problem:
        raise Http404(text) from problem
    if day is None:
        raise Http404(text)
    return day


@public
def index(request: Request) -> HttpResponse:
    plan = queries.current_plan()
    if plan is None:
        return render(request, "plan/none.html")
    code = request.GET.get("agency")
    agency = get_object_or_404(Agency, code=code) if code else None
    context = {
        "plan": plan,
        "agency": agency,
        "agencies": Agency.objects.filter(leads__plan=plan).distinct(),
        "assignments": queries.assignments(plan, agency),
        "targets": plan.targets.all(),
        "reporting_dates": plan.reporting_dates.select_related("collector"),
    }
    return render(request, "plan/index.html", context)


@only_for(Role.OFFICER, Role.PLANNER)
def report_list(request: UserRequest) -> HttpResponse:
    """Show an officer what the agency owes, and who collects how everybody stands."""
    if request.user.has_perm("plan.view_all_reports") and "own" not in request.GET:
        return redirect("plan:report_status")
    agency, plan = request.user.agency, queries.current_plan()
    today = timezone.localdate()
    owed = queries.duties_of(agency, plan, today, queries.in_use_since()) if agency and plan else []
    context = {
        "agency": agency,
        "owed": [(due, duties, _is_past(duties)) for due, duties in owed],
        "ended": plan if plan and queries.is_over(plan, today) else None,
    }
    return render(request, "plan/reports.html", context)


def _is_past(duties: list[Duty]) -> bool:
    """Whether a day is over without anything written, which one line tells."""
    return all(duty.state == State.CLOSED and duty.report is None for duty in duties)


@only_for(Role.OFFICER, Role.PLANNER)
def report_status(request: UserRequest) -> HttpResponse:
    """Show who has reported for one day; other officers go to what their own agency owes."""
    if not request.user.has_perm("plan.view_all_reports"):
        return redirect("plan:reports")
    plan, today = queries.current_plan(), timezone.localdate()
    days = queries.calendar(plan) if plan else []
    asked = request.GET.get("due")
    due = next((day for day in days if day.on.isoformat() == asked), queries.due_now(days, today))
    if plan is None or due is None:
        return render(request, "plan/report_status.html", {"days": []})
    rows = queries.list_agency_reports(plan, due.on, today, queries.in_use_since())
    context = {
        "plan": plan,
        "due": due,
        "last_day": due.on - timedelta(days=1),
        "days": days,
        "agencies": rows,
        "owed": sum(len(row.duties) for row in rows),
        "sent": sum(row.sent for row in rows),
        "late": sum(row.late for row in rows),
        "closed": sum(row.closed for row in rows),
        "ended": plan if queries.is_over(plan, today) else None,
    }
    return render(request, "plan/report_status.html", context)


@only_for(Role.OFFICER)
def report_edit(request: UserRequest, number: int, due: str) -> HttpResponse:
    """Write or send the report of one's own agency."""
    report = _own_report(request, number, _day(due))
    require(request.user, "plan.write_report", report)
    if report.sent_at:
        return redirect("plan:report", pk=report.pk)
    seen, other = reports.version_of(report), None
    form = ProgressReportForm(request.POST or None, instance=report)
    if request.method == "POST":
        seen = request.POST.get("seen", "")  # what is refused unread stays as old as it was
        if form.is_valid():
            typed = form.cleaned_data
            if _save_report(request, report, form):
                return redirect("plan:reports")
            stored = _own_report(request, number, _day(due))
            seen = reports.version_of(stored)
            is_other = (stored.text, stored.obstacles) != (typed["text"], typed["obstacles"])
            other = stored if is_other else None
    context = {
        "form": form,
        "report": report,
        "last_day": report.due_on - timedelta(days=1),
        "seen": seen,
        "other": other,
    }
    return render(request, "plan/report_edit.html", context)


def _save_report(request: UserRequest, report: ProgressReport, form: ProgressReportForm) -> bool:
    """Save what was written, and send it when the button says so; tell what was refused."""
    now = timezone.now()
    try:
        seen = request.POST.get("seen")
        saved = reports.save_draft(
            report=report, by=request.user, now=now, seen=seen, **form.cleaned_data
        )
        if "send" in request.POST:
            reports.send(report=saved, by=request.user, now=now)
            messages.success(request, _("The report has been sent."))
        else:
            messages.success(request, _("The draft is saved; it has not been sent yet."))
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _own_report(request: UserRequest, number: int, due_on: date) -> ProgressReport:
    """Return the report, or a new one where the plan asks this agency for it."""
    plan = _plan()
    if request.user.agency is None:
        raise Http404("no agency")
    if all(day.on != due_on for day in queries.calendar(plan)):
        raise Http404(due_on)
    assignment = get_object_or_404(
        Assignment.objects.filter(leads=request.user.agency), plan=plan, number=number
    )
    key = {"assignment": assignment, "agency": request.user.agency, "due_on": due_on}
    return ProgressReport.objects.filter(**key).first() or ProgressReport(**key)


@only_for(Role.OFFICER, Role.PLANNER)
def report(request: UserRequest, pk: int) -> HttpResponse:
    rows = ProgressReport.objects.select_related("assignment", "agency", "written_by")
    found = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm("plan.view_report", found):
        raise Http404(pk)
    form = ReturnForm(request.POST or None)
    if request.method == "POST":
        require(request.user, "plan.return_report", found)
        if form.is_valid():
            try:
                returned = reports.return_report(
                    report=found, by=request.user, now=timezone.now(), **form.cleaned_data
                )
                tell_returned(report=returned, now=timezone.now())
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The report went back to the agency."))
                return redirect("plan:report_status")
    context = {"report": found, "form": form}
    return render(request, "plan/report.html", context)
