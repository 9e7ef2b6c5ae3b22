"""What the pages of a session read."""

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
    Origin,
    Participant,
    ParticipantStatus,
    Session,
    Visibility,
)
from dialogues.privacy import disclosure
from directory.models import Enterprise

REGISTERED = ParticipantStatus.REGISTERED


def by_year() -> QuerySet[Session]:
    """All sessions, with what became of their issues."""
    return Session.objects.annotate(
        raised=Count("issues", distinct=True),
        still_open=Count(
            "issues",
            filter=Q(
                issues__state__in=["received", "accepted", "assigned", "committed", "reopened"]
            ),
            distinct=True,
        ),
    )


def issues_shown(session: Session, user: User | AnonymousUser) -> QuerySet[Issue]:
    """Its issues for this reader, without those that few in the hall could have raised."""
    issues = session.issues.visible_to(user)
    if isinstance(user, User) and user.has_perm("dialogues.plan_sessions"):
        return issues
    present = session.participants.present().exclude(enterprise=None).count()
    few = Q(origin=Origin.LIVE, visibility=Visibility.ASSOCIATION)
    if isinstance(user, User) and user.enterprise_id:
        few &= ~Q(enterprise=user.enterprise_id)
    return issues.exclude(few) if present < disclosure.SMALLEST_CROWD else issues


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
    invited: int
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
        invited=Count("pk"),
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
