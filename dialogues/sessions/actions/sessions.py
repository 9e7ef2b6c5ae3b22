"""Sessions: a year planned in one go, changed, invited to, begun, ended, cancelled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from core.calendar.working_days import Calendar
from core.clock.timezone import localdate
from core.messaging import outbox
from core.models import Job, Unwanted
from dialogues.errors import NotTheTime, QuarterTaken
from dialogues.issues.actions import publication
from dialogues.issues.actions.steps import By
from dialogues.models import (
    AgendaItem,
    FeedbackTime,
    Minutes,
    Participant,
    Session,
    SessionStatus,
)
from dialogues.notifications import session_letters
from dialogues.sessions.actions import guest_letters, invitations, registration
from dialogues.workflow import deadlines
from directory.models import Agency, District
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
    district: District | None = None
    is_further: bool = False  # beside a session of the same quarter, for a district or a theme


@transaction.atomic
def plan_year(*, year: int, quarters: Iterable[QuarterPlan]) -> list[Session]:
    """Plan the sessions of a year in one go. Each agenda begins with what was left open."""
    return [plan_session(year=year, plan=plan) for plan in quarters]


@transaction.atomic
def plan_session(*, year: int, plan: QuarterPlan) -> Session:
    """Plan a session; what was cancelled is no obstacle, a further one says what it is about."""
    planned = Session.objects.filter(year=year, quarter=plan.quarter)
    taken = planned.exclude(status=SessionStatus.CANCELLED).first()
    if taken and not plan.is_further:
        raise QuarterTaken(taken)
    last = planned.aggregate(last=Max("number"))["last"] or 0
    session = Session.objects.create(
        year=year,
        quarter=plan.quarter,
        number=last + 1,
        district=plan.district,
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
        "map_link",
        "online_link",
        "seats",
        "is_open_to_all",
        "district",
        "feedback",
        "feedback_days",
    }
)


TOLD = ("starts_at", "ends_at", "place", "map_link", "online_link")  # what guests must know


def change_session(
    *,
    session: Session,
    now: datetime,
    criteria: Iterable[Criterion] | None = None,
    agencies: Iterable[Agency] | None = None,
    **fields: Any,
) -> Session:
    """Change what was planned; more seats move people up from the waiting list.

    Whoever registered is told of another day, place or link.
    """
    with transaction.atomic():
        letters = _change(session, now, fields)
        if criteria is not None:
            session.criteria.set(criteria)
        if agencies is not None:
            session.agencies.set(agencies)
        registration.promote_waiting(session=session, now=now)
    if letters:
        guest_letters.write_ordered(letters)
    return session


def _change(session: Session, now: datetime, fields: dict[str, Any]) -> Job | None:
    """Store what changed, and order letters where guests must know of it."""
    before = Session.objects.select_for_update().get(pk=session.pk)
    for name in EDITABLE & fields.keys():
        setattr(session, name, fields[name])
    is_told = any(getattr(session, name) != getattr(before, name) for name in TOLD)
    session.sequence = before.sequence + is_told
    session.save()
    if not is_told or session.status in {SessionStatus.HELD, SessionStatus.CANCELLED}:
        return None
    return guest_letters.order(session=session, letter=guest_letters.CHANGED, now=now)


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


def open_and_tell(*, session: Session, now: datetime) -> None:
    """Open registration; who was told last that the session is cancelled hears that it is on."""
    with transaction.atomic():
        open_registration(session=session)
        if not session.participants.awaiting_news().exists():
            return
        Session.objects.filter(pk=session.pk).update(sequence=F("sequence") + 1)
        letters = guest_letters.order(session=session, letter=guest_letters.CHANGED, now=now)
    guest_letters.write_ordered(letters)


def start(*, session: Session) -> None:
    _go(session, SessionStatus.RUNNING)


def plan_anew(*, session: Session) -> None:
    """Take a cancelled session up again; those who registered keep their places."""
    _go(session, SessionStatus.PLANNED)


def cancel(*, session: Session, now: datetime) -> int:
    """Cancel a session and tell everybody who meant to come; say how many that are."""
    with transaction.atomic():
        _go(session, SessionStatus.CANCELLED)
        Session.objects.filter(pk=session.pk).update(sequence=F("sequence") + 1)
        outbox.withdraw(messages=invitations.messages_of(session), because=Unwanted.OVER)
        letters = guest_letters.order(session=session, letter=guest_letters.CANCELLED, now=now)
    return guest_letters.write_ordered(letters)


def close(*, session: Session, now: datetime) -> Minutes:
    """End a session; its minutes are due some days later, letters that ask for feedback wait."""
    due = Calendar.load().add(localdate(now), deadlines.MINUTES_DAYS).day
    with transaction.atomic():
        _go(session, SessionStatus.HELD)
        session.held_at = now
        session.save(update_fields=["held_at"])
        outbox.withdraw(messages=invitations.messages_of(session), because=Unwanted.OVER)
        publication.tell_places(session=session, by=By.the_platform(), now=now)
        minutes, _new = Minutes.objects.get_or_create(session=session, defaults={"due_on": due})
        asks = session.feedback != FeedbackTime.NEVER
        letters = asks and guest_letters.order(
            session=session, letter=guest_letters.FEEDBACK, now=now
        )
    if letters:
        guest_letters.write_ordered(letters)
    return minutes


def send_link_again(*, participant: Participant, now: datetime) -> bool:
    """Write the personal link once more, once an hour at most."""
    return session_letters.send_link(participant=participant, now=now)
