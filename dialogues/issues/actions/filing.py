"""Filing issues: handed in, taken down while people speak, split off another, supported."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.clock.timezone import localdate
from dialogues import consent_texts
from dialogues.errors import NotTheTime
from dialogues.issues.actions.editing import edit_issue
from dialogues.issues.actions.steps import By, lock_issue, record
from dialogues.issues.state_fields import ISSUE_FIELDS, fields_of
from dialogues.models import (
    Event,
    Issue,
    IssueCounter,
    Origin,
    Participant,
    Session,
    Support,
    Visibility,
)
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.search import classification, index
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Party
from directory.models import District, Enterprise
from pci.models import Criterion

TITLE_LENGTH = 90
FIRST_NUMBER, NUMBERS = 100_000, 900_000  # six digits in each year


@transaction.atomic
def draw_number(year: int) -> str:
    """Draw a number of the year at random; the row of the counter is the lock.

    Numbers in the order of arrival would tell by their neighbours for which session an issue came.
    """
    IssueCounter.objects.get_or_create(year=year)
    counter = IssueCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    while True:
        number = f"{year}-{FIRST_NUMBER + secrets.randbelow(NUMBERS)}"
        if not Issue.objects.filter(number=number).exists():
            return number


def title_from(text: str) -> str:
    """Make a title of the first sentence, cut at a word."""
    first = text.strip().split("\n")[0].split(". ")[0].rstrip(".")
    if len(first) <= TITLE_LENGTH:
        return first
    return first[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True, slots=True)
class NewIssue:
    """What is handed in: the words, whose they are, and to whom the raiser may be known."""

    text: str
    kind: str
    visibility: str
    origin: Origin
    title: str = ""
    enterprise: Enterprise | None = None
    participant: Participant | None = None
    session: Session | None = None
    speaker: str = ""
    criterion: Criterion | None = None
    sector: str = ""
    district: District | None = None
    split_from: Issue | None = None
    key: str | None = None
    guess: Mapping[str, Any] = field(default_factory=dict)  # what staff chose while it was spoken

    @property
    def suspected_kind(self) -> str:
        """Complaint or denunciation by its words, where it was not handed in as one."""
        return suspect_kind(f"{self.title} {self.text}", self.kind)


def suspect_kind(text: str, kind: str) -> str:
    law = classification.legal_kind(text)
    return law.code if law and kind not in LEGAL_KINDS else ""


def is_other_text(key: str, text: str) -> bool:
    """Whether an issue was filed under this key in other words."""
    known = Issue.objects.filter(key=key).first() if key else None
    return known is not None and known.text != text.strip()


@transaction.atomic
def file_issue(*, new: NewIssue, by: By, now: datetime) -> Issue:
    """Receive an issue, once a key. Words of a complaint or denunciation are marked for staff."""
    if new.key and (known := Issue.objects.filter(key=new.key).first()):
        return known
    firm = new.enterprise
    issue = Issue.objects.create(
        number=draw_number(localdate(now).year),
        session=new.session,
        origin=new.origin,
        enterprise=firm,
        participant=new.participant,
        speaker=new.speaker,
        filed_by=by.actor,
        kind=new.kind,
        suspected_kind=new.suspected_kind,
        title=new.title.strip() or title_from(new.text),
        text=new.text.strip(),
        criterion=new.criterion,
        sector=new.sector or (firm.sector if firm else ""),
        district=new.district or (firm.district if firm else None),
        visibility=new.visibility,
        received_at=now,
        split_from=new.split_from,
        key=new.key,
        guess=dict(new.guess),
    )
    record(issue=issue, act="file", by=by, now=now, **fields_of(issue, ISSUE_FIELDS))
    index.index(issue)
    if by.party == Party.RAISER and issue.visibility == Visibility.PUBLIC:
        consent_texts.note_name_with_issue(issue, now)
    return issue


@transaction.atomic
def split(
    *, issue: Issue, by: By, now: datetime, text: str, kind: str, title: str = "", reason: str = ""
) -> Issue:
    """Make one part of an issue an issue of its own, with the same raiser and visibility."""
    lock_issue(issue)
    new = NewIssue(
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
    part = file_issue(new=new, by=by, now=now)
    record(issue=issue, act="split", by=by, now=now, reason=reason, part=part.number)
    return part


@transaction.atomic
def support(
    *,
    issue: Issue,
    now: datetime,
    enterprise: Enterprise | None = None,
    participant: Participant | None = None,
    actor: User | None = None,
) -> bool:
    """Say that another enterprise, or a guest, has the same matter; twice is once."""
    lock_issue(issue)
    who = _who(enterprise, participant)
    _support, is_new = Support.objects.get_or_create(issue=issue, **who, defaults={"at": now})
    if is_new:
        _count_supports(issue, "support", actor, now)
    return is_new


@transaction.atomic
def end_support(
    *,
    issue: Issue,
    now: datetime,
    enterprise: Enterprise | None = None,
    participant: Participant | None = None,
    actor: User | None = None,
) -> bool:
    """Take back that one has the same matter."""
    lock_issue(issue)
    gone, _each = issue.supporters.filter(**_who(enterprise, participant)).delete()
    if gone:
        _count_supports(issue, "end_support", actor, now)
    return bool(gone)


def _who(enterprise: Enterprise | None, participant: Participant | None) -> dict[str, Any]:
    """The enterprise itself where it is known, so that nobody counts twice."""
    enterprise = enterprise or (participant.enterprise if participant else None)
    return {"enterprise": enterprise} if enterprise else {"participant": participant}


def _count_supports(issue: Issue, act: str, actor: User | None, now: datetime) -> None:
    issue.supports = issue.supporters.count()
    issue.save(update_fields=["supports"])
    Event.objects.create(
        issue=issue,
        position=issue.events.count() + 1,
        at=now,
        actor=actor,
        side="raiser",
        act=act,
        state=issue.state,
        changes={"supports": issue.supports},
    )


@transaction.atomic
def record_live(*, heard: NewIssue, by: By, now: datetime) -> Issue:
    """Keep what is being typed while people speak. The same key writes the same issue again."""
    known = Issue.objects.filter(key=heard.key, session=heard.session).first()
    if known is None:
        kind = heard.kind or classification.kind(heard.text)
        return file_issue(new=replace(heard, kind=kind), by=by, now=now)
    if known.state != transitions.State.RECEIVED:
        raise NotTheTime(
            _("Issue %(number)s has been accepted already; correct it on its own page.")
            % {"number": known.number}
        )
    edit_issue(
        issue=known,
        by=by,
        now=now,
        text=heard.text,
        title=title_from(heard.text),
        kind=heard.kind or known.kind,
        enterprise=heard.enterprise,
        speaker=heard.speaker,
        visibility=heard.visibility,
        criterion=heard.criterion,
    )
    known.suspected_kind = suspect_kind(heard.text, known.kind)
    known.guess = dict(heard.guess)
    known.save(update_fields=["suspected_kind", "guess"])
    return known
