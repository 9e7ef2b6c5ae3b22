"""How each agency does: open, overdue, working days, what its answers do, satisfaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from core.calendar.moments import EndOfDay
from dialogues.models import Answer, Clock, ClockRole, Issue, Verdict
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.statistics.shares import Share, share
from dialogues.workflow.transitions import Effect
from directory.models import Agency

ROW = Value(1)  # to count rows by an index alone: PostgreSQL keeps no key in it


@dataclass(slots=True)
class Score:
    """One agency. Shares run from 0 to 1 and are ``None`` without a base."""

    agency: Agency
    received: int = 0
    open: int = 0
    overdue: int = 0
    contributions_overdue: int = 0
    replied: int = 0
    in_time: int = 0
    postponed: int = 0
    handed_over: int = 0
    left_late: int = 0  # handed over unanswered after the day; it stays with who let it pass
    days: list[int] = field(default_factory=list)
    led_in_time: int = 0  # of the issues it leads alone
    led_late: int = 0
    effects: dict[str, int] = field(default_factory=dict)
    judged: int = 0
    answered_well: int = 0
    solved_well: int = 0

    @property
    def median_days(self) -> float | None:
        return median(self.days) if self.days else None

    @property
    def share_in_time(self) -> Share | None:
        return share(self.in_time, self.replied + self.left_late)

    def share_of(self, effect: str) -> Share | None:
        total = sum(self.effects.values())
        return share(self.effects.get(effect, 0), total)

    @property
    def share_solved(self) -> Share | None:
        return self.share_of(Effect.SOLVED)

    @property
    def share_committed(self) -> Share | None:
        return self.share_of(Effect.COMMITTED)

    @property
    def share_explained(self) -> Share | None:
        return self.share_of(Effect.EXPLAINED)

    @property
    def share_answered_well(self) -> Share | None:
        return share(self.answered_well, self.judged)

    @property
    def share_solved_well(self) -> Share | None:
        return share(self.solved_well, self.judged)


def scorecard(
    *, today: date, first: date | None = None, last: date | None = None, only: Agency | None = None
) -> list[Score]:
    """One row an agency for the clocks that started in a period, the most overdue today first."""
    clocks = Clock.objects.all()
    if first:
        clocks = clocks.filter(started_on__gte=first)
    if last:
        clocks = clocks.filter(started_on__lte=last)
    if only:
        clocks = clocks.filter(agency=only)
    scores = _counts(clocks)
    _running(scores, today, only)
    _effects(clocks, scores)
    _verdicts(clocks, scores)
    return sorted(scores.values(), key=lambda s: (-s.overdue, -s.open, s.agency.name))


def _counts(clocks: QuerySet[Clock]) -> dict[int, Score]:
    """What came of the clocks, in one pass along an index that holds all it asks for.

    Grouped by the days used as well, so that the same pass tells how long things took.
    """
    rows = clocks.order_by().values("worked_days", agency_pk=the_same("agency_id"))
    rows = rows.annotate(**_measures())
    counted: list[Any] = list(rows)
    agencies = Agency.objects.in_bulk({row["agency_pk"] for row in counted})
    scores = {pk: Score(agency=agency) for pk, agency in agencies.items()}
    for row in counted:
        score, days, ended = scores[row.pop("agency_pk")], row.pop("worked_days"), row.pop("ended")
        for name, count in row.items():
            setattr(score, name, getattr(score, name) + count)
        score.days += [days] * ended
    for score in scores.values():
        score.days.sort()
    return scores


def the_same(column: str) -> Coalesce:
    """A column to group by that no index is sorted by, so that SQLite reads the period's alone."""
    return Coalesce(column, column, output_field=BigIntegerField())


def _measures() -> dict[str, Count]:
    """What is counted of each clock."""
    in_its_time = Q(taken_on__lte=F("due_on"))  # later, it was late before it came
    replied = Q(replied_at__isnull=False, handed_over=False) & in_its_time
    left_late = Q(handed_over=True, replied_at__isnull=True, stopped_at__gte=EndOfDay("due_on"))
    led = Q(role=ClockRole.LEAD)
    counted = {
        "left_late": left_late,
        "received": Q(handed_over=False),
        "replied": replied,
        "in_time": replied & answered_in_time(),
        "led_in_time": replied & led & answered_in_time(),
        "led_late": replied & led & ~answered_in_time(),
        "postponed": Q(postponements__gt=0),
        "handed_over": Q(handed_over=True),
        "ended": Q(worked_days__isnull=False, replied_at__isnull=False),
    }
    return {name: Count(ROW, filter=which) for name, which in counted.items()}


def answered_in_time() -> Q:
    """Whether a reply came by the day that was set; working days spare most rows the comparison."""
    surely = Q(worked_days__lt=F("working_days"))
    return surely | Q(replied_at__lt=EndOfDay("due_on"))


def _running(scores: dict[int, Score], today: date, only: Agency | None) -> None:
    """What runs today, whenever it began: issues an agency leads, and contributions apart.

    The first are counted of the issues themselves, whose lead and day are those of the clock that
    runs: their sum is the number of overdue issues on the first page and the board.
    """
    led = Issue.objects.in_hand().exclude(kind__in=LEGAL_KINDS)
    asked = Clock.objects.running().of_live_issues()
    asked = asked.filter(role=ClockRole.COORDINATING, handed_over=False)
    if only:
        led, asked = led.filter(lead=only), asked.filter(agency=only)
    late = Count(ROW, filter=Q(due_on__lt=today))
    opened = led.order_by().values_list(the_same("lead_id")).annotate(open=Count(ROW), late=late)
    late = Count(ROW, filter=is_late(today))
    helping = dict(asked.order_by().values_list("agency").annotate(late=late))
    running = {agency: (count, late) for agency, count, late in opened}
    new = Agency.objects.in_bulk((running.keys() | helping.keys()) - scores.keys())
    scores |= {pk: Score(agency=agency) for pk, agency in new.items()}
    for agency, numbers in running.items():
        scores[agency].open, scores[agency].overdue = numbers
    for agency, late_ones in helping.items():
        scores[agency].contributions_overdue = late_ones


def is_late(today: date) -> Q:
    """Clocks whose day, promised or set, is over."""
    return Q(promised_on__lt=today) | Q(promised_on__isnull=True, due_on__lt=today)


def _effects(clocks: QuerySet[Clock], scores: dict[int, Score]) -> None:
    """What the last answer of the lead agency did, once an issue."""
    led = clocks.filter(role=ClockRole.LEAD, handed_over=False)
    sent = Answer.objects.published().filter(is_contribution=False)
    later = sent.filter(issue=OuterRef("issue"), agency=OuterRef("agency"), pk__gt=OuterRef("pk"))
    rows = (
        sent.filter(~Exists(later), issue__in=led.values("issue"))
        .order_by()
        .values_list("agency", "effect")
        .annotate(n=Count(ROW))
    )
    for agency, effect, count in rows:
        if agency in scores:
            scores[agency].effects[effect] = count


def _verdicts(clocks: QuerySet[Clock], scores: dict[int, Score]) -> None:
    rows = (
        Verdict.objects.filter(issue__in=clocks.values("issue"))
        .order_by()
        .values("answer__agency")
        .annotate(
            judged=Count(ROW),
            answered=Count(ROW, filter=Q(is_answered=True)),
            solved=Count(ROW, filter=Q(is_solved=True)),
        )
    )
    for row in rows:
        if score := scores.get(row["answer__agency"]):
            score.judged = row["judged"]
            score.answered_well, score.solved_well = row["answered"], row["solved"]


def total(scores: Iterable[Score]) -> dict[str, int]:
    """The sums below the table."""
    rows = list(scores)
    return {
        name: sum(getattr(row, name) for row in rows)
        for name in ("received", "open", "overdue", "contributions_overdue", "replied", "in_time")
    }
