"""Which agencies are late, and how the survey goes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from dashboard.agencies import agencies_by_key
from dialogues.models import Clock
from plan import queries as plan_queries
from surveys.fieldwork.queries.waves import current_waves
from surveys.models import Wave, WaveStatus


@dataclass(frozen=True, slots=True)
class Late:
    """An agency that owes something: answers whose deadline has passed, progress reports."""

    name: str
    answers: int
    reports: int

    @property
    def total(self) -> int:
        return self.answers + self.reports


@dataclass(frozen=True, slots=True)
class Survey:
    """The newest wave that has begun, and how many have answered."""

    wave: Wave
    answered: int
    asked: int
    url: str

    @property
    def share(self) -> float | None:
        return self.answered / self.asked if self.asked else None

    @property
    def is_open(self) -> bool:
        return self.wave.status == WaveStatus.OPEN


def late_agencies(today: date) -> list[Late]:
    """Agencies with answers or reports overdue, the most late first."""
    overdue = Q(promised_on__lt=today) | Q(promised_on__isnull=True, due_on__lt=today)
    clocks = Clock.objects.running().of_live_issues().filter(overdue, handed_over=False).order_by()
    answers = dict(clocks.values_list("agency").annotate(n=Count("pk")))
    reports = _late_reports(today)
    late = {*answers, *reports}
    agencies = agencies_by_key() if late else {}
    found = [Late(agencies[pk].name, answers.get(pk, 0), reports.get(pk, 0)) for pk in late]
    return sorted(found, key=lambda late: (-late.total, late.name))


def _late_reports(today: date) -> dict[int, int]:
    """How many reports of the last reporting day each agency still owes."""
    plan = plan_queries.current_plan()
    if plan is None or plan_queries.is_over(plan, today):
        return {}
    passed = [due for due in plan_queries.calendar(plan) if due.on <= today]
    if not passed:
        return {}
    since = plan_queries.in_use_since()
    rows = plan_queries.list_agency_reports(plan, passed[-1].on, today, since)
    return {row.agency.pk: row.open for row in rows if row.open}


def newest_survey(*, at_a_desk: bool) -> Survey | None:
    """The wave that is open, or the last one that was."""
    begun = [wave for wave in current_waves() if wave.status != WaveStatus.PLANNED]
    if not begun:
        return None
    wave = max(begun, key=lambda each: (each.year, each.opens_on))
    page = "surveys:wave" if at_a_desk else "surveys:count"
    return Survey(wave, wave.submitted, wave.asked, reverse(page, args=[wave.pk]))  # type: ignore[attr-defined]
