"""The example plan: who leads what, what must be reached, when it is reported."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.fixtures import Loading, read_fixture
from directory.models import Agency, AgencyKind
from pci.models import Criterion
from plan.models import Assignment, Plan, ReportingDate, Target, Task

GROUPS = {"@departments": AgencyKind.DEPARTMENT, "@districts": AgencyKind.DISTRICT}


def load_example(loading: Loading) -> None:
    row = read_fixture("plan/plan_2018_2020.json")
    assignments, targets = row.pop("assignments"), row.pop("targets")
    reporting_dates = row.pop("reporting_dates")
    plan = loading.put(Plan, {"code": row.pop("code")}, row)
    if plan is None:
        return
    for assignment in assignments:
        _assignment(loading, plan, assignment)
    for position, target in enumerate(targets, 1):
        key = {"plan": plan, "code": target.pop("code")}
        loading.put(Target, key, target | {"position": position})
    for reporting in reporting_dates:
        reporting["collector"] = Agency.objects.filter(code=reporting["collector"]).first()
        key = {"plan": plan, "month": reporting.pop("month"), "day": reporting.pop("day")}
        if reporting["collector"]:
            loading.put(ReportingDate, key, reporting)


def _assignment(loading: Loading, plan: Plan, row: dict[str, Any]) -> None:
    tasks = row.pop("tasks")
    criteria = Criterion.objects.filter(code__in=row.pop("criteria"))
    leads = _agencies(plan, row.pop("leads"))
    coordinators = _agencies(plan, row.pop("coordinators")) - leads
    related = {"criteria": criteria, "leads": leads, "coordinators": coordinators}
    key = {"plan": plan, "number": row.pop("number")}
    assignment = loading.put(Assignment, key, row, related)
    if assignment is None:
        return
    for position, task in enumerate(tasks, 1):
        loading.put(Task, {"assignment": assignment, "position": position}, task)


def _agencies(plan: Plan, names: Iterable[str]) -> set[Agency]:
    """Resolve codes and groups; a group is the agencies that existed when the plan began."""
    named: set[Agency] = set()
    for name in names:
        if name in GROUPS:
            then = Agency.objects.valid_on(date(plan.first_year, 1, 1))
            named |= set(then.filter(kind=GROUPS[name]))
        else:
            named |= set(Agency.objects.filter(code=name))
    return named
