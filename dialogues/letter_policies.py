"""When a letter of the dialogues that waits is no longer wanted.

A check looks at the object its letters are about: an issue, a clock, an answer, a participant,
minutes.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core.messaging.kinds import Check, Policy
from core.models import OutgoingMessage, Unwanted
from dialogues.models import (
    Answer,
    AnswerStatus,
    Clock,
    FollowLink,
    Issue,
    Minutes,
    MinutesStatus,
    Participant,
    ParticipantStatus,
    SessionStatus,
)
from dialogues.workflow import transitions

M = TypeVar("M", bound=Model)
Why = Unwanted | None


def _each(model: type[M], reason: Callable[[M, datetime], Why], *related: str) -> Check:
    """Ask of each letter's object whether it gives a reason to keep the letter back."""

    def check(messages: Sequence[OutgoingMessage], now: datetime) -> dict[int, Unwanted]:
        rows: Any = model._default_manager.all()
        rows = rows.select_related(*related) if related else rows
        found = rows.in_bulk({m.about_id for m in messages if m.about_id})
        return dict(_reasons(messages, found, reason, now))

    return check


def _reasons(
    messages: Sequence[OutgoingMessage],
    found: dict[int, M],
    reason: Callable[[M, datetime], Why],
    now: datetime,
) -> Iterator[tuple[int, Unwanted]]:
    for message in messages:
        about = found.get(message.about_id or 0)
        why = reason(about, now) if about else None
        if why:
            yield message.pk, why


def _clock(clock: Clock, _now: datetime) -> Why:
    is_running = clock.stopped_at is None and not clock.handed_over
    is_live = clock.issue.state in transitions.IN_HAND and not clock.issue.is_lawful
    return None if is_running and is_live else Unwanted.SETTLED


def _intake(issue: Issue, _now: datetime) -> Why:
    return None if issue.state in transitions.UNASSIGNED else Unwanted.SETTLED


def _link(issue: Issue, now: datetime) -> Why:
    links = FollowLink.objects.filter(issue=issue).alive(now)
    return None if links.exists() else Unwanted.OVER


def _public(issue: Issue, _now: datetime) -> Why:
    return None if issue.published_at else Unwanted.OVER


def _approval(answer: Answer, _now: datetime) -> Why:
    return None if answer.status == AnswerStatus.SUBMITTED else Unwanted.SETTLED


def _revision(answer: Answer, _now: datetime) -> Why:
    return None if answer.status == AnswerStatus.DRAFT else Unwanted.SETTLED


def _invitation(guest: Participant, now: datetime) -> Why:
    if guest.status != ParticipantStatus.INVITED:
        return Unwanted.ANSWERED
    return _guest(guest, now)


def _guest(guest: Participant, now: datetime) -> Why:
    gone = {SessionStatus.HELD, SessionStatus.CANCELLED}
    session = guest.session
    return Unwanted.OVER if session.status in gone or session.ends_at <= now else None


def _is_still(status: ParticipantStatus) -> Callable[[Participant, datetime], Why]:
    def reason(guest: Participant, now: datetime) -> Why:
        return Unwanted.SETTLED if guest.status != status else _guest(guest, now)

    return reason


def _cancellation(guest: Participant, _now: datetime) -> Why:
    is_off = guest.session.status == SessionStatus.CANCELLED
    return None if is_off else Unwanted.SETTLED


def _feedback(guest: Participant, now: datetime) -> Why:
    if guest.has_given_feedback:
        return Unwanted.ANSWERED
    return None if guest.session.takes_feedback(now) else Unwanted.OVER


def _comments(minutes: Minutes, _now: datetime) -> Why:
    return None if minutes.status == MinutesStatus.COMMENT else Unwanted.OVER


def _late_minutes(minutes: Minutes, _now: datetime) -> Why:
    return Unwanted.SETTLED if minutes.status == MinutesStatus.SIGNED else None


NO_LONGER_WITH_AGENCY = Policy(
    _("the agency no longer has to answer: answered, handed over, withdrawn, merged"),
    _each(Clock, _clock, "issue"),
)
NOT_FOR_APPROVAL = Policy(_("the answer no longer waits for approval"), _each(Answer, _approval))
HANDED_IN = Policy(_("the answer was handed in again or dropped"), _each(Answer, _revision))
PASSED_ON = Policy(_("the issue was assigned or declined"), _each(Issue, _intake))
LINKS_ENDED = Policy(_("all links of the issue were ended"), _each(Issue, _link))
INVITATION_ANSWERED = Policy(
    _("the guest has registered or declined, or the session is over or cancelled"),
    _each(Participant, _invitation, "session"),
)
LEFT_PUBLIC = Policy(_("the issue is no longer public"), _each(Issue, _public))
SESSION_OVER = Policy(_("the session is over or cancelled"), _each(Participant, _guest, "session"))
NOT_REGISTERED = Policy(
    _("the guest is no longer registered, or the session is over"),
    _each(Participant, _is_still(ParticipantStatus.REGISTERED), "session"),
)
NOT_WAITING = Policy(
    _("the guest no longer waits, or the session is over"),
    _each(Participant, _is_still(ParticipantStatus.WAITING), "session"),
)
PLANNED_AGAIN = Policy(
    _("the session is planned again"), _each(Participant, _cancellation, "session")
)
FEEDBACK_GIVEN = Policy(
    _("the guest has said so, or the page is closed"), _each(Participant, _feedback, "session")
)
COMMENTS_CLOSED = Policy(_("the minutes no longer take comments"), _each(Minutes, _comments))
MINUTES_SIGNED = Policy(_("the minutes have been signed"), _each(Minutes, _late_minutes))
