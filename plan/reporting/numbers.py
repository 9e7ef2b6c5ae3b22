"""What the provincial report says, before it becomes a page, a PDF or a Word file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from plan.kinds import TargetKind
from plan.models import Plan, Target, TargetProgress
from plan.queries import AgencyReports, Due, Duty, State, TaskLine, list_agency_reports, task_lines
from plan.reporting.measures import measure


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one agency reported on a point."""

    agency: str
    text: str
    obstacles: str

    @property
    def paragraphs(self) -> list[str]:
        return _split_lines(self.text)

    @property
    def obstacle_lines(self) -> list[str]:
        return _split_lines(self.obstacles)


def _split_lines(text: str) -> list[str]:
    """The lines of a text without the signs that people begin lists with."""
    lines = (line.strip().lstrip("-–•*+ ") for line in text.splitlines())
    return [line for line in lines if line]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the plan with what its leads reported and how its tasks stand."""

    number: int
    criteria: str
    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...]  # agencies that have not reported on it
    tasks: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        return _("Point %(number)s: %(criteria)s") % {
            "number": self.number,
            "criteria": self.criteria,
        }


@dataclass(frozen=True, slots=True)
class Reached:
    """A target with the value reached and where it comes from."""

    target: str
    wanted: str
    by: str
    reached: str
    source: str


@dataclass(frozen=True, slots=True)
class ProvincialReport:
    """Everything on the paper."""

    plan: str
    name: str
    due_on: date
    as_of: date
    collector: str
    points: tuple[Point, ...]
    targets: tuple[Reached, ...]
    figures: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    late: tuple[str, ...]
    asked: int
    sent: int


def gather(
    plan: Plan, due: Due, today: date, since: date | None, figures: Sequence[tuple[str, str]]
) -> ProvincialReport:
    """Put the reports of one day together; ``figures`` are what the platform counted itself."""
    rows = list_agency_reports(plan, due.on, today, since)
    return ProvincialReport(
        plan=str(plan),
        name=str(due.reporting),
        due_on=due.on,
        as_of=today,
        collector=due.reporting.collector.name,
        points=tuple(_points(rows, task_lines(plan))),
        targets=tuple(_targets(plan, due.on)),
        figures=tuple(figures),
        missing=tuple(sorted(row.agency.name for row in rows if row.open)),
        late=tuple(sorted(row.agency.name for row in rows if row.late and not row.open)),
        asked=sum(len(row.duties) for row in rows),
        sent=sum(row.sent for row in rows),
    )


def _points(rows: Sequence[AgencyReports], tasks: Sequence[TaskLine]) -> list[Point]:
    """The points in their order; agencies within them by name."""
    by_point: dict[int, list[tuple[str, Duty]]] = {}
    for row in rows:
        for duty in row.duties:
            by_point.setdefault(duty.assignment.number, []).append((row.agency.name, duty))
    return [_tell_point(number, found, tasks) for number, found in sorted(by_point.items())]


def _tell_point(number: int, found: Sequence[tuple[str, Duty]], tasks: Sequence[TaskLine]) -> Point:
    told = sorted(found, key=lambda one: one[0])
    criteria = told[0][1].assignment.criteria.all()
    return Point(
        number=number,
        criteria="; ".join(criterion.name for criterion in criteria),
        contributions=tuple(
            Contribution(agency, duty.report.text, duty.report.obstacles)
            for agency, duty in told
            if _is_sent(duty) and duty.report
        ),
        missing=tuple(agency for agency, duty in told if not _is_sent(duty)),
        tasks=tuple(
            (line.task.text, _state_in_words(line))
            for line in tasks
            if line.task.assignment.number == number
        ),
    )


def _is_sent(duty: Duty) -> bool:
    return duty.state in {State.SENT, State.SENT_LATE}


def _state_in_words(line: TaskLine) -> str:
    """How many leads say what; one lead needs no count."""
    told: dict[str, int] = {}
    for _agency, note in line.states:
        words = note.get_state_display() if note else _("not begun")
        told[words] = told.get(words, 0) + 1
    if len(line.states) == 1:
        return next(iter(told))
    return "; ".join(f"{words}: {count}" for words, count in told.items())


def _targets(plan: Plan, due_on: date) -> list[Reached]:
    typed: dict[int, TargetProgress] = {}
    rows = TargetProgress.objects.filter(target__plan=plan, due_on__lte=due_on)
    for row in rows.order_by("due_on"):
        typed[row.target_id] = row
    return [_state_progress(target, typed.get(target.pk), due_on) for target in plan.targets.all()]


def _state_progress(target: Target, typed: TargetProgress | None, until: date) -> Reached:
    """What measures itself is measured; other targets are typed with their source."""
    value, source = "", ""
    measured = None if typed and not target.measure else measure(target, until)
    if measured:
        value, source = measured.text, measured.source
    elif typed:
        value, source = write_value(target, typed.value), typed.note
    return Reached(
        target=str(target),
        wanted=write_wanted(target),
        by=str(target.year or ""),
        reached=value or _("not known"),
        source=source,
    )


def write_value(target: Target, value: float) -> str:
    """Write a value of a target with its unit."""
    if target.unit == TargetKind.SHARE:
        return f"{value * 100:.4g}%".replace(".", ",")
    return f"{value:.6g}".replace(".", ",")


def write_wanted(target: Target) -> str:
    if target.value is None:
        return ""
    if target.value_at_worst is not None:
        worst = write_value(target, target.value_at_worst)
        return f"{write_value(target, target.value)}–{worst}"
    return write_value(target, target.value)
