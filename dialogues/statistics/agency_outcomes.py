"""Where the issues of a period stand: by state, and by agency as answered in time, late or open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from core.calendar.moments import within
from dialogues.models import Clock, ClockRole, Issue
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.statistics.scorecard import ROW, Score, is_late, the_same
from dialogues.workflow.transitions import IN_HAND, State
from directory.models import Agency


@dataclass(frozen=True, slots=True)
class AgencyOutcomes:
    """What became of the issues that one agency leads, each counted once."""

    agency: str
    in_time: int
    late: int
    waiting: int
    overdue: int

    @property
    def total(self) -> int:
        return self.in_time + self.late + self.waiting + self.overdue


@dataclass(frozen=True, slots=True)
class StateCount:
    """Issues in one state, and how many of them are overdue."""

    state: State
    count: int
    overdue: int


def list_agency_outcomes(
    scores: Iterable[Score],
    *,
    today: date,
    first: date | None = None,
    last: date | None = None,
    only: Agency | None = None,
) -> list[AgencyOutcomes]:
    """One row an agency for the issues that came to it in a period, the most first.

    What came to it after its day was somebody else's delay, and is not counted. ``scores`` are
    those of the same period, which have counted the replies.
    """
    known = {score.agency.pk: score for score in scores}
    waiting = _count_waiting(_leads(first, last, only), today)
    agencies = {pk: score.agency for pk, score in known.items()}
    agencies |= Agency.objects.in_bulk(waiting.keys() - known.keys())
    replied = {pk: (score.led_in_time, score.led_late) for pk, score in known.items()}
    none = (0, 0)
    found = [
        AgencyOutcomes(agency.name, *replied.get(pk, none), *waiting.get(pk, none))
        for pk, agency in agencies.items()
    ]
    return sorted((s for s in found if s.total), key=lambda s: (-s.total, s.agency))


def _count_waiting(clocks: QuerySet[Clock], today: date) -> dict[int, tuple[int, int]]:
    """Waiting and overdue, by agency."""
    late = is_late(today)
    running = clocks.alias(end=Coalesce("stopped_at", "stopped_at"))  # few of all that run are new
    rows = running.filter(_waits(), end__isnull=True).order_by().values_list(the_same("agency_id"))
    counted = rows.annotate(waiting=Count(ROW, filter=~late), overdue=Count(ROW, filter=late))
    return {agency: (waiting, overdue) for agency, waiting, overdue in counted}


def _leads(first: date | None, last: date | None, only: Agency | None) -> QuerySet[Clock]:
    clocks = Clock.objects.filter(role=ClockRole.LEAD, handed_over=False, taken_on__lte=F("due_on"))
    if first:
        clocks = clocks.filter(started_on__gte=first)
    if last:
        clocks = clocks.filter(started_on__lte=last)
    return clocks.filter(agency=only) if only else clocks


def _waits() -> Q:
    """Clocks on a matter of the dialogue without an answer."""
    live = Q(issue__state__in=IN_HAND) & ~Q(issue__kind__in=LEGAL_KINDS)
    return Q(replied_at__isnull=True) & live


def count_states(
    *, today: date, first: date, last: date, only: Agency | None = None
) -> list[StateCount]:
    """The issues received in a period by the state they have today, as their course goes."""
    issues = (
        Issue.objects.filter(within("received_at", first, last), suspected_kind="")
        .exclude(kind__in=LEGAL_KINDS)
        .exclude(state__in=(State.DIVERTED, State.MERGED))
    )
    if only:
        issues = issues.filter(lead=only)
    late = Q(state__in=IN_HAND, due_on__lt=today)
    rows = {
        state: (count, overdue)
        for state, count, overdue in issues.order_by()
        .values_list("state")
        .annotate(n=Count(ROW), late=Count(ROW, filter=late))
    }
    return [StateCount(state, *rows[state]) for state in State if state in rows]
