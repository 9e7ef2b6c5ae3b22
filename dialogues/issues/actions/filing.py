"""Filing issues and what staff do to their wording and publication."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from dialogues.errors import NeedsReason, NotTheTime
from dialogues.issues.actions.publication import keep_unnamed
from dialogues.issues.actions.steps import By, keep_hidden, lock_issue, record
from dialogues.issues.replay import ISSUE_FIELDS, fields_of
from dialogues.models import (
    Event,
    Issue,
    IssueCounter,
    Origin,
    Session,
    Support,
    Visibility,
)
from dialogues.models.issues import LEGAL_KINDS
from dialogues.privacy import disclosure
from dialogues.search import classification, index
from dialogues.workflow import transitions
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
    law = classification.legal_kind(f"{title} {text}")
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
    index.index(issue)
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
    lock_issue(issue)
    changed = {
        name: value
        for name, value in fields.items()
        if name in EDITABLE and value != getattr(issue, name)
    }
    if not changed:
        return None
    for name, value in changed.items():
        setattr(issue, name, value)
    changed |= _public_after(issue)
    suspicion = "" if "kind" in changed else issue.suspected_kind
    event = record(issue=issue, act="edit", by=by, now=now, reason=reason, changes=changed)
    if issue.lead_id is not None:
        keep_hidden(issue, f"{issue.title} {issue.text}")
    if issue.published_at:
        keep_unnamed(issue)
    if suspicion != issue.suspected_kind:
        issue.suspected_kind = suspicion
        issue.save(update_fields=["suspected_kind"])
    index.index(issue)
    return event


def _public_after(issue: Issue) -> dict[str, Any]:
    """What a correction changes in public: hidden and lawful matters leave, the place may blur."""
    if not issue.published_at:
        return {}
    if issue.visibility == Visibility.ASSOCIATION or issue.kind in LEGAL_KINDS:
        return {"published_at": None}
    place = disclosure.public_place(issue)
    return {"public_district": place.district, "public_sector": place.sector}


@transaction.atomic
def dismiss_suspicion(*, issue: Issue, by: By, now: datetime, reason: str) -> Issue:
    """Decide that an issue is no complaint or denunciation, although its words sound like one."""
    lock_issue(issue)
    if not reason.strip():
        raise NeedsReason
    issue.suspected_kind = ""
    issue.save(update_fields=["suspected_kind"])
    record(issue=issue, act="edit", by=by, now=now, reason=reason)
    return issue


@transaction.atomic
def split(
    *, issue: Issue, by: By, now: datetime, text: str, kind: str, title: str = "", reason: str = ""
) -> Issue:
    """Make one part of an issue an issue of its own, with the same raiser and visibility."""
    lock_issue(issue)
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
    lock_issue(issue)
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
            kind=kind or classification.kind(text),
            visibility=visibility,
            origin=Origin.LIVE,
            enterprise=enterprise,
            session=session,
            speaker=speaker,
            criterion=criterion,
            key=key,
            suggested=suggested,
        )
    if known.state != transitions.State.RECEIVED:
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
    law = classification.legal_kind(text)
    known.suspected_kind = law.code if law and known.kind not in LEGAL_KINDS else ""
    known.guess = suggested
    known.save(update_fields=["suspected_kind", "guess"])
    return known
