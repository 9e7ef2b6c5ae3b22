"""What minutes contain: facts taken from the records, as plain data that can be frozen."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate, localtime

from dialogues.models import Answer, Issue, Minutes, Participant, Session, Visibility
from dialogues.models.issues import LEGAL_KINDS
from dialogues.privacy import disclosure
from dialogues.workflow.transitions import Effect


def content(minutes: Minutes) -> dict[str, Any]:
    """Gather attendance, agenda, issues and commitments of a session."""
    session = minutes.session
    told = [issue for issue in _issues(session) if disclosure.session_is_shown(issue)]
    return {
        "session": str(session),
        "topic": session.topic,
        "starts_at": localtime(session.starts_at).isoformat(),
        "ends_at": localtime(end_of_session(session)).isoformat(),
        "place": session.place,
        "chair": minutes.chair,
        "secretary": minutes.secretary,
        "opening": minutes.opening,
        "discussion": minutes.discussion,
        "conclusions": minutes.conclusions,
        "agenda": [
            {"title": item.title, "minutes": item.minutes, "speaker": item.speaker}
            for item in session.agenda.all()
        ],
        "attendance": attendance(session),
        "issues": [_issue(issue) for issue in told],
        "withheld": len(_issues(session)) - len(told),
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


def attendance(session: Session) -> dict[str, Any]:
    present = session.participants.present().select_related("enterprise", "agency")
    agencies = [_who(each) for each in present if each.agency_id]
    enterprises = [_who(each) for each in present if not each.agency_id]
    return {
        "agencies": agencies,
        "enterprises": enterprises,
        "people": sum(each.people for each in present),
    }


def _who(participant: Participant) -> dict[str, Any]:
    return {
        "who": str(participant),
        "name": participant.name,
        "people": participant.people,
    }


def _issues(session: Session) -> list[Issue]:
    """What was raised, but nothing that has its own legal way or is for the Association alone."""
    rows = session.issues.exclude(kind__in=LEGAL_KINDS).exclude(state__in=["withdrawn", "merged"])
    return list(rows.select_related("enterprise", "criterion", "lead").order_by("pk"))


def _issue(issue: Issue) -> dict[str, Any]:
    hidden = issue.visibility != Visibility.PUBLIC
    secret = issue.visibility == Visibility.ASSOCIATION
    return {
        "number": issue.number,
        "kind": issue.kind,
        "title": "" if secret else disclosure.title_for_others(issue),
        "text": "" if secret else disclosure.text_for_others(issue),
        "raiser": "" if hidden else str(issue.enterprise or ""),
        "criterion": issue.criterion.name_vi if issue.criterion else "",
        "lead": issue.lead.name_vi if issue.lead else "",
        "state": issue.state,
        "due_on": issue.due_on.isoformat() if issue.due_on else "",
    }


def commitments(session: Session) -> list[dict[str, Any]]:
    rows = (
        Answer.objects.published()
        .filter(
            issue__session=session,
            effect=Effect.COMMITTED,
            is_contribution=False,
        )
        .exclude(issue__visibility=Visibility.ASSOCIATION)
        .select_related("issue__enterprise", "agency")
        .order_by("committed_until", "pk")
    )
    return [
        {
            "number": each.issue.number,
            "title": disclosure.title_for_others(each.issue),
            "agency": each.agency.name_vi,
            "until": each.committed_until.isoformat() if each.committed_until else "",
            "owner": each.commitment_owner,
            "proof": each.commitment_proof,
            "made_on": localdate(each.published_at).isoformat() if each.published_at else "",
        }
        for each in rows
    ]
