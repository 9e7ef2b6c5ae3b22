"""Writing a plan: begun, copied, its parts changed and removed; the log tells what stood before."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model, ProtectedError
from django.utils.text import slugify

from accounts.models import User
from core import audit
from plan.errors import ReportsExist
from plan.models import Assignment, Measure, Plan, ReportingDate, Target, Task

MOST_TASKS = 1000
RELATED = ("criteria", "leads", "coordinators")


@transaction.atomic
def begin_plan(*, by: User, now: datetime, copy_from: Plan | None, **values: Any) -> Plan:
    """Enter a plan, empty or with the points, targets and days of another one."""
    plan = Plan.objects.create(code=_free_code(values), **values)
    if copy_from is not None:
        _copy_parts(copy_from, plan)
    changes = audit.differences({}, values | {"copy_from": copy_from})
    audit.record(actor=by, action="plan.begin", now=now, target=plan, changes=changes)
    return plan


def _free_code(values: dict[str, Any]) -> str:
    stem = slugify(f"{values['first_year']}-{values['last_year']}")
    code, number = stem, 2
    while Plan.objects.filter(code=code).exists():
        code, number = f"{stem}-{number}", number + 1
    return code


def _copy_parts(source: Plan, plan: Plan) -> None:
    for point in source.assignments.prefetch_related(*RELATED, "tasks"):
        related = {name: list(getattr(point, name).all()) for name in RELATED}
        tasks = list(point.tasks.all())
        copied = _copy(point, plan=plan)
        for name, rows in related.items():
            getattr(copied, name).set(rows)
        for task in tasks:
            _copy(task, assignment=copied)
    for part in (*source.targets.all(), *source.reporting_dates.all()):
        _copy(part, plan=plan)


def _copy(row: Any, **changes: Model) -> Any:
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    copied = type(row)(**{name: getattr(row, name) for name in names})
    for name, value in changes.items():
        setattr(copied, name, value)
    copied.save()
    return copied


@transaction.atomic
def change_plan(*, plan: Plan, by: User, now: datetime, **values: Any) -> Plan:
    stored = Plan.objects.get(pk=plan.pk)
    changes = audit.differences({name: getattr(stored, name) for name in values}, values)
    for name in changes:
        setattr(plan, name, values[name])
    if changes:
        plan.save(update_fields=list(changes))
        audit.record(actor=by, action="plan.change", now=now, target=plan, changes=changes)
    return plan


@transaction.atomic
def remove_plan(*, plan: Plan, by: User, now: datetime) -> None:
    """Remove a plan nobody has reported on; one with reports stays, as they rest on it."""
    audit.record(
        actor=by,
        action="plan.remove",
        now=now,
        target=plan,
        changes={"title_vi": [str(plan), None]},
    )
    try:
        plan.delete()
    except ProtectedError as problem:
        raise ReportsExist from problem


@transaction.atomic
def save_part(
    *, plan: Plan, part: Assignment | Target | ReportingDate, by: User, now: datetime, **values: Any
) -> Model:
    """Keep a point, a target or a reporting day."""
    is_new = part.pk is None
    model: type[Model] = type(part)
    stored = None if is_new else model._base_manager.get(pk=part.pk)
    tasks = values.pop("tasks", None)
    related = {name: list(values.pop(name)) for name in RELATED if name in values}
    before = _say(stored, values, related)
    part.plan = plan
    for name, value in values.items():
        setattr(part, name, value)
    _fill(part, related)
    part.save()
    for name, rows in related.items():
        getattr(part, name).set(rows)
    if tasks is not None and isinstance(part, Assignment):
        _write_tasks(part, tasks)
    changes = audit.differences(before, _say(part, values, related))
    action = "plan.add_part" if is_new else "plan.change_part"
    audit.record(actor=by, action=action, now=now, target=part, changes=changes)
    return part


def _say(row: Any, values: dict[str, Any], related: dict[str, Any]) -> dict[str, Any]:
    if row is None:
        return {}
    said = {name: getattr(row, name) for name in values}
    return said | {name: sorted(map(str, getattr(row, name).all())) for name in related}


def _fill(part: Any, related: dict[str, list[Any]]) -> None:
    """Word what was left empty: agencies by their names, a code for a target."""
    if isinstance(part, Assignment):
        part.leads_vi = part.leads_vi or _names(related.get("leads", []))
        part.coordinators_vi = part.coordinators_vi or _names(related.get("coordinators", []))
    if isinstance(part, Target):
        part.measured_vi = part.measured_vi or str(Measure(part.measure).label)
    if isinstance(part, Target) and not part.code:
        others = part.plan.targets.values_list("position", flat=True)
        part.position = max(others, default=0) + 1
        part.code = f"target-{part.position}"


def _names(agencies: list[Any]) -> str:
    return "; ".join(agency.name_vi for agency in agencies)[:300]


def _write_tasks(point: Assignment, text: str) -> None:
    """Keep the tasks as they are typed; one whose words stay keeps its English and its notes."""
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    known = {task.text_vi: task for task in point.tasks.all()}
    try:
        for words, task in known.items():
            if words not in lines:
                task.delete()
    except ProtectedError as problem:
        raise ReportsExist from problem
    point.tasks.update(position=F("position") + MOST_TASKS)  # out of the way of the new places
    for at, line in enumerate(lines, 1):
        task = known.get(line) or Task(assignment=point, text_vi=line)
        task.position = at
        task.save()


@transaction.atomic
def remove_part(*, part: Model, by: User, now: datetime) -> None:
    audit.record(
        actor=by,
        action="plan.remove_part",
        now=now,
        target=part,
        changes={"part": [str(part), None]},
    )
    try:
        part.delete()
    except ProtectedError as problem:
        raise ReportsExist from problem


@transaction.atomic
def add_points(*, plan: Plan, points: list[dict[str, Any]], by: User, now: datetime) -> int:
    """Add the points of a table behind those of the plan."""
    last = max(plan.assignments.values_list("number", flat=True), default=0)
    for number, values in enumerate(points, last + 1):
        row = {name: values[name] for name in (*RELATED, "leads_vi", "coordinators_vi")}
        tasks = "\n".join(values["tasks"])
        part = Assignment(leads_vi="")
        save_part(plan=plan, part=part, by=by, now=now, number=number, tasks=tasks, **row)
    return len(points)
