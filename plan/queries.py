"""Who leads what, what is due when, and who is late."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Min, Q, QuerySet

from accounts.models import User
from core.clock.timezone import localdate
from core.remembered.requests import once_a_request
from directory.models import Agency
from plan.models import (
    Assignment,
    Plan,
    ProgressReport,
    ReportingDate,
    ReportStatus,
    Task,
    TaskNote,
    TaskState,
)


class State(StrEnum):
    """Where a report stands; the page puts it into words."""

    SENT = "sent"
    SENT_LATE = "sent_late"
    RETURNED = "returned"
    DRAFT = "draft"
    MISSING = "missing"
    OVERDUE = "overdue"
    CLOSED = "closed"  # nobody waits for it any more, or nobody could send it here


AWAITED = frozenset({State.RETURNED, State.DRAFT, State.MISSING, State.OVERDUE})


@dataclass(frozen=True, slots=True)
class Due:
    """A day of the plan's calendar in one year; reports are due before it."""

    on: date
    reporting: ReportingDate


@dataclass(frozen=True, slots=True)
class Duty:
    """One report an agency owes."""

    assignment: Assignment
    agency: Agency
    due_on: date
    report: ProgressReport | None
    state: State


@dataclass(frozen=True, slots=True)
class AgencyReports:
    """What an agency has reported for one due date."""

    agency: Agency
    duties: list[Duty]

    @property
    def sent(self) -> int:
        return sum(duty.state in {State.SENT, State.SENT_LATE} for duty in self.duties)

    @property
    def late(self) -> int:
        return sum(duty.state in {State.SENT_LATE, State.OVERDUE} for duty in self.duties)

    @property
    def open(self) -> int:
        """How many reports are still awaited."""
        return sum(duty.state in AWAITED for duty in self.duties)

    @property
    def closed(self) -> int:
        return sum(duty.state == State.CLOSED for duty in self.duties)


def current_plan(today: date | None = None) -> Plan | None:
    """The plan in force: the newest that has begun, else the next one to begin."""
    return _plan_of((today or localdate()).year)


@once_a_request
def _plan_of(year: int) -> Plan | None:
    begun = Plan.objects.filter(first_year__lte=year).order_by("-last_year", "-first_year", "-pk")
    return begun.first() or Plan.objects.order_by("first_year", "-pk").first()


def assignments(plan: Plan, agency: Agency | None = None) -> QuerySet[Assignment]:
    """List who leads what, of the whole plan or where one agency takes part."""
    rows = plan.assignments.prefetch_related("criteria", "leads", "coordinators", "tasks")
    if agency is None:
        return rows
    return rows.filter(Q(leads=agency) | Q(coordinators=agency)).distinct()


@once_a_request
def calendar(plan: Plan) -> list[Due]:
    """Every reporting day of the plan's years, in order."""
    dates = list(plan.reporting_dates.select_related("collector"))
    return sorted(
        (
            Due(reporting.in_year(year), reporting)
            for year in range(plan.first_year, plan.last_year + 1)
            for reporting in dates
        ),
        key=lambda due: due.on,
    )


def due_now(calendar: list[Due], today: date) -> Due | None:
    """Return the next reporting day, or the last one when all have passed."""
    return next((due for due in calendar if due.on > today), calendar[-1] if calendar else None)


@once_a_request
def in_use_since() -> date | None:
    """The day the first account was opened here: before it nobody could report on the platform."""
    first = User.objects.aggregate(first=Min("date_joined"))["first"]
    return localdate(first) if first else None


def is_over(plan: Plan, today: date) -> bool:
    """Whether the last year of the plan has ended, and with it the wait for its reports."""
    return today.year > plan.last_year


@once_a_request
def list_agency_reports(
    plan: Plan, due_on: date, today: date, since: date | None = None
) -> list[AgencyReports]:
    """Say for each agency that leads a point what it has reported for one day."""
    closed = is_over(plan, today) or (since is not None and due_on <= since)
    points = list(plan.assignments.prefetch_related("leads"))
    reports = {
        (report.assignment_id, report.agency_id): report
        for report in ProgressReport.objects.filter(assignment__plan=plan, due_on=due_on)
    }
    duties: dict[Agency, list[Duty]] = defaultdict(list)
    for point in points:
        for agency in point.leads_on(due_on):
            report = reports.get((point.pk, agency.pk))
            state = _state(report, due_on, today, closed=closed)
            duties[agency].append(Duty(point, agency, due_on, report, state))
    found = [AgencyReports(agency, rows) for agency, rows in duties.items()]
    return sorted(found, key=lambda one: (-one.late, str(one.agency)))


def duties_of(
    agency: Agency, plan: Plan, today: date, since: date | None = None
) -> list[tuple[Due, list[Duty]]]:
    """List what an agency owes, day by day, newest first, up to the next reporting day."""
    points = list(plan.assignments.filter(leads=agency).prefetch_related("criteria"))
    reports = {
        (report.assignment_id, report.due_on): report
        for report in ProgressReport.objects.filter(assignment__plan=plan, agency=agency)
    }
    days = calendar(plan)
    latest = due_now(days, today)
    owed = []
    for due in days:
        if latest is None or due.on > latest.on or not agency.is_valid_on(due.on):
            continue
        rows = []
        closed = is_over(plan, today) or (since is not None and due.on <= since)
        for point in points:
            if not point.is_led_on(due.on, agency):
                continue
            report = reports.get((point.pk, due.on))
            state = _state(report, due.on, today, closed=closed)
            rows.append(Duty(point, agency, due.on, report, state))
        if rows or not points:
            owed.append((due, rows))
    return owed[::-1]


def _state(report: ProgressReport | None, due_on: date, today: date, *, closed: bool) -> State:
    if report is not None and report.status == ReportStatus.SENT:
        return State.SENT_LATE if report.is_late else State.SENT
    if today >= due_on:
        return State.CLOSED if closed else State.OVERDUE
    if report is None:
        return State.MISSING
    return State.RETURNED if report.returned_because else State.DRAFT


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with what each lead says of it last."""

    task: Task
    leads: Sequence[Agency]
    latest: Mapping[int, TaskNote]  # by agency

    @property
    def states(self) -> list[tuple[Agency, TaskNote | None]]:
        return [(agency, self.latest.get(agency.pk)) for agency in self.leads]

    @property
    def state(self) -> str:
        """The least advanced of what the leads say: held up before not begun before under way."""
        order = (TaskState.STUCK, TaskState.NOT_BEGUN, TaskState.UNDER_WAY, TaskState.DONE)
        found = {note.state if note else TaskState.NOT_BEGUN for _agency, note in self.states}
        return next((state for state in order if state in found), TaskState.NOT_BEGUN)


def task_lines(plan: Plan, agency: Agency | None = None) -> list[TaskLine]:
    """Every task of the plan, or of the points an agency leads, with the newest notes."""
    points = plan.assignments.filter(leads=agency) if agency else plan.assignments.all()
    rows = points.prefetch_related("leads", "tasks", "criteria").order_by("number")
    latest: dict[int, dict[int, TaskNote]] = defaultdict(dict)
    notes = TaskNote.objects.filter(task__assignment__plan=plan).select_related("agency")
    for note in notes.order_by("noted_at", "pk"):
        latest[note.task_id][note.agency_id] = note
    today = localdate()

    def leads(point: Assignment) -> list[Agency]:
        return [agency] if agency else point.leads_on(today) or list(point.leads.all())

    return [
        TaskLine(task, leads(point), latest[task.pk])
        for point in rows
        for task in point.tasks.all()
    ]


def notes_between(
    point: Assignment, agency: Agency, since: date | None, until: date
) -> list[TaskNote]:
    """The newest note an agency made on each task of a point between two days."""
    notes = TaskNote.objects.filter(task__assignment=point, agency=agency)
    notes = notes.filter(noted_at__date__lt=until)
    if since:
        notes = notes.filter(noted_at__date__gte=since)
    newest = {n.task_id: n for n in notes.select_related("task").order_by("noted_at", "pk")}
    return sorted(newest.values(), key=lambda note: note.task.position)


def reporting_day_before(plan: Plan, due_on: date) -> date | None:
    """The reporting day before this one, from which a report counts."""
    earlier = [due.on for due in calendar(plan) if due.on < due_on]
    return earlier[-1] if earlier else None
