"""What minutes contain, as plain data: all that is signed, and what everybody may read of it.

What is signed is sealed for the Association. Others read it through the rules of today: an issue
in the words that are published, an enterprise that agreed to be named, no personal name of a guest.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from core.clock.timezone import localdate, localtime
from dialogues.models import (
    Answer,
    Issue,
    Minutes,
    MinutesRedaction,
    Participant,
    Redaction,
    Session,
    Visibility,
)
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.privacy import disclosure_check
from dialogues.workflow.transitions import Effect, State

Content = dict[str, Any]
TEXTS = ("opening", "discussion", "conclusions")
LEFT = (State.WITHDRAWN, State.MERGED, State.DIVERTED)


def content(minutes: Minutes) -> Content:
    """Gather attendance, agenda, issues and commitments of a session, as they are signed."""
    session = minutes.session
    return {
        "session": str(session),
        "topic": session.topic,
        "starts_at": localtime(session.starts_at).isoformat(),
        "ends_at": localtime(end_of_session(session)).isoformat(),
        "place": session.place,
        "chair": minutes.chair,
        "secretary": minutes.secretary,
        **{name: getattr(minutes, name) for name in TEXTS},
        "agenda": [
            {"title": item.title, "minutes": item.minutes, "speaker": item.speaker}
            for item in session.agenda.all()
        ],
        "attendance": attendance(session),
        "issues": [_issue(issue) for issue in _issues(session)],
        "commitments": commitments(session),
        "comments": [
            {"text": each.text, "reply": each.reply} for each in minutes.comments.order_by("pk")
        ],
    }


def end_of_session(session: Session) -> datetime:
    """When it ended: as it was closed, unless somebody closed it on another day or beforehand."""
    closed = session.held_at
    if closed and session.starts_at < closed and localdate(closed) == localdate(session.ends_at):
        return closed
    return session.ends_at


def attendance(session: Session) -> Content:
    present = list(session.participants.present().select_related("enterprise", "agency"))
    return {
        "agencies": [_who(each) for each in present if each.agency_id],
        "enterprises": [_who(each) for each in present if not each.agency_id],
        "people": sum(each.people for each in present),
    }


def _who(participant: Participant) -> Content:
    return {
        "guest": participant.pk,
        "who": str(participant),
        "name": participant.name,
        "people": participant.people,
    }


def _issues(session: Session) -> list[Issue]:
    """What was raised, but nothing that has its own legal way or is for the Association alone."""
    rows = session.issues.exclude(kind__in=LEGAL_KINDS).exclude(state__in=LEFT)
    told = rows.exclude(visibility=Visibility.ASSOCIATION).filter(suspected_kind="")
    return list(told.select_related("enterprise", "criterion", "lead").order_by("pk"))


def _issue(issue: Issue) -> Content:
    is_named = issue.visibility == Visibility.PUBLIC
    return {
        "number": issue.number,
        "kind": issue.kind,
        "title": issue.shown_title,
        "text": issue.shown_text,
        "raiser": str(issue.enterprise or "") if is_named else "",
        "criterion": issue.criterion.name_vi if issue.criterion else "",
        "lead": issue.lead.name_vi if issue.lead else "",
        "state": issue.state,
        "due_on": issue.due_on.isoformat() if issue.due_on else "",
    }


def commitments(session: Session) -> list[Content]:
    rows = (
        Answer.objects.published()
        .filter(issue__session=session, effect=Effect.COMMITTED, is_contribution=False)
        .exclude(issue__visibility=Visibility.ASSOCIATION)
        .select_related("issue__enterprise", "agency")
        .order_by("committed_until", "pk")
    )
    return [
        {
            "number": each.issue.number,
            "title": each.issue.shown_title,
            "agency": each.agency.name_vi,
            "until": each.committed_until.isoformat() if each.committed_until else "",
            "owner": each.commitment_owner,
            "proof": each.commitment_proof,
            "made_on": localdate(each.published_at).isoformat() if each.published_at else "",
        }
        for each in rows
    ]


def public_content(minutes: Minutes) -> Content:
    """What everybody may read of minutes today, signed or not."""
    whole = minutes.frozen or content(minutes)
    session = minutes.session
    told = _told_issues(session, [each["number"] for each in whole["issues"]])
    shown = {name: value for name, value in whole.items() if name not in {"comments", "withheld"}}
    return shown | {
        **_public_texts(minutes, whole),
        "attendance": _public_attendance(session, whole["attendance"]),
        "issues": [
            _public_issue(each, told[each["number"]])
            for each in whole["issues"]
            if each["number"] in told
        ],
        "commitments": [
            each | {"title": told[each["number"]].shown_title}
            for each in whole["commitments"]
            if each["number"] in told and told[each["number"]].published_at
        ],
        "addenda": [
            {"text": each.shown_text, "signed_at": localtime(each.signed_at).isoformat()}
            for each in minutes.addenda.order_by("pk")
        ],
        "redacted_on": [day.isoformat() for day in redaction_days(minutes, told.values())],
    }


def _told_issues(session: Session, numbers: list[str]) -> dict[str, Issue]:
    """The issues everybody may know of this session: named ones, and unnamed in a crowd."""
    rows = Issue.objects.filter(number__in=numbers, suspected_kind="")
    rows = rows.exclude(kind__in=LEGAL_KINDS).exclude(state__in=LEFT)
    return {
        issue.number: issue
        for issue in rows
        if issue.visibility == Visibility.PUBLIC
        or (issue.published_at and issue.public_session_id == session.pk)
    }


def _public_issue(sealed: Content, issue: Issue) -> Content:
    """The words that are published today; of an issue that is not published, its number."""
    if not issue.published_at:
        return sealed | {"title": "", "text": "", "raiser": ""}
    raiser = sealed["raiser"] if issue.visibility == Visibility.PUBLIC else ""
    return sealed | {"title": issue.shown_title, "text": issue.shown_text, "raiser": raiser}


def _public_attendance(session: Session, sealed: Content) -> Content:
    """Agencies, enterprises that agreed to be named, and how many others; no personal names."""
    agreed = set(session.participants.filter(may_be_named=True).values_list("pk", flat=True))
    named = [each for each in sealed["enterprises"] if each.get("guest") in agreed]
    return {
        "agencies": [{"who": each["who"]} for each in sealed["agencies"]],
        "enterprises": [{"who": each["who"]} for each in named],
        "others": len(sealed["enterprises"]) - len(named),
        "people": sealed["people"],
    }


def _public_texts(minutes: Minutes, whole: Content) -> dict[str, str]:
    texts = {name: str(whole[name]) for name in TEXTS}
    for redaction in minutes.redactions.filter(addendum=None).order_by("pk"):
        texts[redaction.field] = redaction.after
    return texts


def redaction_days(minutes: Minutes, issues: Iterable[Issue]) -> list[date]:
    """The days on which words were made unreadable after the minutes were signed."""
    if minutes.signed_at is None:
        return []
    later = Redaction.objects.filter(issue__in=list(issues), answer=None, at__gt=minutes.signed_at)
    own = MinutesRedaction.objects.filter(minutes=minutes)
    moments = [*later.values_list("at", flat=True), *own.values_list("at", flat=True)]
    return sorted({localdate(moment) for moment in moments})


def find_named(minutes: Minutes) -> list[str]:
    """Words that name somebody who raised an issue without name, or did not agree to be named."""
    text = " ".join(getattr(minutes, name) for name in TEXTS)
    found: list[str] = []
    for issue in minutes.session.issues.exclude(visibility=Visibility.PUBLIC):
        found += disclosure_check.find_marks(issue, text)
    silent = minutes.session.participants.present().filter(may_be_named=False)
    for guest in silent.exclude(enterprise=None).select_related("enterprise"):
        if guest.enterprise:
            found += disclosure_check.find_enterprise(guest.enterprise, text)
    return list(dict.fromkeys(found))
