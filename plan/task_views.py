"""Pages of the tasks: how each stands, what is noted of it; targets whose value is typed."""

import mimetypes

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import audit
from core.access import Role, only_for, require
from core.attachments.cleaning import FileRefused
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from directory.models import Agency
from plan import queries
from plan.actions.tasks import note_task, set_due_day, type_target
from plan.forms import DueDayForm, TargetProgressForm, TaskNoteForm
from plan.kinds import TargetKind
from plan.models import Plan, Target, Task, TaskNote, TaskState
from plan.reporting.measures import measure


def _plan() -> Plan:
    plan = queries.current_plan()
    if plan is None:
        raise Http404("no plan")
    return plan


@only_for(Role.OFFICER, Role.PLANNER, Role.STAFF)
def tasks(request: UserRequest) -> HttpResponse:
    """Every task with what its leads say; an officer begins with those of the own agency."""
    plan = queries.current_plan()
    if plan is None:
        return redirect("plan:report_status")
    own = request.user.agency if request.user.role == Role.OFFICER else None
    everybody = own is None or "all" in request.GET
    lines = queries.task_lines(plan, None if everybody else own)
    state = request.GET.get("state", "")
    due = queries.due_now(queries.calendar(plan), timezone.localdate())
    context = {
        "plan": plan,
        "lines": [line for line in lines if state in {"", line.state}],
        "states": TaskState.choices,
        "state": state,
        "counts": [
            (name, sum(line.state == code for line in lines)) for code, name in TaskState.choices
        ],
        "own": own,
        "everybody": everybody,
        "due": due,
        "targets": [
            (row, _measure_in_words(row)) for row in plan.targets.prefetch_related("progress")
        ],
        "may_type": request.user.has_perm("plan.merge_reports"),
    }
    return render(request, "plan/tasks.html", context)


def _measure_in_words(target: Target) -> tuple[str, str] | None:
    """A target that measures itself, in words."""
    if not target.measure and target.progress.all():
        return None
    found = measure(target, timezone.localdate())
    return (found.text, found.source) if found else None


@only_for(Role.OFFICER, Role.PLANNER, Role.STAFF)
def task(request: UserRequest, pk: int) -> HttpResponse:
    """One task with all that was noted of it; its leads add to it."""
    found = get_object_or_404(Task.objects.select_related("assignment"), pk=pk)
    agency = request.user.agency
    leads = agency is not None and found.assignment.leads.filter(pk=agency.pk).exists()
    may_note = leads and request.user.has_perm("plan.note_task")
    form = TaskNoteForm(request.POST or None, request.FILES or None) if may_note else None
    if "set_due" in request.POST:
        return _set_due(request, found)
    if request.method == "POST":
        require(request.user, "plan.note_task")
        if form is None or agency is None:
            raise Http404(pk)
        if form.is_valid() and _note(request, found, agency, form):
            return redirect("plan:task", pk=pk)
    notes = TaskNote.objects.filter(task=found).select_related("agency", "noted_by")
    context = {
        "task": found,
        "form": form,
        "notes": notes.order_by("-noted_at", "-pk"),
        **_due_day(request, found),
    }
    return render(request, "plan/task.html", context)


def _due_day(request: UserRequest, found: Task) -> dict[str, object]:
    """By when it is to be done, and the form for who may say that."""
    form = DueDayForm(initial={"due_on": found.due_on})
    return {
        "due_form": form if request.user.has_perm("plan.edit_plan") else None,
        "is_late": found.due_on is not None and found.due_on < timezone.localdate(),
    }


def _note(request: UserRequest, found: Task, agency: Agency, form: TaskNoteForm) -> bool:
    """Add the note; what was refused stays in the form, and says that the file is chosen anew."""
    now = timezone.now()
    try:
        note_task(task=found, agency=agency, by=request.user, now=now, **form.cleaned_data)
    except (DomainError, FileRefused) as refusal:
        form.add_error(None, str(refusal))
        form.miss_files(always=True)
        return False
    messages.success(request, _("The note was added."))
    return True


def _set_due(request: UserRequest, found: Task) -> HttpResponse:
    """The planner says by when a task is to be done."""
    require(request.user, "plan.edit_plan")
    form = DueDayForm(request.POST)
    if form.is_valid():
        set_due_day(task=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The day was noted."))
    else:
        messages.error(request, _("This is no day of the calendar."))
    return redirect("plan:task", pk=found.pk)


@only_for(Role.OFFICER, Role.PLANNER, Role.STAFF)
@require_safe
def evidence(request: UserRequest, pk: int) -> HttpResponse:
    """The file that shows what was done, for everybody who follows the plan."""
    note = get_object_or_404(TaskNote.objects.exclude(evidence_file=""), pk=pk)
    audit.record(actor=request.user, action="plan.evidence", now=timezone.now(), target=note)
    with note.evidence_file.open("rb") as content:  # ten megabytes at most
        kind = mimetypes.guess_type(note.evidence_file.name or "")[0] or "application/octet-stream"
        answer = HttpResponse(content.read(), content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@only_for(Role.OFFICER, Role.PLANNER)
def target(request: UserRequest, code: str) -> HttpResponse:
    """Type how far a target is by the next reporting day, with where the value comes from."""
    plan = _plan()
    found = get_object_or_404(Target, plan=plan, code=code)
    require(request.user, "plan.merge_reports")
    due = queries.due_now(queries.calendar(plan), timezone.localdate())
    if due is None:
        raise Http404("no reporting day")
    form = TargetProgressForm(request.POST or None, unit=found.unit)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"] / (100 if found.unit == TargetKind.SHARE else 1)
        note = form.cleaned_data["note"]
        type_target(
            target=found, due_on=due.on, value=value, note=note, by=request.user, now=timezone.now()
        )
        messages.success(request, _("The value was noted."))
        return redirect("plan:tasks")
    return render(request, "plan/target.html", {"target": found, "due": due, "form": form})
