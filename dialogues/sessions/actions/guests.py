"""Guests nobody invited: registered by themselves, entered by staff, from a list, at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core.http import rate_limit
from dialogues import consent_texts
from dialogues.errors import RegistrationClosed
from dialogues.models import Came, Participant, ParticipantStatus, Session
from dialogues.notifications import session_letters
from dialogues.sessions.actions import door, registration
from directory.models import Enterprise

TRIES, WINDOW = 10, 60 * 60  # registrations from one network in so many seconds
UNCONFIRMED_FOR = timedelta(days=7)
UNCONFIRMED = ParticipantStatus.UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Guest:
    """What somebody says of themselves, or staff write down of them."""

    name: str
    email: str = ""
    phone: str = ""
    organisation: str = ""
    tax_code: str = ""
    people: int = 1
    may_be_named: bool = False


def may_register(*, visitor: str) -> bool:
    """Whether this network has tries left; each registration counts as one."""
    return rate_limit.claim_try("registration", visitor, most=TRIES, seconds=WINDOW) is not None


@transaction.atomic
def ask_to_come(*, session: Session, guest: Guest, now: datetime) -> Participant:
    """Write to the address somebody gave; the seat is theirs once they come back through it.

    Whoever is on the list already gets their link again; the page tells nobody which it was.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if not takes_visitors(session, now):
        raise RegistrationClosed(session)
    stale = Q(status=UNCONFIRMED, invited_at__lt=now - UNCONFIRMED_FOR)
    session.participants.filter(stale).delete()
    known = _find(session, guest)
    if known:
        is_new = known.status == UNCONFIRMED
        send = session_letters.send_sign_up if is_new else session_letters.send_link
        send(participant=known, now=now)
        return known
    person = _make(session, guest, Came.SELF, now)
    session_letters.send_sign_up(participant=person, now=now)
    return person


def takes_visitors(session: Session, now: datetime) -> bool:
    """Whether everybody may register on the page of the session."""
    return session.is_open_to_all and session.takes_registrations(now)


def _find(session: Session, guest: Guest) -> Participant | None:
    same = Q(email__iexact=guest.email) if guest.email else Q(email="", phone=guest.phone)
    return session.participants.filter(same).first()


def _make(session: Session, guest: Guest, came: Came, now: datetime) -> Participant:
    person = Participant.objects.create(
        session=session,
        came=came,
        status=UNCONFIRMED,
        name=guest.name,
        email=guest.email,
        phone=guest.phone,
        organisation=guest.organisation,
        tax_code=guest.tax_code,
        people=guest.people,
        may_be_named=guest.may_be_named,
        consented_at=now if guest.may_be_named else None,
        invited_at=now,
    )
    if guest.may_be_named:
        consent_texts.note_name_in_minutes(person, now)
    return person


def own_place(*, session: Session, user: User, now: datetime) -> Participant:
    """The place of an enterprise whose representative is signed in; made if there is none yet."""
    person, _new = Participant.objects.get_or_create(
        session=session,
        enterprise=user.enterprise,
        defaults={
            "came": Came.SELF,
            "email": user.email,
            "name": user.full_name,
            "invited_at": now,
            "confirmed_at": now,
        },
    )
    return person


@transaction.atomic
def add_guest(
    *,
    session: Session,
    guest: Guest,
    by: User,
    now: datetime,
    came: Came = Came.STAFF,
    enterprise: Enterprise | None = None,
) -> Participant:
    """Enter a guest who telephoned; somebody at the door is checked in, too, seat or not."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    person = _known_enterprise(session, enterprise) or _find_reachable(session, guest)
    if person is None:
        person = _make(session, guest, came, now)
    person.enterprise = person.enterprise or enterprise
    person.confirmed_at = person.confirmed_at or now
    person.answered_at = now
    if came == Came.DOOR:
        person.status, person.wanted, person.queued_at = registration.REGISTERED, None, None
    else:
        registration.seat(person, guest.people, session, now)
    person.save()
    if came == Came.DOOR:
        door.check_in(participant=person, by=by, now=now)
    else:
        session_letters.notify_participant(participant=person, step=person.status, now=now)
    return person


def _known_enterprise(session: Session, enterprise: Enterprise | None) -> Participant | None:
    return session.participants.filter(enterprise=enterprise).first() if enterprise else None


def _find_reachable(session: Session, guest: Guest) -> Participant | None:
    return _find(session, guest) if guest.email or guest.phone else None


def add_list(
    *, session: Session, guests: Sequence[tuple[Guest, Enterprise | None]], by: User, now: datetime
) -> int:
    """Enter the guests of a list, each by itself; those known already keep their place."""
    for guest, enterprise in guests:
        add_guest(
            session=session,
            guest=guest,
            by=by,
            now=now,
            came=Came.IMPORTED,
            enterprise=enterprise,
        )
    return len(guests)


@transaction.atomic
def tie_to_enterprise(*, participant: Participant, enterprise: Enterprise) -> Participant:
    """Say which enterprise of the register a guest stands for; their issues follow."""
    participant.enterprise = enterprise
    participant.save(update_fields=["enterprise"])
    return participant
