"""Filing issues and what staff do to their wording and publication."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from dialogues import course, disclosure, guess, search
from dialogues.actions.course import By, identifying_words, locked, record
from dialogues.errors import IdentityInText, LegalWayOnly, NamedInPublic, NeedsReason, NotTheTime
from dialogues.history import ISSUE_FIELDS, fields_of
from dialogues.models import (
    Answer,
    Event,
    Issue,
    IssueCounter,
    Origin,
    Redaction,
    Session,
    Support,
    Visibility,
)
from dialogues.models.issues import LEGAL_KINDS
from directory.models import Agency, District, Enterprise
from pci.models import Criterion

TITLE_LENGTH = 90


def next_number(year: int) -> str:
    """Give the next number of the year; the row of the counter is the lock."""
    IssueCounter.objects.get_or_create(year=year)
    counter = IssueCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{year}-{counter.last:04d}"


def title_from(text: str) -> str:
    """Make a title of the first sentence, cut at a word."""
    first = text.strip().split("\n")[0].split(". ")[0].rstrip(".")
    if len(first) <= TITLE_LENGTH:
        return first
    return first[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


@transaction.atomic
def file_issue(
    *,
    by: By,
    now: datetime,
    text: str,
    kind: str,
    visibility: str,
    origin: Origin,
    title: str = "",
    enterprise: Enterprise | None = None,
    session: Session | None = None,
    speaker: str = "",
    criterion: Criterion | None = None,
    sector: str = "",
    district: District | None = None,
    split_from: Issue | None = None,
    key: str | None = None,
    suggested: dict[str, Any] | None = None,
) -> Issue:
    """Receive an issue, once a key. Words of a complaint or denunciation are marked for staff."""
    if key and (known := Issue.objects.filter(key=key).first()):
        return known
    law = guess.legal_kind(f"{title} {text}")
    issue = Issue.objects.create(
        number=next_number(localdate(now).year),
        session=session,
        origin=origin,
        enterprise=enterprise,
        speaker=speaker,
        filed_by=by.actor,
        kind=kind,
        suspected_kind=law.code if law and kind not in LEGAL_KINDS else "",
        title=title.strip() or title_from(text),
        text=text.strip(),
        criterion=criterion,
        sector=sector or (enterprise.sector if enterprise else ""),
        district=district or (enterprise.district if enterprise else None),
        visibility=visibility,
        received_at=now,
        split_from=split_from,
        key=key,
        guess=suggested or {},
    )
    first = fields_of(issue, ISSUE_FIELDS)
    record(issue=issue, act="file", by=by, now=now, **first)
    search.index(issue)
    return issue


EDITABLE = frozenset(
    {
        "kind",
        "title",
        "text",
        "criterion",
        "sector",
        "district",
        "visibility",
        "enterprise",
        "speaker",
    }
)


@transaction.atomic
def edit_issue(
    *, issue: Issue, by: By, now: datetime, reason: str = "", **fields: Any
) -> Event | None:
    """Correct what was written down, with the old state in the history."""
    locked(issue)
    changed = {
        name: value
        for name, value in fields.items()
        if name in EDITABLE and value != getattr(issue, name)
    }
    if not changed:
        return None
    if changed.get("visibility") == Visibility.ASSOCIATION and issue.published_at:
        changed["published_at"] = None
    suspicion = issue.suspected_kind
    if "kind" in changed:
        suspicion = ""
    event = record(issue=issue, act="edit", by=by, now=now, reason=reason, changes=changed)
    is_hidden = issue.visibility == Visibility.ASSOCIATION and issue.lead_id is not None
    if is_hidden and (named := identifying_words(issue)):
        raise IdentityInText(named)
    if suspicion != issue.suspected_kind:
        issue.suspected_kind = suspicion
        issue.save(update_fields=["suspected_kind"])
    search.index(issue)
    return event


@transaction.atomic
def dismiss_suspicion(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Decide that an issue is no complaint or denunciation, although its words sound like one."""
    locked(issue)
    if not reason.strip():
        raise NeedsReason
    issue.suspected_kind = ""
    issue.save(update_fields=["suspected_kind"])
    record(issue=issue, act="edit", by=by, now=now, reason=reason)
    return issue


@transaction.atomic
def publish_issue(*, issue: Issue, by: By, now: datetime, title: str = "", text: str = "") -> Issue:
    """Put an issue among the public questions and answers, without what would name its raiser."""
    locked(issue)
    if issue.kind in LEGAL_KINDS or issue.state == course.State.DIVERTED:
        raise LegalWayOnly
    if issue.visibility == Visibility.ASSOCIATION:
        raise NotTheTime(
            _("The enterprise asked that only the Association knows; it stays hidden.")
        )
    shown = f"{title or issue.title} {text or issue.text}"
    if issue.visibility == Visibility.WITHOUT_NAME and (named := identifying_words(issue, shown)):
        raise NamedInPublic(named)
    place = disclosure.public_place(issue)
    record(
        issue=issue,
        act="publish",
        by=by,
        now=now,
        changes={
            "published_at": now,
            "public_title": title if title != issue.title else "",
            "public_text": text if text != issue.text else "",
            "public_district": place.district,
            "public_sector": place.sector,
        },
    )
    search.index(issue)
    return issue


@transaction.atomic
def unpublish_issue(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    locked(issue)
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
    search.index(issue)
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
    locked(issue)
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
    changes = {} if answer else {f"public_{each.field}": each.after for each in written}
    if answer and written:
        answer.public_text = after
        answer.save(update_fields=["public_text"])
    extra: dict[str, Any] = {"answer": answer.pk} if answer else {}
    record(issue=issue, act="redact", by=by, now=now, reason=reason, changes=changes, **extra)
    search.index(issue)
    return written


@transaction.atomic
def split(
    *, issue: Issue, by: By, now: datetime, text: str, kind: str, title: str = "", reason: str = ""
) -> Issue:
    """Make one part of an issue an issue of its own, with the same raiser and visibility."""
    locked(issue)
    part = file_issue(
        by=by,
        now=now,
        text=text,
        title=title,
        kind=kind,
        visibility=issue.visibility,
        origin=Origin.SPLIT,
        enterprise=issue.enterprise,
        session=issue.session,
        speaker=issue.speaker,
        criterion=issue.criterion,
        sector=issue.sector,
        district=issue.district,
        split_from=issue,
    )
    record(issue=issue, act="split", by=by, now=now, reason=reason, part=part.number)
    return part


@transaction.atomic
def support(*, issue: Issue, enterprise: Enterprise, actor: User, now: datetime) -> bool:
    """Say that another enterprise has the same matter; twice is once."""
    locked(issue)
    _support, is_new = Support.objects.get_or_create(
        issue=issue, enterprise=enterprise, defaults={"at": now}
    )
    if is_new:
        issue.supports = issue.supporters.count()
        issue.save(update_fields=["supports"])
        Event.objects.create(
            issue=issue,
            position=issue.events.count() + 1,
            at=now,
            actor=actor,
            side="raiser",
            act="support",
            state=issue.state,
            changes={"supports": issue.supports},
        )
    return is_new


@transaction.atomic
def record_live(
    *,
    session: Session,
    by: By,
    now: datetime,
    key: str,
    text: str,
    kind: str = "",
    enterprise: Enterprise | None = None,
    speaker: str = "",
    visibility: str = Visibility.WITHOUT_NAME,
    criterion: Criterion | None = None,
    agency: Agency | None = None,
) -> Issue:
    """Keep what is being typed while people speak. The same key writes the same issue again."""
    suggested = {"agency": agency.pk if agency else None}
    known = Issue.objects.filter(key=key, session=session).first()
    if known is None:
        return file_issue(
            by=by,
            now=now,
            text=text,
            kind=kind or guess.kind(text),
            visibility=visibility,
            origin=Origin.LIVE,
            enterprise=enterprise,
            session=session,
            speaker=speaker,
            criterion=criterion,
            key=key,
            suggested=suggested,
        )
    if known.state != course.State.RECEIVED:
        raise NotTheTime(
            _("Issue %(number)s has been accepted already; correct it on its own page.")
            % {"number": known.number}
        )
    edit_issue(
        issue=known,
        by=by,
        now=now,
        text=text,
        title=title_from(text),
        kind=kind or known.kind,
        enterprise=enterprise,
        speaker=speaker,
        visibility=visibility,
        criterion=criterion,
    )
    law = guess.legal_kind(text)
    known.suspected_kind = law.code if law and known.kind not in LEGAL_KINDS else ""
    known.guess = suggested
    known.save(update_fields=["suspected_kind", "guess"])
    return known
