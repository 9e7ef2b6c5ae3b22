"""Sessions: a year planned in one go, invitations, registration, check-in, start and end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from core.calendar.working_days import Calendar
from core.messaging import outbox
from core.models import OutgoingMessage, OutgoingMessageQuerySet, Unwanted
from dialogues.errors import NotTheTime, QuarterTaken, RegistrationClosed
from dialogues.models import (
    AgendaItem,
    Minutes,
    Participant,
    ParticipantStatus,
    Session,
    SessionStatus,
)
from dialogues.notifications import session_letters
from dialogues.sessions.actions import feedback
from dialogues.workflow import deadlines
from directory.models import Agency, Enterprise
from pci.models import Criterion

LEFT_OVER_MINUTES = 20


@dataclass(frozen=True, slots=True)
class QuarterPlan:
    """What is decided about one quarter when the year is planned."""

    quarter: int
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    topic: str = ""
    seats: int = 100
    criteria: Sequence[Criterion] = ()
    agencies: Sequence[Agency] = field(default=())


@transaction.atomic
def plan_year(*, year: int, quarters: Iterable[QuarterPlan]) -> list[Session]:
    """Plan the sessions of a year in one go. Each agenda begins with what was left open."""
    return [plan_session(year=year, plan=plan) for plan in quarters]


@transaction.atomic
def plan_session(*, year: int, plan: QuarterPlan) -> Session:
    taken = Session.objects.filter(year=year, quarter=plan.quarter).first()
    if taken:
        raise QuarterTaken(taken)
    session = Session.objects.create(
        year=year,
        quarter=plan.quarter,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        place=plan.place,
        topic=plan.topic,
        seats=plan.seats,
    )
    session.criteria.set(plan.criteria)
    session.agencies.set(plan.agencies)
    AgendaItem.objects.create(
        session=session,
        position=1,
        title=_("What earlier sessions left open"),
        minutes=LEFT_OVER_MINUTES,
        is_left_over=True,
    )
    return session


EDITABLE = frozenset(
    {
        "topic",
        "introduction",
        "starts_at",
        "ends_at",
        "place",
        "online_link",
        "seats",
        "feedback",
        "feedback_days",
    }
)


@transaction.atomic
def change_session(
    *,
    session: Session,
    now: datetime,
    criteria: Iterable[Criterion] | None = None,
    agencies: Iterable[Agency] | None = None,
    **fields: Any,
) -> Session:
    """Change what was planned; more seats move people up from the waiting list."""
    for name in EDITABLE & fields.keys():
        setattr(session, name, fields[name])
    session.save()
    if criteria is not None:
        session.criteria.set(criteria)
    if agencies is not None:
        session.agencies.set(agencies)
    promote_waiting(session=session, now=now)
    return session


@transaction.atomic
def set_agenda(*, session: Session, items: Sequence[dict[str, Any]]) -> None:
    """Replace the agenda behind its automatic first point."""
    session.agenda.filter(is_left_over=False).delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, position=place, **item)
        for place, item in enumerate(items, start=2)
    )


NEXT_STATUS = {
    SessionStatus.PLANNED: {SessionStatus.OPEN, SessionStatus.CANCELLED},
    SessionStatus.OPEN: {SessionStatus.RUNNING, SessionStatus.CANCELLED},
    SessionStatus.RUNNING: {SessionStatus.HELD},
    SessionStatus.HELD: frozenset[SessionStatus](),
    SessionStatus.CANCELLED: {SessionStatus.PLANNED},
}


def _go(session: Session, status: SessionStatus) -> None:
    if status not in NEXT_STATUS[SessionStatus(session.status)]:
        raise NotTheTime(
            _("“%(session)s” is %(status)s; this step is not possible now.")
            % {"session": session, "status": session.get_status_display()}
        )
    session.status = status
    session.save(update_fields=["status"])


def open_registration(*, session: Session) -> None:
    _go(session, SessionStatus.OPEN)


def start(*, session: Session) -> None:
    _go(session, SessionStatus.RUNNING)


@transaction.atomic
def cancel(*, session: Session, now: datetime) -> int:
    """Cancel a session and tell everybody who meant to come; say how many that are."""
    _go(session, SessionStatus.CANCELLED)
    outbox.withdraw(messages=_invitations(session), because=Unwanted.OVER)
    told = session.participants.filter(
        status__in=[ParticipantStatus.REGISTERED, ParticipantStatus.WAITING]
    )
    return sum(
        session_letters.notify_participant(participant=each, step="cancelled", now=now)
        for each in told.select_related("session", "enterprise", "agency")
    )


@transaction.atomic
def close(*, session: Session, now: datetime) -> Minutes:
    """End a session; its minutes are due some days later, letters that ask for feedback wait."""
    _go(session, SessionStatus.HELD)
    session.held_at = now
    session.save(update_fields=["held_at"])
    outbox.withdraw(messages=_invitations(session), because=Unwanted.OVER)
    due = Calendar.load().add(localdate(now), deadlines.MINUTES_DAYS).day
    feedback.ask(session=session, now=now)
    minutes, _new = Minutes.objects.get_or_create(session=session, defaults={"due_on": due})
    return minutes


def _batch(session: Session) -> str:
    return f"session:{session.year}-{session.quarter}:invitations"


def _invitations(session: Session) -> OutgoingMessageQuerySet:
    """The invitations to a session, whose links nobody needs once it is over."""
    messages: OutgoingMessageQuerySet = OutgoingMessage.objects.filter(batch=_batch(session))
    return messages


@transaction.atomic
def invite(
    *,
    session: Session,
    now: datetime,
    enterprises: Iterable[Enterprise] = (),
    agencies: Iterable[Agency] = (),
) -> list[Participant]:
    """Invite enterprises and agencies. Their letters wait in the outbox as one batch."""
    guests = session.participants.all()
    known = set(guests.values_list("enterprise", flat=True))
    known_agencies = set(guests.values_list("agency", flat=True))
    new = [
        Participant(session=session, enterprise=each, email=each.email, invited_at=now)
        for each in enterprises
        if each.pk not in known
    ]
    new += [
        Participant(session=session, agency=each, email=each.email, invited_at=now)
        for each in agencies
        if each.pk not in known_agencies
    ]
    batch = _batch(session)
    for participant in new:
        participant.save()
        session_letters.invite(participant=participant, now=now, batch=batch)
    return new


def send_link_again(*, participant: Participant, now: datetime) -> bool:
    """Write the personal link once more, once an hour at most."""
    return session_letters.send_link(participant=participant, now=now)


def seats_taken(session: Session) -> int:
    return session.participants.coming().aggregate(sum=Sum("people"))["sum"] or 0


@transaction.atomic
def register(
    *, participant: Participant, now: datetime, name: str, phone: str = "", people: int = 1
) -> Participant:
    """Give a seat, or a place on the waiting list when all seats are taken."""
    session = Session.objects.select_for_update().get(pk=participant.session_id)
    if not session.takes_registrations(now):
        raise RegistrationClosed(session)
    participant.refresh_from_db()
    already = participant.people if participant.status == ParticipantStatus.REGISTERED else 0
    fits = seats_taken(session) - already + people <= session.seats
    status = ParticipantStatus.REGISTERED if fits else ParticipantStatus.WAITING
    participant.name, participant.phone, participant.people = name, phone, people
    participant.status, participant.answered_at = status, now
    participant.save(update_fields=["name", "phone", "people", "status", "answered_at"])
    session_letters.notify_participant(participant=participant, step=str(status), now=now)
    if already > people:
        promote_waiting(session=session, now=now)
    return participant


@transaction.atomic
def decline(*, participant: Participant, now: datetime) -> Participant:
    """Give a seat back; the first of the waiting list who fits moves up."""
    session = Session.objects.select_for_update().get(pk=participant.session_id)
    if not session.takes_registrations(now):
        raise RegistrationClosed(session)
    participant.refresh_from_db()
    participant.status, participant.answered_at = ParticipantStatus.DECLINED, now
    participant.save(update_fields=["status", "answered_at"])
    promote_waiting(session=session, now=now)
    return participant


def promote_waiting(*, session: Session, now: datetime) -> list[Participant]:
    """Move people up from the waiting list in the order they came, as long as seats are free."""
    free = session.seats - seats_taken(session)
    promoted = []
    for participant in session.participants.waiting().select_related("enterprise", "agency"):
        if participant.people > free:
            break
        participant.status = ParticipantStatus.REGISTERED
        participant.save(update_fields=["status"])
        session_letters.notify_participant(participant=participant, step="promoted", now=now)
        free -= participant.people
        promoted.append(participant)
    return promoted


def check_in(*, participant: Participant, by: User, now: datetime) -> bool:
    """Note that somebody has come; a second scan changes nothing."""
    if participant.checked_in_at:
        return False
    participant.checked_in_at, participant.checked_in_by = now, by
    participant.save(update_fields=["checked_in_at", "checked_in_by"])
    return True


def undo_check_in(*, participant: Participant) -> None:
    participant.checked_in_at = participant.checked_in_by = None
    participant.save(update_fields=["checked_in_at", "checked_in_by"])
