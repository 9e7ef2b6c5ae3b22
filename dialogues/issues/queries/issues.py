"""Lists of issues and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from core.access import Role
from core.calendar.working_days import Calendar
from dialogues.issues.queries.attachments import Papers, Reader, papers
from dialogues.models import (
    Answer,
    AnswerTemplate,
    Attachment,
    Clock,
    Event,
    Issue,
    Note,
    Scope,
    Session,
    Support,
    Visibility,
)
from dialogues.privacy import disclosure, disclosure_check
from dialogues.search import index
from dialogues.workflow import deadlines, transitions
from dialogues.workflow.transitions import Party, Transition

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
        issues = issues.filter(session=session)
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


def mine(user: User) -> QuerySet[Clock]:
    """The clocks that tick for an officer’s agency, the nearest due day first."""
    return (
        Clock.objects.running()
        .of_live_issues()
        .filter(agency=user.agency_id, handed_over=False)
        .select_related("issue", "issue__criterion", "issue__session")
        .order_by("due_on", "pk")
    )


def waiting_for_head(user: User) -> QuerySet[Answer]:
    return (
        Answer.objects.filter(agency=user.agency_id, status="submitted")
        .select_related("issue", "author")
        .order_by("written_at")
    )


def like(issue: Issue) -> list[Issue]:
    """Open issues that share most words with this one, to merge it into one of them."""
    others = Issue.objects.open().exclude(pk=issue.pk).select_related(*LISTED)
    return index.similar(others, f"{issue.title} {issue.text}", scope=Scope.DESK)


def own(enterprise_id: int) -> QuerySet[Issue]:
    return list_issues(Issue.objects.filter(enterprise=enterprise_id))


def list_left_over(session: Session) -> QuerySet[Issue]:
    """What earlier sessions, and issues sent before this one, left open: its first point."""
    return list_issues(
        Issue.objects.open()
        .filter(received_at__lt=session.starts_at)
        .exclude(session=session)
        .order_by("due_on", "pk")
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history as this reader may see it."""

    at: Any
    what: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything one person may know about an issue, and do with it."""

    issue: Issue
    parties: frozenset[Party]
    acts: list[Transition]
    names_raiser: bool
    shows_session: bool
    is_inside: bool
    clocks: list[Clock]
    answers: list[Answer]
    in_work: list[Answer]
    papers: Papers
    papers_of: dict[int, Papers]
    history: list[Line]
    notes: list[Note]
    supporters: int
    reopen_until: date | None
    intake_due: date | None
    is_overdue: bool

    @property
    def may_judge(self) -> bool:
        """Whether an answer still waits for the enterprise's verdict."""
        states = {*transitions.REPLIED, transitions.State.COMMITTED}
        return self.last_answer is not None and self.issue.state in states

    @property
    def last_answer(self) -> Answer | None:
        sent = [each for each in self.answers if not each.is_contribution]
        return sent[-1] if sent else None


def is_inside(issue: Issue, user: User | AnonymousUser) -> bool:
    """Whether somebody works on the issue or raised it, and so reads it as it was written."""
    if not isinstance(user, User):
        return False
    return bool(user.has_perm("dialogues.see_case", issue))


def case(issue: Issue, user: User | AnonymousUser, today: date) -> Case:
    """An issue as this person sees it."""
    inside = is_inside(issue, user)
    parties = issue.parties_of(user)
    return _case(
        issue,
        user,
        today,
        inside=inside,
        parties=parties,
        names_raiser=issue.names_raiser_to(user),
    )


def case_of_raiser(issue: Issue, today: date) -> Case:
    """An issue as its raiser sees it, who came through a personal link."""
    return _case(
        issue,
        AnonymousUser(),
        today,
        inside=True,
        parties=frozenset({Party.RAISER}),
        names_raiser=True,
    )


def last_of(issue: Issue) -> Issue | None:
    """Where a merged issue continues, however often it was merged; ``None`` for any other."""
    seen = {issue.pk}
    ahead = issue.merged_into
    while ahead and ahead.merged_into and ahead.pk not in seen:
        seen.add(ahead.pk)
        ahead = ahead.merged_into
    return ahead


def case_ahead(issue: Issue, today: date) -> Case:
    """The issue another one was merged into, as the other's raiser may read it."""
    return _case(
        issue, AnonymousUser(), today, inside=False, parties=frozenset(), names_raiser=False
    )


def _case(
    issue: Issue,
    user: User | AnonymousUser,
    today: date,
    *,
    inside: bool,
    parties: frozenset[Party],
    names_raiser: bool,
) -> Case:
    sent = issue.answers.published().select_related("agency", "verdict")
    if not inside or Party.RAISER in parties:
        sent = sent.filter(is_contribution=False)
    until = None
    if issue.answered_at and issue.state in {*transitions.REPLIED, transitions.State.CONFIRMED}:
        until = deadlines.last_day_to_reopen(issue.answered_at, Calendar.load())
    acts = [each for each in transitions.open_acts(issue.state, parties) if not each.effect]
    sent = sent.prefetch_related("attachments__replaced_by")
    shown = list(sent)
    reader = Reader(
        is_staff=Party.STAFF in parties,
        is_inside=inside,
        is_raiser=Party.RAISER in parties,
        agency=user.agency_id if isinstance(user, User) else None,
    )
    officer = isinstance(user, User) and user.role == Role.OFFICER and inside
    in_work: list[Answer] = []
    if officer and isinstance(user, User):
        drafts = issue.answers.in_work().filter(agency=user.agency_id)
        in_work = list(drafts.select_related("author", "agency").prefetch_related("attachments"))
    return Case(
        issue=issue,
        parties=parties,
        acts=acts,
        names_raiser=names_raiser,
        shows_session=names_raiser or disclosure.session_is_shown(issue),
        is_inside=inside,
        clocks=list(
            issue.clocks.select_related("agency", "ground").order_by("round", "-role", "pk")
        ),
        answers=shown,
        in_work=in_work,
        papers=papers(issue.attachments.select_related("replaced_by"), reader),
        papers_of={each.pk: papers(_files_of(each, issue), reader) for each in [*shown, *in_work]},
        history=history(issue, user, inside=inside),
        notes=notes(issue, user, inside=inside),
        supporters=issue.supports,
        reopen_until=until if until and until >= today else None,
        intake_due=deadlines.intake_due(issue.received_at, Calendar.load())
        if issue.state in transitions.UNASSIGNED
        else None,
        is_overdue=issue.is_overdue(today),
    )


def _files_of(answer: Answer, issue: Issue) -> list[Attachment]:
    """The files of an answer, which know their issue without asking for it again."""
    answer.issue = issue
    files = list(answer.attachments.all())
    for file in files:
        file.answer = answer
    return files


def files_in_public(issue: Issue) -> QuerySet[Attachment]:
    """The files that are, or will be, public beside the answers of an issue."""
    return (
        Attachment.objects.current()
        .filter(answer__issue=issue, answer__status="published", answer__is_contribution=False)
        .select_related("answer__issue", "answer__agency")
    )


OUTWARD = frozenset({*transitions.TABLE, "file", "publish", "absorb", "judge"})


def history(issue: Issue, user: User | AnonymousUser, *, inside: bool) -> list[Line]:
    """The steps of an issue. Persons are named to the Association and within their own house."""
    events: QuerySet[Event] = issue.events.select_related("actor", "agency").order_by("-position")
    if not inside:
        events = events.filter(act__in=OUTWARD)
    staff = isinstance(user, User) and user.has_perm("dialogues.see_names_in_history")
    raiser = isinstance(user, User) and user.enterprise_id == issue.enterprise_id is not None
    is_hidden = issue.visibility == Visibility.ASSOCIATION and not (staff or raiser)
    marks = disclosure_check.marks_of(issue) if is_hidden and inside else None
    lines = []
    for event in events:
        own_house = (
            isinstance(user, User)
            and user.agency_id is not None
            and event.agency_id == user.agency_id
        )
        side = str(event.agency) if event.agency_id and event.side == "agency" else ""
        who = side or str(event.get_side_display())
        if event.actor and (staff or own_house):
            who = f"{event.actor} ({who})"
        shows_reason = inside and (event.side != "raiser" or event.act in {"judge", "reopen"})
        note = event.reason if shows_reason or staff else ""
        if note and marks and event.agency_id is None and marks.in_text(note):
            note = ""  # written before the raiser asked to be hidden
        lines.append(Line(event.at, str(event.label), who, note))
    return lines


def notes(issue: Issue, user: User | AnonymousUser, *, inside: bool) -> list[Note]:
    """Internal notes of the reader's own house."""
    if not inside or not isinstance(user, User):
        return []
    if not user.has_perm("dialogues.see_notes", issue):
        return []
    return list(issue.notes.filter(agency=user.agency_id).select_related("author"))


def board(today: date) -> list[tuple[str, int, str, str]]:
    """What waits for the Association today: a count, where it is listed, how urgent."""
    issues = Issue.objects.all()  # each count is answered by an index alone
    in_hand = [transitions.State.ASSIGNED, transitions.State.REOPENED]
    return [
        ("received", issues.filter(state="received").count(), "state=received", "signal"),
        ("accepted", issues.filter(state="accepted").count(), "state=accepted", "signal"),
        ("overdue", issues.overdue(today).count(), "overdue=on", "bad"),
        ("hand", issues.filter(state__in=in_hand).count(), "state=hand", ""),
        ("promised", issues.filter(state="committed").count(), "state=committed", ""),
        ("files", Attachment.objects.waiting().count(), "waiting_files=on", "signal"),
    ]


def with_support_of(issues: QuerySet[Issue], enterprise_id: int | None) -> QuerySet[Issue]:
    """Mark the issues an enterprise supports already."""
    supported = Support.objects.filter(issue=OuterRef("pk"), enterprise=enterprise_id)
    return issues.annotate(is_supported=Exists(supported))


def for_public(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """Fetch what a public list shows of each issue, its answers included."""
    answers = Answer.objects.published().filter(is_contribution=False).select_related("agency")
    return issues.select_related(
        "criterion", "lead", "session", "public_district", "enterprise"
    ).prefetch_related(Prefetch("answers", queryset=answers))


def public_case(issue: Issue, today: date) -> Case:
    """An issue as a visitor sees it, whoever is looking."""
    return case(issue, AnonymousUser(), today)


def templates_for(user: User) -> QuerySet[AnswerTemplate]:
    """The templates of the user’s own house, and those for all."""
    return AnswerTemplate.objects.filter(Q(agency=user.agency_id) | Q(agency__isnull=True))


def drafts(user: User) -> QuerySet[Answer]:
    """Answers the user began and has not sent."""
    return Answer.objects.filter(author=user, status="draft").select_related("issue")
