"""Pages on which a plan is written."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from directory.models import Agency
from pci.models import Criterion
from plan import queries
from plan.editing import actions, tables
from plan.editing.forms import FORMS, MODELS, PlanFileForm, PlanForm
from plan.models import Plan

FILE = "plan.editing.table"


@only_for(Role.PLANNER)
def plans(request: UserRequest) -> HttpResponse:
    """List all plans, and which of them is in force."""
    require(request.user, "plan.edit_plan")
    rows = Plan.objects.order_by("-first_year", "-pk")
    return render(request, "plan/plans.html", {"plans": rows, "in_force": queries.current_plan()})


@only_for(Role.PLANNER)
def plan_add(request: UserRequest) -> HttpResponse:
    require(request.user, "plan.edit_plan")
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = actions.begin_plan(by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("plan:plan", pk=added.pk)
    return render(request, "plan/part.html", {"form": form, "title": _("Enter a plan")})


@only_for(Role.PLANNER)
def plan_page(request: UserRequest, pk: int) -> HttpResponse:
    """Show a plan with its parts; change its title and years, or remove it."""
    require(request.user, "plan.edit_plan")
    plan = get_object_or_404(Plan, pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        return _remove_plan(request, plan)
    form = PlanForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        actions.change_plan(plan=plan, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The plan was saved."))
        return redirect("plan:plan", pk=pk)
    context = {
        "plan": plan,
        "form": form,
        "points": queries.assignments(plan),
        "targets": plan.targets.all(),
        "days": plan.reporting_dates.select_related("collector"),
        "is_in_force": queries.current_plan() == plan,
    }
    return render(request, "plan/plan.html", context)


def _remove_plan(request: UserRequest, plan: Plan) -> HttpResponse:
    try:
        actions.remove_plan(plan=plan, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("plan:plan", pk=plan.pk)
    messages.success(request, _("The plan was removed."))
    return redirect("plan:plans")


@only_for(Role.PLANNER)
def part_edit(request: UserRequest, pk: int, kind: str, part: int | None = None) -> HttpResponse:
    """Add, change or remove a point, a target or a reporting day."""
    require(request.user, "plan.edit_plan")
    plan = get_object_or_404(Plan, pk=pk)
    if kind not in FORMS:
        raise Http404(kind)
    rows = MODELS[kind]._base_manager.filter(plan=plan)
    row = get_object_or_404(rows, pk=part) if part else MODELS[kind]()
    if request.method == "POST" and "remove" in request.POST and part:
        try:
            actions.remove_part(part=row, by=request.user, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("plan:plan", pk=pk)
    form = FORMS[kind](request.POST or None, instance=row, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_part(
                plan=plan, part=form.instance, by=request.user, now=timezone.now(), **form.values
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("plan:plan", pk=pk)
    title = str(row) if part else _("Add to the plan")
    context = {"form": form, "plan": plan, "title": title, "can_remove": bool(part)}
    return render(request, "plan/part.html", context)


@only_for(Role.PLANNER)
def plan_table(request: UserRequest, pk: int) -> HttpResponse:
    """Read the table of a plan; what was recognised is looked at before it is added."""
    require(request.user, "plan.edit_plan")
    plan = get_object_or_404(Plan, pk=pk)
    if request.method == "POST" and "points" in request.POST:
        return _add_points(request, plan)
    form = PlanFileForm(request.POST or None, request.FILES or None)
    points: list[tables.Point] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            points = tables.read(file.name, file.read())
        except DomainError as refusal:
            form.add_error("file", str(refusal))
    context = {
        "plan": plan,
        "form": form,
        "points": [_describe_point(point) for point in points],
        "signed": signing.dumps([asdict(p) for p in points], salt=FILE, compress=True),
    }
    return render(request, "plan/table.html", context)


def _describe_point(point: tables.Point) -> dict[str, Any]:
    """A point with the names of what was recognised in it."""
    agencies = Agency.objects.in_bulk([*point.leads, *point.coordinators])
    return {
        "point": point,
        "criteria": Criterion.objects.filter(pk__in=point.criteria),
        "leads": [agencies[pk] for pk in point.leads],
        "coordinators": [agencies[pk] for pk in point.coordinators],
    }


def _add_points(request: UserRequest, plan: Plan) -> HttpResponse:
    try:
        points = signing.loads(request.POST["points"], salt=FILE)
    except signing.BadSignature:
        messages.error(request, _("This preview is broken. Please read the file again."))
        return redirect("plan:plan_table", pk=plan.pk)
    for point in points:
        point["criteria"] = Criterion.objects.filter(pk__in=point["criteria"])
        for name in ("leads", "coordinators"):
            point[name] = Agency.objects.filter(pk__in=point[name])
    added = actions.add_points(plan=plan, points=points, by=request.user, now=timezone.now())
    messages.success(request, _("%(count)s points were added.") % {"count": added})
    return redirect("plan:plan", pk=plan.pk)
