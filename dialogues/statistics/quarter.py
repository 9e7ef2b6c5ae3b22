"""The numbers of a quarter, beside those of the quarters before it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Q

from dialogues.models import (
    Answer,
    Clock,
    ClockRole,
    Event,
    Issue,
    IssueKind,
    Session,
    Verdict,
    Visibility,
)
from dialogues.models.issues import LEGAL_KINDS
from dialogues.statistics import scorecard
from dialogues.statistics.scorecard import Score
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Effect

QUARTERS_SHOWN = 5


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
    def share_in_time(self) -> float | None:
        return self.in_time / self.answered if self.answered else None

    @property
    def share_answered_well(self) -> float | None:
        return self.answered_well / self.judged if self.judged else None

    @property
    def share_solved_well(self) -> float | None:
        return self.solved_well / self.judged if self.judged else None

    @property
    def share_kept(self) -> float | None:
        return self.promises_kept / self.promises_due if self.promises_due else None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the quarterly report lays out."""

    session: Session
    first: date
    last: date
    today: date
    quarters: list[Quarter]
    scores: list[Score]
    overdue: list[Issue]
    promises: list[Answer]
    left_over: list[Issue] = field(default_factory=list)

    @property
    def now(self) -> Quarter:
        return self.quarters[-1]

    @property
    def before(self) -> Quarter | None:
        return self.quarters[-2] if len(self.quarters) > 1 else None


def bounds(year: int, quarter: int) -> tuple[date, date]:
    """The first and the last day of a quarter."""
    first = date(year, quarter * 3 - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, quarter * 3 + 1, 1)
    return first, after - timedelta(days=1)


def back(year: int, quarter: int, steps: int) -> tuple[int, int]:
    number = year * 4 + quarter - 1 - steps
    return number // 4, number % 4 + 1


def quarter_numbers(year: int, quarter: int) -> Quarter:
    """Count one quarter from the dates in the records, so that it can be counted again later."""
    first, last = bounds(year, quarter)
    during: Any = (first, last)
    arrived = Issue.objects.filter(received_at__date__range=during)
    lead = Clock.objects.filter(role=ClockRole.LEAD, handed_over=False)
    replied = lead.filter(replied_at__date__range=during)
    answers = Answer.objects.published().filter(
        is_contribution=False, published_at__date__range=during
    )
    verdicts = Verdict.objects.filter(at__date__range=during).aggregate(
        judged=Count("pk"),
        answered_well=Count("pk", filter=Q(is_answered=True)),
        solved_well=Count("pk", filter=Q(is_solved=True)),
    )
    promised = lead.filter(promised_on__range=during)
    ticking = lead.filter(started_on__lte=last).filter(
        Q(stopped_at__isnull=True) | Q(stopped_at__date__gt=last)
    )
    days = [
        used
        for used in lead.filter(stopped_at__date__range=during).values_list(
            "worked_days", flat=True
        )
        if used is not None
    ]
    public_kinds = arrived.exclude(kind__in=LEGAL_KINDS)
    return Quarter(
        year=year,
        quarter=quarter,
        received=public_kinds.count(),
        kinds=dict(public_kinds.values_list("kind").annotate(n=Count("pk")).order_by()),
        criteria=list(
            public_kinds.exclude(criterion=None)
            .values_list("criterion__name_vi")
            .annotate(n=Count("pk"))
            .order_by("-n", "criterion__position")
        ),
        answered=replied.count(),
        in_time=replied.filter(replied_at__date__lte=F("due_on")).count(),
        effects=dict(answers.values_list("effect").annotate(n=Count("pk")).order_by()),
        median_days=median(days) if days else None,
        reopened=Event.objects.filter(act="reopen", at__date__range=during).count(),
        promises_due=promised.count(),
        promises_kept=promised.filter(stopped_at__date__lte=F("promised_on")).count(),
        open_at_end=ticking.count(),
        overdue_at_end=ticking.filter(
            Q(promised_on__lt=last) | Q(promised_on__isnull=True, due_on__lt=last)
        ).count(),
        diverted=arrived.filter(state=transitions.State.DIVERTED).count(),
        **verdicts,
    )


def quarter_report(session: Session, *, today: date) -> Report:
    """Gather the report of a session’s quarter."""
    first, last = bounds(session.year, session.quarter)
    steps = range(QUARTERS_SHOWN - 1, -1, -1)
    shown = Issue.objects.exclude(kind__in=LEGAL_KINDS).select_related(
        "lead", "criterion", "enterprise"
    )
    promises = (
        Answer.objects.published()
        .filter(
            effect=Effect.COMMITTED,
            is_contribution=False,
            issue__state=transitions.State.COMMITTED,
            committed_until__gt=last,
        )
        .exclude(issue__visibility=Visibility.ASSOCIATION)
        .select_related("issue__enterprise", "agency")
        .order_by("committed_until")
    )
    return Report(
        session=session,
        first=first,
        last=last,
        today=today,
        quarters=[quarter_numbers(*back(session.year, session.quarter, step)) for step in steps],
        scores=scorecard.scorecard(today=min(today, last), first=first, last=last),
        overdue=list(
            shown.overdue(today)
            .filter(received_at__date__lte=last)
            .exclude(visibility=Visibility.ASSOCIATION)
            .order_by("due_on")[:15]
        ),
        promises=list(promises[:20]),
    )


KINDS = [(kind, kind.label) for kind in IssueKind if kind not in LEGAL_KINDS]
EFFECTS = [(effect, effect.label) for effect in Effect]
