"""Counting quarters from the dates in the records: each measure of all of them in one query."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import (
    Case,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from core.calendar.moments import end_of, within
from core.clock.timezone import localdate
from dialogues.models import Answer, Clock, ClockRole, Event, Issue, Verdict
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.statistics.scorecard import answered_in_time
from dialogues.statistics.shares import Share, share
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Effect


@dataclass(frozen=True, slots=True)
class Quarter:
    """What happened in one quarter, and what was left at its end."""

    year: int
    quarter: int
    received: int
    kinds: dict[str, int]
    criteria: list[tuple[str, int]]
    answered: int
    in_time: int
    effects: dict[str, int]
    median_days: float | None
    judged: int
    answered_well: int
    solved_well: int
    reopened: int
    promises_due: int
    promises_kept: int
    open_at_end: int
    overdue_at_end: int
    diverted: int

    @property
    def share_in_time(self) -> Share | None:
        return share(self.in_time, self.answered)

    @property
    def share_answered_well(self) -> Share | None:
        return share(self.answered_well, self.judged)

    @property
    def share_solved_well(self) -> Share | None:
        return share(self.solved_well, self.judged)

    @property
    def share_kept(self) -> Share | None:
        return share(self.promises_kept, self.promises_due)


def bounds(year: int, quarter: int) -> tuple[date, date]:
    """The first and the last day of a quarter."""
    first = date(year, quarter * 3 - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, quarter * 3 + 1, 1)
    return first, after - timedelta(days=1)


LEFT = (transitions.State.WITHDRAWN, transitions.State.MERGED, transitions.State.DIVERTED)


@dataclass(frozen=True, slots=True)
class Span:
    """A quarter with its first and last day."""

    year: int
    quarter: int
    first: date
    last: date


def count_quarters(asked: Sequence[tuple[int, int]], *, today: date | None = None) -> list[Quarter]:
    """Count several quarters, each measure of all of them in one query.

    One under way is counted to ``today``: nothing is late yet that is due tomorrow.
    """
    spans = [_span(year, quarter, today) for year, quarter in asked]
    counted: list[dict[str, Any]] = [{} for _span in spans]
    for count in (_arrivals, _criteria, _replies, _effects, _verdicts, _days, _promises, _rest):
        for numbers, found in zip(counted, count(spans), strict=True):
            numbers.update(found)
    return [
        Quarter(year=span.year, quarter=span.quarter, **numbers)
        for span, numbers in zip(spans, counted, strict=True)
    ]


def _span(year: int, quarter: int, today: date | None) -> Span:
    first, last = bounds(year, quarter)
    return Span(year, quarter, first, max(first, min(last, today)) if today else last)


def _in_span(field: str, spans: Sequence[Span]) -> Case:
    """The place of the quarter that a moment falls into; nothing for others."""
    places = (When(within(field, s.first, s.last), then=Value(n)) for n, s in enumerate(spans))
    return Case(*places, output_field=IntegerField())


def _by_span(rows: Any, spans: Sequence[Span]) -> list[list[Any]]:
    """Rows whose first value is the place of a quarter, quarter by quarter."""
    found: list[list[Any]] = [[] for _span in spans]
    for place, *values in rows:
        found[place].append(values)
    return found


def _during(rows: QuerySet[Any], field: str, spans: Sequence[Span]) -> QuerySet[Any]:
    """Rows of any of the quarters, with the place of theirs."""
    first, last = min(s.first for s in spans), max(s.last for s in spans)
    whole = rows.filter(within(field, first, last)).annotate(span=_in_span(field, spans))
    found: QuerySet[Any] = whole.exclude(span=None).order_by()
    return found


def _lead_clocks() -> QuerySet[Clock]:
    return Clock.objects.filter(role=ClockRole.LEAD, handed_over=False)


def _arrivals(spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    rows = _during(Issue.objects.all(), "received_at", spans)
    counted = rows.values_list("span", "kind", "state").annotate(n=Count("pk"))
    for found in _by_span(counted, spans):
        kinds: Counter[str] = Counter()
        for kind, _state, count in found:
            if kind not in LEGAL_KINDS:
                kinds[kind] += count
        diverted = sum(n for _k, state, n in found if state == transitions.State.DIVERTED)
        yield {"received": kinds.total(), "kinds": dict(kinds), "diverted": diverted}


def _criteria(spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    rows = _during(Issue.objects.exclude(kind__in=LEGAL_KINDS), "received_at", spans)
    counted = (
        rows.exclude(criterion=None)
        .values_list("span", "criterion__name_vi")
        .annotate(n=Count("pk"))
        .order_by("-n", "criterion__position")
    )
    for found in _by_span(counted, spans):
        yield {"criteria": [(name, count) for name, count in found]}


def _replies(spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    rows = _during(_lead_clocks(), "replied_at", spans).values_list("span")
    in_time = Count("pk", filter=answered_in_time())
    counted = rows.annotate(n=Count("pk"), in_time=in_time)
    for found in _by_span(counted, spans):
        answered, timely = found[0] if found else (0, 0)
        yield {"answered": answered, "in_time": timely}


def _effects(spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    answers = Answer.objects.published().filter(is_contribution=False)
    counted = _during(answers, "published_at", spans).values_list("span", "effect")
    for found in _by_span(counted.annotate(n=Count("pk")), spans):
        yield {"effects": dict(found)}


def _verdicts(spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    counted = _during(Verdict.objects.all(), "at", spans).values_list("span")
    counted = counted.annotate(
        judged=Count("pk"),
        answered=Count("pk", filter=Q(is_answered=True)),
        solved=Count("pk", filter=Q(is_solved=True)),
    )
    again = _during(Event.objects.filter(act="reopen"), "at", spans).values_list("span")
    reopened = _by_span(again.annotate(n=Count("pk")), spans)
    for place, found in enumerate(_by_span(counted, spans)):
        judged, answered, solved = found[0] if found else (0, 0, 0)
        yield {
            "judged": judged,
            "answered_well": answered,
            "solved_well": solved,
            "reopened": reopened[place][0][0] if reopened[place] else 0,
        }


def _days(spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    ended = _during(_lead_clocks().exclude(worked_days=None), "stopped_at", spans)
    counted = ended.values_list("span", "worked_days").annotate(n=Count("pk"))
    for found in _by_span(counted, spans):
        days = [used for used, count in found for _each in range(count)]
        yield {"median_days": median(days) if days else None}


def _promises(spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    """Every day promised counts as due, one that was postponed later as well."""
    first, last = min(s.first for s in spans), max(s.last for s in spans)
    sent = Answer.objects.published().filter(is_contribution=False)
    done = sent.exclude(effect=Effect.COMMITTED).filter(
        issue=OuterRef("issue"),
        published_at__gt=OuterRef("published_at"),
    )
    made = sent.filter(effect=Effect.COMMITTED, committed_until__range=(first, last))
    ended = Subquery(done.order_by("published_at").values("published_at")[:1])
    rows = made.exclude(issue__state__in=LEFT).annotate(ended=ended)
    days = list(rows.values_list("committed_until", "ended"))
    for span in spans:
        kept = [
            end is not None and localdate(end) <= day
            for day, end in days
            if day and span.first <= day <= span.last
        ]
        yield {"promises_due": len(kept), "promises_kept": sum(kept)}


def _rest(spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    """What was open, and what overdue, at the end of each quarter."""
    asked = {}
    for place, span in enumerate(spans):
        ticks = Q(started_on__lte=span.last) & (
            Q(stopped_at__isnull=True) | Q(stopped_at__gte=end_of(span.last))
        )
        late = Q(promised_on__lt=span.last) | Q(promised_on__isnull=True, due_on__lt=span.last)
        asked[f"open_{place}"] = Count("pk", filter=ticks)
        asked[f"late_{place}"] = Count("pk", filter=ticks & late)
    first_end = end_of(min(span.last for span in spans))
    lasting = Q(stopped_at__isnull=True) | Q(stopped_at__gte=first_end)
    counted = _lead_clocks().filter(lasting).aggregate(**asked)
    for place in range(len(spans)):
        yield {
            "open_at_end": counted[f"open_{place}"],
            "overdue_at_end": counted[f"late_{place}"],
        }
