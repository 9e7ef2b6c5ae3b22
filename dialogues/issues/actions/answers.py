"""Answers: written, approved by the head where the agency wants it, sent, judged."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.calendar.working_days import Calendar
from core.clock.timezone import localdate
from dialogues.errors import AnswerIncomplete, DraftChanged, NeedsReason, NotTheTime
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.publication import keep_unnamed
from dialogues.issues.actions.steps import By, lock_issue, move, permit_step, record, stop_clocks
from dialogues.models import Answer, AnswerStatus, ClockRole, Issue, Note, Verdict
from dialogues.notifications import letters
from dialogues.search import index
from dialogues.workflow import deadlines, transitions
from dialogues.workflow.transitions import Effect, Party
from directory.models import Agency

FIELDS = frozenset(
    {
        "effect",
        "text",
        "legal_ground",
        "committed_until",
        "commitment_owner",
        "commitment_proof",
        "forwarded_to",
        "publish_at",
    }
)


def lock_answer(answer: Answer) -> Answer:
    """Take hold of an answer and its issue, and read both afresh: somebody may have acted."""
    issue = lock_issue(answer.issue)
    answer.refresh_from_db()
    answer.issue = issue
    return answer


def still_works(answer: Answer) -> bool:
    """Whether the issue waits for this answer, in this round, from this agency."""
    issue = answer.issue
    leads = answer.agency_id == issue.lead_id
    return (
        issue.state in transitions.IN_HAND
        and answer.round == issue.round
        and answer.is_contribution != leads
        and issue.clocks.filter(
            agency=answer.agency_id, round=issue.round, handed_over=False
        ).exists()
    )


@transaction.atomic
def save_draft(
    *,
    issue: Issue,
    author: User,
    now: datetime,
    answer: Answer | None = None,
    seen: int | None = None,
    **fields: Any,
) -> Answer:
    """Keep an answer in work; nobody outside the agency sees it.

    ``seen`` is the revision its author has before them; a newer one is not overwritten.
    """
    lock_issue(issue)
    if author.agency is None:
        raise NotTheTime(_("Only an officer of an agency writes answers."))
    if answer is None:
        answer = _begin(issue, author.agency)
    elif lock_answer(answer).status != AnswerStatus.DRAFT:
        raise NotTheTime(_("This answer is no longer a draft."))
    if seen is not None and seen != answer.revision:
        raise DraftChanged(answer.author, answer.text)
    answer.round = issue.round
    answer.is_contribution = answer.agency_id != issue.lead_id
    if not still_works(answer):
        raise NotTheTime(_("This issue does not wait for an answer."))
    for name in FIELDS & fields.keys():
        setattr(answer, name, fields[name])
    answer.author, answer.written_at = author, now
    answer.revision += 1
    answer.save()
    return answer


def begun_by(agency: Agency | None, issue: Issue) -> Answer | None:
    """What the agency has in work in this round."""
    return issue.answers.in_work().filter(agency=agency, round=issue.round).last()


def _begin(issue: Issue, agency: Agency) -> Answer:
    """Begin an answer, or go on with the one a colleague began meanwhile."""
    begun = begun_by(agency, issue)
    if begun and begun.status != AnswerStatus.DRAFT:
        raise NotTheTime(_("An answer of your agency is on its way already."))
    return begun or Answer(issue=issue, agency=agency)


def check_complete(answer: Answer, now: datetime) -> None:
    """Refuse an answer that lacks what its effect demands."""
    if not answer.text.strip():
        raise AnswerIncomplete(_("Please write the text of the answer."))
    if answer.is_contribution:
        return
    if answer.effect == Effect.REFUSED and not answer.legal_ground.strip():
        raise AnswerIncomplete(_("A refusal names its legal ground: document, article, clause."))
    if answer.effect == Effect.FORWARDED and not answer.forwarded_to.strip():
        raise AnswerIncomplete(_("Please say to which authority the issue was forwarded."))
    if answer.effect == Effect.COMMITTED:
        _check_commitment(answer, localdate(now))


def _check_commitment(answer: Answer, today: date) -> None:
    until = answer.committed_until
    if until is None or not (answer.commitment_owner and answer.commitment_proof):
        raise AnswerIncomplete(
            _("A commitment names a date, who is responsible, and how it will be proved.")
        )
    if until <= today:
        raise AnswerIncomplete(_("The date of a commitment lies in the future."))
    if until > today + deadlines.FARTHEST_COMMITMENT:
        raise AnswerIncomplete(
            _("A commitment is kept within two years; for what takes longer, name the next step.")
        )


def check(answer: Answer, now: datetime) -> None:
    """It must be awaited and whole, and not name in public who wants no name there."""
    if not still_works(answer):
        raise NotTheTime(_("This issue does not wait for an answer of your agency any more."))
    check_complete(answer, now)
    if not answer.is_contribution:
        keep_unnamed(answer.issue, answer.said_in_public)


@transaction.atomic
def submit(*, answer: Answer, by: User, now: datetime, hold: timedelta = timedelta()) -> Answer:
    """Send an answer off, or lay it before the head where the agency wants that.

    With ``hold`` it leaves that much later, and can be taken back until then.
    """
    lock_answer(answer)
    if answer.status != AnswerStatus.DRAFT:
        raise NotTheTime(_("This answer is no longer a draft."))
    check(answer, now)
    if answer.agency.approves_answers and not by.is_head:
        answer.status = AnswerStatus.SUBMITTED
        answer.save(update_fields=["status"])
        letters.notify_heads(answer=answer, now=now)
        return answer
    return _release(answer, by, now, hold)


@transaction.atomic
def approve(*, answer: Answer, by: User, now: datetime, hold: timedelta = timedelta()) -> Answer:
    lock_answer(answer)
    if answer.status != AnswerStatus.SUBMITTED:
        raise NotTheTime(_("This answer does not wait for approval."))
    check(answer, now)
    return _release(answer, by, now, hold)


@transaction.atomic
def take_back(*, answer: Answer, now: datetime) -> Answer:
    """Make a draft again of an answer that has not left yet."""
    lock_answer(answer)
    is_waiting = answer.status == AnswerStatus.SCHEDULED
    if not is_waiting or not answer.publish_at or answer.publish_at <= now:
        raise NotTheTime(_("The answer has been sent; it cannot be taken back any more."))
    answer.status, answer.publish_at = AnswerStatus.DRAFT, None
    answer.save(update_fields=["status", "publish_at"])
    return answer


@transaction.atomic
def send_back(*, answer: Answer, by: User, remark: str, now: datetime) -> Answer:
    """Give an answer back to its author, with what should change."""
    lock_answer(answer)
    if answer.status not in {AnswerStatus.SUBMITTED, AnswerStatus.SCHEDULED}:
        raise NotTheTime(_("This answer does not wait for approval."))
    if not remark.strip():
        raise NeedsReason
    answer.status, answer.remark = AnswerStatus.DRAFT, remark
    answer.save(update_fields=["status", "remark"])
    letters.notify_author(answer=answer, by=by, now=now)
    return answer


def _release(answer: Answer, by: User, now: datetime, hold: timedelta) -> Answer:
    answer.approved_by, answer.approved_at, answer.remark = by, now, ""
    leaves = max(answer.publish_at or now, now + hold)
    if leaves > now:
        answer.status, answer.publish_at = AnswerStatus.SCHEDULED, leaves
        answer.save(update_fields=["approved_by", "approved_at", "remark", "status", "publish_at"])
        return answer
    answer.save(update_fields=["approved_by", "approved_at", "remark"])
    return _publish(answer, By(by, Party.LEAD), now)


@transaction.atomic
def publish_scheduled(*, answer: Answer, now: datetime) -> Answer:
    """Send an approved answer whose time has come, in the name of who approved it."""
    lock_answer(answer)
    if answer.status != AnswerStatus.SCHEDULED or not answer.publish_at or answer.publish_at > now:
        return answer
    if not still_works(answer):
        answer.status = AnswerStatus.DROPPED
        answer.save(update_fields=["status"])
        return answer
    return _publish(answer, By(answer.approved_by, Party.LEAD), now)


def _publish(answer: Answer, by: By, now: datetime) -> Answer:
    issue = answer.issue
    if not answer.is_contribution:
        permit_step(issue, transitions.ANSWERING[Effect(answer.effect)].act, by)
    answer.status, answer.published_at = AnswerStatus.PUBLISHED, now
    answer.save(update_fields=["status", "published_at"])
    if answer.is_contribution:
        _stop_own_clock(answer, by, now)
    else:
        _answer_issue(answer, by, now)
    index.index(issue)
    return answer


def _stop_own_clock(answer: Answer, by: By, now: datetime) -> None:
    issue = answer.issue
    clocks = list(
        issue.clocks.running().filter(
            agency=answer.agency, round=answer.round, role=ClockRole.COORDINATING
        )
    )
    for clock in clocks:
        clock.replied_at = clock.stopped_at = now
        clock.worked_days = Calendar.load().between(clock.started_on, localdate(now))
        clock.save(update_fields=["replied_at", "stopped_at", "worked_days"])
    record(issue=issue, act="contribute", by=by, now=now, clocks=clocks, answer=answer.pk)


def _answer_issue(answer: Answer, by: By, now: datetime) -> None:
    issue = answer.issue
    clock = issue.clocks.get(role=ClockRole.LEAD, round=issue.round, handed_over=False)
    clock.replied_at = clock.replied_at or now
    changes: dict[str, Any] = {"outcome": answer.effect, "answered_at": now}
    if answer.effect == Effect.COMMITTED:
        clock.postponements += 1 if clock.promised_on else 0
        clock.promised_on, clock.told = answer.committed_until, []
        changes["due_on"] = answer.committed_until
    clock.save()
    touched = {clock.pk: clock}
    if answer.effect != Effect.COMMITTED:
        touched |= {each.pk: each for each in stop_clocks(issue, now)}
    act = transitions.ANSWERING[Effect(answer.effect)].act
    move(issue=issue, act=act, by=by, now=now, clocks=touched.values(), **changes)
    others = issue.answers.in_work().filter(is_contribution=False).exclude(pk=answer.pk)
    if answer.effect != Effect.COMMITTED:
        others.update(status=AnswerStatus.DROPPED)


@transaction.atomic
def judge(
    *,
    answer: Answer,
    by: By,
    is_answered: bool,
    is_solved: bool,
    now: datetime,
    comment: str = "",
    reopen: bool = False,
) -> Verdict:
    """Take the enterprise's two verdicts. Both good confirm the issue; it may be reopened."""
    issue = lock_issue(answer.issue)
    if answer.status != AnswerStatus.PUBLISHED or answer.is_contribution:
        raise NotTheTime(_("There is no answer to judge yet."))
    if by.party != Party.RAISER:
        raise NotTheTime(_("Only the enterprise that raised the issue judges its answer."))
    if reopen and not comment.strip():
        raise NeedsReason
    verdict, _new = Verdict.objects.update_or_create(
        answer=answer,
        defaults={
            "issue": issue,
            "is_answered": is_answered,
            "is_solved": is_solved,
            "comment": comment,
            "at": now,
        },
    )
    record(
        issue=issue,
        act="judge",
        by=by,
        now=now,
        reason=comment[:500],
        answer=answer.pk,
        is_answered=is_answered,
        is_solved=is_solved,
    )
    if reopen:
        steps.reopen(issue=issue, by=by, now=now, reason=comment[:500])
    elif is_answered and is_solved and issue.state in transitions.REPLIED:
        steps.confirm(issue=issue, by=by, now=now)
    return verdict


def add_note(
    *, issue: Issue, author: User, text: str, now: datetime, agency: Agency | None = None
) -> Note:
    """Write down something only colleagues of the same house read."""
    return Note.objects.create(issue=issue, author=author, agency=agency, text=text, at=now)
