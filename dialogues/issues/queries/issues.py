"""Lists of issues: of the desk, of an agency, of an enterprise, in public."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from dialogues.models import (
    Answer,
    AnswerTemplate,
    Attachment,
    Clock,
    Issue,
    Scope,
    Session,
    Support,
    Visibility,
)
from dialogues.models.clocks import ClockQuerySet
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.privacy import disclosure
from dialogues.search import index
from dialogues.workflow import transitions

ROW = Value(1)  # to count rows by an index alone: PostgreSQL keeps no key in it
LISTED = ("criterion", "district", "lead", "session", "enterprise")


def list_issues(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """Fetch all a row of a list shows in one query."""
    return issues.select_related(*LISTED).defer("text", "public_text", "guess")


def filter_issues(
    issues: QuerySet[Issue],
    filters: dict[str, Any],
    *,
    scope: Scope,
    today: date,
    names_raisers: bool = False,
) -> QuerySet[Issue]:
    """Apply the filters of the address."""
    public = scope == Scope.PUBLIC
    if filters.get("q"):
        issues = index.matching(issues, filters["q"], scope=scope)
    if criterion := filters.get("criterion"):
        issues = issues.filter(criterion=criterion)
    if agency := filters.get("agency"):
        issues = issues.filter(lead=agency)
    if district := filters.get("district"):
        column = "public_district" if public else "district"
        issues = issues.filter(**{column: district})
        if not names_raisers:  # a filter must not tell what the list leaves out
            issues = issues.exclude(visibility=Visibility.ASSOCIATION)
    if session := filters.get("session"):
        issues = _in_session(issues, session, public=public, names_raisers=names_raisers)
    if state := filters.get("state"):
        issues = issues.filter(state__in=STATE_GROUPS.get(state, [state]))
    if kind := filters.get("kind"):
        issues = issues.filter(kind=kind)
    if filters.get("waiting_files"):
        waiting = Attachment.objects.waiting()
        own, of_answers = waiting.values("issue"), waiting.values("answer__issue")
        issues = issues.filter(Q(pk__in=own) | Q(pk__in=of_answers))
    if filters.get("overdue"):
        issues = issues.overdue(today)  # type: ignore[attr-defined]
    return issues


def _in_session(
    issues: QuerySet[Issue], session: Session, *, public: bool, names_raisers: bool
) -> QuerySet[Issue]:
    """Those of a session, without those of which the reader may not know that they are."""
    if public:
        return issues.filter(public_session=session)
    issues = issues.filter(session=session)
    if names_raisers or disclosure.reveals_session_of_hidden(session):
        return issues
    return issues.exclude(visibility=Visibility.ASSOCIATION)


STATE_GROUPS: dict[str, Sequence[str]] = {
    "new": [transitions.State.RECEIVED, transitions.State.ACCEPTED],
    "hand": [transitions.State.ASSIGNED, transitions.State.REOPENED],
    "promised": [transitions.State.COMMITTED],
    "replied": [
        transitions.State.ANSWERED,
        transitions.State.CONFIRMED,
        transitions.State.CLOSED,
    ],
    "elsewhere": [transitions.State.FORWARDED, transitions.State.REFUSED],
}


def mine(user: User) -> ClockQuerySet:
    """The clocks that tick for an officer’s agency, the nearest due day first.

    Those of one day stand by number; by arrival they would tell the session.
    """
    return (
        Clock.objects.running()
        .of_live_issues()
        .filter(agency=user.agency_id, handed_over=False)
        .select_related("issue", "issue__criterion", "issue__session")
        .order_by(Coalesce("promised_on", "due_on"), "issue__number")  # not by arrival
    )


def waiting_for_head(user: User) -> QuerySet[Answer]:
    return (
        Answer.objects.filter(
            agency=user.agency_id, status="submitted", issue__in=Issue.objects.own_of(user)
        )
        .select_related("issue", "author")
        .order_by("written_at")
    )


def like(issue: Issue) -> list[Issue]:
    """Open issues that share most words with this one, to merge it into one of them."""
    others = Issue.objects.open().exclude(pk=issue.pk).select_related(*LISTED)
    return index.similar(others, f"{issue.title} {issue.text}", scope=Scope.DESK)


def list_sent_for(session: Session, user: User) -> QuerySet[Issue]:
    """The questions of a session for this reader, as far as it may be told that they are."""
    visible = Issue.objects.visible_to(user).filter(session=session)
    if user.has_perm("dialogues.plan_sessions"):
        return visible
    told = disclosure.told_to_guests(session) & Q(published_at__isnull=False)
    return visible.filter(told | Q(enterprise=user.enterprise_id, enterprise__isnull=False))


def own(enterprise_id: int) -> QuerySet[Issue]:
    return list_issues(Issue.objects.filter(enterprise=enterprise_id))


def list_left_over(session: Session, *, knows_all: bool = False) -> QuerySet[Issue]:
    """What earlier sessions, and issues sent before this one, left open: its first point.

    Who does not know of every issue for which session it was raised sees all but those of which
    everybody knows: one that is missing would tell that it belongs to this session.
    """
    known = Q(public_session=session) | Q(session=session, visibility=Visibility.PUBLIC)
    return list_issues(
        Issue.objects.open()
        .alias(came=Coalesce("received_at", "received_at"))  # few are open, nearly all came before
        .filter(came__lt=session.starts_at)
        .exclude(Q(session=session) if knows_all else known)
        .order_by("due_on", "number")
    )


def list_left_over_for(session: Session, user: User | AnonymousUser) -> QuerySet[Issue]:
    """The same for this reader; of a hidden issue an agency reads no day by which it came."""
    knows_all = isinstance(user, User) and user.has_perm("dialogues.plan_sessions")
    found = list_left_over(session, knows_all=knows_all)
    visible: QuerySet[Issue] = found.visible_to(user)  # type: ignore[attr-defined]
    if knows_all or (isinstance(user, User) and user.enterprise_id):
        return visible
    return visible.exclude(visibility=Visibility.ASSOCIATION)


def _late(today: date) -> Q:
    return Q(due_on__lt=today) & ~Q(kind__in=LEGAL_KINDS)


def board(today: date) -> list[tuple[str, int, str, str]]:
    """What waits for the Association today: a count, where it is listed, how urgent."""
    rows = list(
        Issue.objects.filter(state__in=transitions.OPEN)
        .order_by()
        .values_list("state")  # answered by one pass along an index
        .annotate(count=Count(ROW), late=Count(ROW, filter=_late(today)))
    )
    of = {state: count for state, count, _late_ones in rows}
    overdue = sum(late for state, _count, late in rows if state in transitions.IN_HAND)
    in_hand = of.get("assigned", 0) + of.get("reopened", 0)
    return [
        ("received", of.get("received", 0), "state=received", "signal"),
        ("accepted", of.get("accepted", 0), "state=accepted", "signal"),
        ("overdue", overdue, "overdue=on", "bad"),
        ("hand", in_hand, "state=hand", ""),
        ("promised", of.get("committed", 0), "state=committed", ""),
        ("files", Attachment.objects.waiting().count(), "waiting_files=on", "signal"),
    ]


def list_unassigned() -> QuerySet[Issue]:
    """What waits to be looked at or to be sent to an agency, each with ``since`` when."""
    rows = Issue.objects.filter(state__in=transitions.UNASSIGNED)
    return rows.annotate(since=Coalesce("contested_at", "received_at"))


def with_support_of(issues: QuerySet[Issue], enterprise_id: int | None) -> QuerySet[Issue]:
    """Mark the issues an enterprise supports already."""
    supported = Support.objects.filter(issue=OuterRef("pk"), enterprise=enterprise_id)
    return issues.annotate(is_supported=Exists(supported))


def for_public(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """Fetch what a public list shows of each issue, its answers included."""
    answers = Answer.objects.published().filter(is_contribution=False).select_related("agency")
    return issues.select_related(
        "criterion", "lead", "public_session", "public_district", "enterprise"
    ).prefetch_related(Prefetch("answers", queryset=answers))


def templates_for(user: User) -> QuerySet[AnswerTemplate]:
    """The templates of the user’s own house, and those for all."""
    return AnswerTemplate.objects.filter(Q(agency=user.agency_id) | Q(agency__isnull=True))


def drafts(user: User) -> QuerySet[Answer]:
    """Answers the user began and has not sent, the one worked on last first."""
    begun = Answer.objects.filter(author=user, status="draft")
    own = begun.filter(issue__in=Issue.objects.own_of(user)).select_related("issue")
    return own.order_by("-written_at", "-pk")
