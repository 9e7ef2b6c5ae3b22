"""The numbers of a quarter, beside those of the quarters before it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.calendar.moments import end_of
from dialogues.models import Answer, Issue, IssueKind, Session, Visibility
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.statistics.agency_outcomes import AgencyOutcomes, StateCount, count_states
from dialogues.statistics.kept_counts import Kept, count_anew, look, read_scores
from dialogues.statistics.quarter_counts import Quarter, bounds, count_quarters
from dialogues.statistics.scorecard import Score
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Effect
from directory.models import Agency

__all__ = ["EFFECTS", "KINDS", "Quarter", "Report", "bounds", "quarter_report"]
QUARTERS_SHOWN = 5


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
    outcomes: list[AgencyOutcomes] = field(default_factory=list)
    states: list[StateCount] = field(default_factory=list)
    counted_at: datetime | None = None  # where something has happened since

    @property
    def counted_to(self) -> date:
        """The last day whose events are counted."""
        return min(self.last, self.today)

    @property
    def now(self) -> Quarter:
        return self.quarters[-1]

    @property
    def before(self) -> Quarter | None:
        return self.quarters[-2] if len(self.quarters) > 1 else None


def back(year: int, quarter: int, steps: int) -> tuple[int, int]:
    number = year * 4 + quarter - 1 - steps
    return number // 4, number % 4 + 1


def quarter_report(
    session: Session,
    *,
    today: date,
    only: Agency | None = None,
    kept: Kept[list[Quarter]] | None = None,
) -> Report:
    """Gather the report of a session’s quarter; for one agency, its own figures and issues.

    Quarters that were ``kept`` are taken as they are; without, they are counted.
    """
    first, last = bounds(session.year, session.quarter)
    shown = (
        Issue.objects.exclude(kind__in=LEGAL_KINDS)
        .filter(suspected_kind="")
        .select_related("lead", "criterion", "enterprise")
    )
    if only:
        shown = shown.filter(lead=only)
    promises = (
        Answer.objects.published()
        .filter(
            effect=Effect.COMMITTED,
            is_contribution=False,
            issue__state=transitions.State.COMMITTED,
            committed_until__gt=last,
        )
        .exclude(issue__visibility=Visibility.ASSOCIATION)
        .filter(issue__suspected_kind="")
        .select_related("issue__enterprise", "agency")
        .order_by("committed_until", "issue__number")
    )
    scores, outcomes = read_scores(today=today, first=first, last=last, only=only)
    return Report(
        session=session,
        first=first,
        last=last,
        today=today,
        quarters=kept.counted if kept else count_session(session, today),
        counted_at=kept.at if kept and not kept.is_current else None,
        scores=scores,
        outcomes=outcomes,
        states=count_states(today=today, first=first, last=last, only=only),
        overdue=list(
            shown.overdue(today)
            .filter(received_at__lt=end_of(last))
            .exclude(visibility=Visibility.ASSOCIATION)
            .order_by("due_on", "number")[:15]
        ),
        promises=list((promises.filter(agency=only) if only else promises)[:20]),
    )


def count_session(session: Session, today: date) -> list[Quarter]:
    """The quarter of a session, and those before it; kept, where that takes long."""
    asked = _asked(session)
    return count_anew("quarters", asked, today, lambda: count_quarters(asked, today=today))


def look_at_session(session: Session, today: date) -> Kept[list[Quarter]] | None:
    """The same as it was counted last; nothing where the worker must count it first."""
    asked = _asked(session)
    return look("quarters", asked, today, lambda: count_quarters(asked, today=today))


def _asked(session: Session) -> list[tuple[int, int]]:
    steps = range(QUARTERS_SHOWN - 1, -1, -1)
    return [back(session.year, session.quarter, step) for step in steps]


KINDS = [(kind, kind.label) for kind in IssueKind if kind not in LEGAL_KINDS]
EFFECTS = [(effect, effect.label) for effect in Effect]
