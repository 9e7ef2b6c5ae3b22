"""The numbers of a quarter, beside those of the quarters before it."""

from dataclasses import dataclass, field
from datetime import date

from core.calendar.moments import end_of
from dialogues.models import Answer, Issue, IssueKind, Session, Visibility
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.statistics.agency_outcomes import AgencyOutcomes, StateCount, count_states
from dialogues.statistics.kept_counts import keep_count, read_scores
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


def quarter_report(session: Session, *, today: date, only: Agency | None = None) -> Report:
    """Gather the report of a session’s quarter; for one agency, its own figures and issues."""
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
        quarters=_quarters(session, today),
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


def _quarters(session: Session, today: date) -> list[Quarter]:
    """The quarter of a session, and those before it."""
    steps = range(QUARTERS_SHOWN - 1, -1, -1)
    asked = [back(session.year, session.quarter, step) for step in steps]
    return keep_count("quarters", [today, asked], lambda: count_quarters(asked, today=today))


KINDS = [(kind, kind.label) for kind in IssueKind if kind not in LEGAL_KINDS]
EFFECTS = [(effect, effect.label) for effect in Effect]
