"""The page of one issue, as the person who opens it may see it."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.access import Role
from core.calendar.working_days import Calendar
from dialogues.issues.queries.attachments import Papers, Reader, papers
from dialogues.issues.queries.history import Line, history
from dialogues.models import Answer, Attachment, Clock, Event, Issue, Note
from dialogues.privacy import disclosure
from dialogues.workflow import deadlines, transitions
from dialogues.workflow.transitions import Party, Transition


@dataclass(frozen=True, slots=True)
class Case:
    """Everything one person may know about an issue, and do with it."""

    issue: Issue
    parties: frozenset[Party]
    acts: list[Transition]
    names_raiser: bool
    shows_session: bool
    shows_day: bool
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


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who opens an issue, and in which capacities."""

    user: User | AnonymousUser
    is_inside: bool
    parties: frozenset[Party]
    names_raiser: bool

    @property
    def agency(self) -> int | None:
        return self.user.agency_id if isinstance(self.user, User) else None

    @property
    def is_officer(self) -> bool:
        """Whether an officer works on the issue, and so sees answers of the own house in work."""
        return isinstance(self.user, User) and self.user.role == Role.OFFICER and self.is_inside

    @property
    def reader(self) -> Reader:
        return Reader(
            is_staff=Party.STAFF in self.parties,
            is_inside=self.is_inside,
            is_raiser=Party.RAISER in self.parties,
            agency=self.agency,
        )


def is_inside(issue: Issue, user: User | AnonymousUser) -> bool:
    """Whether somebody works on the issue or raised it, and so reads it as it was written."""
    if not isinstance(user, User):
        return False
    return bool(user.has_perm("dialogues.see_case", issue))


def case(issue: Issue, user: User | AnonymousUser, today: date) -> Case:
    """An issue as this person sees it."""
    viewer = Viewer(
        user, is_inside(issue, user), issue.parties_of(user), issue.names_raiser_to(user)
    )
    return _case(issue, viewer, today)


def case_of_raiser(issue: Issue, today: date) -> Case:
    """An issue as its raiser sees it, who came through a personal link."""
    raiser = Viewer(AnonymousUser(), True, frozenset({Party.RAISER}), True)
    return _case(issue, raiser, today)


def case_ahead(issue: Issue, today: date) -> Case:
    """The issue another one was merged into, as the other's raiser may read it."""
    stranger = Viewer(AnonymousUser(), False, frozenset(), False)
    return _case(issue, stranger, today)


def public_case(issue: Issue, today: date) -> Case:
    """An issue as a visitor sees it, whoever is looking."""
    return case(issue, AnonymousUser(), today)


def wish_to_hand_over(issue: Issue) -> Event | None:
    """What the lead agency asked and nobody has decided yet."""
    steps_ = ["ask_hand_over", "hand_over", "refuse_hand_over"]
    last = issue.events.filter(act__in=steps_).order_by("position").last()
    is_open = last is not None and last.act == "ask_hand_over"
    return last if is_open and issue.state in transitions.IN_HAND else None


def last_of(issue: Issue) -> Issue | None:
    """Where a merged issue continues, however often it was merged; ``None`` for any other."""
    seen = {issue.pk}
    ahead = issue.merged_into
    while ahead and ahead.merged_into and ahead.pk not in seen:
        seen.add(ahead.pk)
        ahead = ahead.merged_into
    return ahead


def _case(issue: Issue, viewer: Viewer, today: date) -> Case:
    answers, in_work = _sent_answers(issue, viewer), _answers_in_work(issue, viewer)
    clocks = issue.clocks.select_related("agency", "ground").order_by("round", "-role", "pk")
    files, reader = issue.attachments.select_related("replaced_by"), viewer.reader
    open_acts = transitions.open_acts(issue.state, viewer.parties)
    return Case(
        issue=issue,
        parties=viewer.parties,
        acts=[each for each in open_acts if not each.effect and _leads_somewhere(each, issue)],
        names_raiser=viewer.names_raiser,
        shows_session=viewer.names_raiser or disclosure.session_is_shown(issue),
        shows_day=viewer.names_raiser or disclosure.day_is_shown(issue),
        is_inside=viewer.is_inside,
        clocks=list(clocks),
        answers=answers,
        in_work=in_work,
        papers=papers(files, reader),
        papers_of={
            each.pk: papers(_files_of(each, issue), reader) for each in [*answers, *in_work]
        },
        history=history(issue, viewer.user, inside=viewer.is_inside),
        notes=_notes(issue, viewer),
        supporters=issue.supports,
        reopen_until=_last_day_to_reopen(issue, today),
        intake_due=_intake_due(issue),
        is_overdue=issue.is_overdue(today),
    )


def _leads_somewhere(transition: Transition, issue: Issue) -> bool:
    """An issue that no agency had is taken up again; one that an agency answered is reopened."""
    needs_lead = {"reopen": True, "contest": False}.get(transition.act)
    return needs_lead is None or needs_lead == (issue.lead_id is not None)


def _sent_answers(issue: Issue, viewer: Viewer) -> list[Answer]:
    """The answers that were sent; contributions to them stay among those who handle the issue."""
    sent = issue.answers.published().select_related("agency", "verdict")
    if not viewer.is_inside or Party.RAISER in viewer.parties:
        sent = sent.filter(is_contribution=False)
    return list(sent.prefetch_related("attachments__replaced_by"))


def _answers_in_work(issue: Issue, viewer: Viewer) -> list[Answer]:
    if not viewer.is_officer:
        return []
    drafts = issue.answers.in_work().filter(agency=viewer.agency)
    return list(drafts.select_related("author", "agency").prefetch_related("attachments"))


def _files_of(answer: Answer, issue: Issue) -> list[Attachment]:
    """The files of an answer, which know their issue without asking for it again."""
    answer.issue = issue
    files = list(answer.attachments.all())
    for file in files:
        file.answer = answer
    return files


def _notes(issue: Issue, viewer: Viewer) -> list[Note]:
    """Internal notes of the viewer's own house."""
    user = viewer.user
    if not viewer.is_inside or not isinstance(user, User):
        return []
    if not user.has_perm("dialogues.see_notes", issue):
        return []
    return list(issue.notes.filter(agency=user.agency_id).select_related("author"))


def _last_day_to_reopen(issue: Issue, today: date) -> date | None:
    """Until when the raiser may reopen an issue that was answered; nothing where that is over."""
    if not issue.answered_at or issue.state not in {
        *transitions.REPLIED,
        transitions.State.CONFIRMED,
    }:
        return None
    until = deadlines.last_day_to_reopen(issue.answered_at, Calendar.load())
    return until if until >= today else None


def _intake_due(issue: Issue) -> date | None:
    """Until when the Association passes an issue on; nothing once it has."""
    if issue.state not in transitions.UNASSIGNED:
        return None
    return deadlines.intake_due(issue.intake_from, Calendar.load())


def why_declined(issue: Issue) -> str:
    """The Association's reason, which its raiser reads before asking for another decision."""
    event = issue.events.filter(act="decline").order_by("position").last()
    return event.reason if event else ""
