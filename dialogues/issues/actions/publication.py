"""What the public reads of an issue, and what is made unreadable in it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.errors import (
    AnswerNamesRaiser,
    FewInTheHall,
    LegalWayOnly,
    NamedInPublic,
    NeedsReason,
    NothingRedacted,
    NotTheTime,
    ReadItFirst,
)
from dialogues.issues.actions.steps import By, lock_issue, record
from dialogues.models import Answer, Issue, Redaction, Session, Visibility
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.privacy import disclosure, disclosure_check
from dialogues.search import index
from dialogues.workflow import transitions


def keep_unnamed(issue: Issue, *texts: str) -> None:
    """Refuse words in public, those of the answers too, that name who wants no name in public."""
    if issue.visibility != Visibility.WITHOUT_NAME:
        return
    marks = disclosure_check.marks_of(issue)
    shown = " ".join(texts) or f"{issue.shown_title} {issue.shown_text}"
    if named := marks.in_text(shown):
        raise NamedInPublic(named)
    if texts:
        return
    for answer in issue.answers.published().filter(is_contribution=False).select_related("agency"):
        if named := marks.in_text(answer.said_in_public):
            raise AnswerNamesRaiser(answer, named)


@transaction.atomic
def publish_issue(*, issue: Issue, by: By, now: datetime, title: str = "", text: str = "") -> Issue:
    """Put an issue among the public questions and answers, without what would name its raiser."""
    lock_issue(issue)
    if issue.kind in LEGAL_KINDS or issue.state == transitions.State.DIVERTED:
        raise LegalWayOnly
    if issue.suspected_kind:
        raise ReadItFirst
    if issue.visibility == Visibility.ASSOCIATION:
        raise NotTheTime(
            _("The enterprise asked that only the Association knows; it stays hidden.")
        )
    if issue.state == transitions.State.WITHDRAWN:
        raise NotTheTime(_("The issue was withdrawn meanwhile; it stays off the public pages."))
    if disclosure.points_at_few(issue):
        raise FewInTheHall
    record(
        issue=issue,
        act="publish",
        by=by,
        now=now,
        changes={
            "published_at": now,
            "public_title": title if title != issue.title else "",
            "public_text": text if text != issue.text else "",
            **_told_of(issue),
        },
    )
    keep_unnamed(issue)
    index.index(issue)
    return issue


def was_read(issue: Issue) -> bool:
    """Whether an issue has stood in public before, be it there now or not."""
    return issue.events.filter(act="publish").exists()


def _told_of(issue: Issue) -> dict[str, Any]:
    """Where an issue comes from; of one read before, what was told then, whoever moved since.

    Told less of one issue and not of another, it would say from where the first one came.
    """
    if issue.visibility != Visibility.PUBLIC and was_read(issue):
        return {}
    return dict(disclosure.disclose_origin(issue).fields)


@transaction.atomic
def tell_places(*, session: Session, by: By, now: datetime) -> int:
    """Say of the published issues of a session that has ended what its attendance allows."""
    told = 0
    for issue in Issue.objects.published().filter(session=session).order_by("pk"):
        lock_issue(issue)
        fields = disclosure.disclose_origin(issue).fields
        if any(getattr(issue, name) != value for name, value in fields.items()):
            record(issue=issue, act="tell_place", by=by, now=now, changes=fields)
            told += 1
    return told


@transaction.atomic
def unpublish_issue(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    lock_issue(issue)
    if not reason.strip():
        raise NeedsReason
    record(
        issue=issue,
        act="unpublish",
        by=by,
        now=now,
        reason=reason,
        changes={"published_at": None},
    )
    index.index(issue)
    return issue


@transaction.atomic
def redact(
    *,
    issue: Issue,
    by: By,
    now: datetime,
    after: str,
    reason: str,
    title: str = "",
    answer: Answer | None = None,
) -> list[Redaction]:
    """Replace words in what the public reads; what stood there stays with the Association."""
    lock_issue(issue)
    if not reason.strip():
        raise NeedsReason
    if answer:
        found = [("text", answer.shown_text, after)]
    else:
        found = [("text", issue.shown_text, after), ("title", issue.shown_title, title)]
    written = [
        Redaction.objects.create(
            issue=issue,
            answer=answer,
            field=field,
            before=old,
            after=new,
            reason=reason,
            by=by.actor,
            at=now,
        )
        for field, old, new in found
        if new and new != old
    ]
    if not written:
        raise NothingRedacted
    keep_unnamed(issue, *(each.after for each in written))
    changes = {} if answer else {f"public_{each.field}": each.after for each in written}
    if answer:
        answer.public_text = after
        answer.save(update_fields=["public_text"])
    extra: dict[str, Any] = {"answer": answer.pk} if answer else {}
    record(issue=issue, act="redact", by=by, now=now, reason=reason, changes=changes, **extra)
    index.index(issue)
    return written
