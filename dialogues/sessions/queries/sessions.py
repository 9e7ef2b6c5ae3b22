"""What the pages of a session read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet, Sum

from accounts.models import User
from core.text import fold
from dialogues.models import (
    AgendaItem,
    Issue,
    Participant,
    ParticipantStatus,
    Session,
    Visibility,
)
from dialogues.privacy import disclosure
from dialogues.workflow import transitions
from directory.models import Enterprise

REGISTERED = ParticipantStatus.REGISTERED


@dataclass(frozen=True, slots=True)
class Held:
    """A session in the list, with what became of the issues this reader finds on its page."""

    session: Session
    raised: int
    still_open: int


def list_by_year(user: User | AnonymousUser) -> list[Held]:
    """All sessions; their issues are counted along one index, apart from the sessions."""
    name = "session" if _knows_all(user) else "public_session"
    listed = Issue.objects.filter(**{f"{name}__isnull": False})
    if name == "public_session":
        listed = listed.published()
    counted = listed.order_by().values_list(name, "state").annotate(n=Count("pk"))
    raised: Counter[int] = Counter()
    still_open: Counter[int] = Counter()
    for session, state, n in counted:
        raised[session] += n
        still_open[session] += n if state in transitions.OPEN else 0
    return [Held(each, raised[each.pk], still_open[each.pk]) for each in Session.objects.all()]


def _knows_all(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.has_perm("dialogues.plan_sessions")


def coming(now: datetime) -> list[Session]:
    """The sessions to come, the next one first."""
    return list(Session.objects.upcoming(now).order_by("starts_at")[:3])


def place_of(user: User | AnonymousUser, session: Session) -> Participant | None:
    """The place of the enterprise or agency somebody signed in stands for."""
    if not isinstance(user, User) or not (user.enterprise_id or user.agency_id):
        return None
    mine = Q(enterprise=user.enterprise_id) if user.enterprise_id else Q(agency=user.agency_id)
    return session.participants.filter(mine).first()


def issues_shown(session: Session, user: User | AnonymousUser) -> QuerySet[Issue]:
    """Its issues for this reader, without those that few in the hall could have raised."""
    if _knows_all(user):
        return session.issues.all()
    own = Issue.objects.own_of(user).filter(session=session)
    if not (user.is_authenticated and user.enterprise_id) and not (
        disclosure.reveals_session_of_hidden(session)
    ):
        own = own.exclude(visibility=Visibility.ASSOCIATION)
    told = Issue.objects.told_in(session)
    return Issue.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=told.values("pk")))


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda with its clock time."""

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime


def agenda(session: Session) -> Iterator[Point]:
    at = session.starts_at
    for item in session.agenda.all():
        yield Point(item, at, at + item.length())
        at += item.length()


@dataclass(frozen=True, slots=True)
class Seats:
    seats: int
    taken: int
    waiting: int
    listed: int
    declined: int
    present: int

    @property
    def free(self) -> int:
        return max(0, self.seats - self.taken)


def seats(session: Session) -> Seats:
    people = session.participants.aggregate(
        taken=Sum("people", filter=Q(status=ParticipantStatus.REGISTERED)),
        waiting=Sum("people", filter=Q(status=ParticipantStatus.WAITING)),
        more=Sum(F("wanted") - F("people"), filter=Q(status=REGISTERED, wanted__isnull=False)),
        listed=Count("pk"),
        declined=Count("pk", filter=Q(status=ParticipantStatus.DECLINED)),
        present=Sum("people", filter=Q(checked_in_at__isnull=False)),
    )
    numbers = {name: value or 0 for name, value in people.items()}
    numbers["waiting"] += numbers.pop("more")
    return Seats(seats=session.seats, **numbers)


def attendance(session: Session) -> QuerySet[Participant]:
    return session.participants.select_related("enterprise", "agency").order_by(
        "-checked_in_at", "status", "pk"
    )


def matching(guests: QuerySet[Participant], words: str) -> list[Participant]:
    """Those whose enterprise, agency, name, telephone or address has all words, marks or not."""
    wanted = [fold(word) for word in words.split()]
    found = list(guests)
    if not wanted:
        return found
    said = {g.pk: fold(f"{g} {g.name} {g.phone} {g.email}") for g in found}
    return [guest for guest in found if all(word in said[guest.pk] for word in wanted)]


def at_the_door(guests: Iterable[Participant], *, everybody: bool) -> list[Participant]:
    """Those who may come in, by name; everybody who was looked for."""
    coming = [g for g in guests if everybody or g.checked_in_at or g.status == REGISTERED]
    return sorted(coming, key=lambda guest: fold(str(guest)))


def to_invite(chosen: dict[str, Any]) -> QuerySet[Enterprise]:
    """The enterprises a choice of districts and branches means; only those with an address."""
    enterprises = Enterprise.objects.active().exclude(email="")
    if chosen.get("members_only"):
        enterprises = enterprises.filter(is_member=True)
    if chosen.get("districts"):
        enterprises = enterprises.filter(district__in=chosen["districts"])
    if chosen.get("sectors"):
        enterprises = enterprises.filter(sector__in=chosen["sectors"])
    return enterprises
