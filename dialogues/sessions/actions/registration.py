"""Registration: seats are given, asked for, given back, and go to the first who fits."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from dialogues import consent_texts
from dialogues.errors import RegistrationClosed
from dialogues.models import Participant, ParticipantStatus, Session
from dialogues.notifications import session_letters
from directory.models import Enterprise

REGISTERED, WAITING = ParticipantStatus.REGISTERED, ParticipantStatus.WAITING


def seats_taken(session: Session) -> int:
    return session.participants.coming().aggregate(sum=Sum("people"))["sum"] or 0


def lock_session(participant: Participant, now: datetime) -> Session:
    """Take hold of the seats; who came first is decided here."""
    session = Session.objects.select_for_update().get(pk=participant.session_id)
    if not session.takes_registrations(now):
        raise RegistrationClosed(session)
    participant.refresh_from_db()
    return session


@transaction.atomic
def register(
    *,
    participant: Participant,
    now: datetime,
    name: str,
    phone: str = "",
    people: int = 1,
    may_be_named: bool = False,
) -> Participant:
    """Give seats, or a place on the waiting list; seats somebody has stay theirs meanwhile."""
    session = lock_session(participant, now)
    before = _seats_of(participant)
    if participant.status == ParticipantStatus.UNCONFIRMED:
        _confirm(participant, now)
    participant.name, participant.phone = name, phone
    _note_consent(participant, may_be_named, now)
    seat(participant, people, session, now)
    participant.answered_at = now
    participant.save()
    if _seats_of(participant) != before:
        session_letters.notify_participant(
            participant=participant, step=_step_of(participant), now=now
        )
    promote_waiting(session=session, now=now)
    return participant


def _confirm(participant: Participant, now: datetime) -> None:
    """Somebody came back through the link: the address is theirs, and so is a known enterprise."""
    participant.confirmed_at = now
    if not (participant.tax_code and participant.email):
        return
    known = Enterprise.objects.filter(
        tax_code=participant.tax_code, email__iexact=participant.email
    ).first()
    others = Participant.objects.filter(session=participant.session_id, enterprise=known)
    if known and not others.exists():
        participant.enterprise = known


def _seats_of(participant: Participant) -> tuple[str, int, int | None]:
    return participant.status, participant.people, participant.wanted


def _step_of(participant: Participant) -> str:
    return "more_wanted" if participant.wanted else participant.status


def _note_consent(participant: Participant, may_be_named: bool, now: datetime) -> None:
    if may_be_named and not participant.may_be_named:
        participant.consented_at = now
        consent_texts.note_name_in_minutes(participant, now)
    if participant.may_be_named and not may_be_named:
        consent_texts.take_back_name_in_minutes(participant, now)
        participant.consented_at = None
    participant.may_be_named = may_be_named


def seat(participant: Participant, people: int, session: Session, now: datetime) -> None:
    """Put somebody on as many seats as are free; who waits keeps the place in the queue."""
    held = participant.people if participant.status == REGISTERED else 0
    if seats_taken(session) - held + people <= session.seats:
        participant.status, participant.people = REGISTERED, people
        participant.wanted = participant.queued_at = None
        return
    if not is_waiting(participant):
        participant.queued_at = now
    if held:
        participant.wanted = people
    else:
        participant.status, participant.people = WAITING, people


def is_waiting(participant: Participant) -> bool:
    return participant.status == WAITING or participant.wanted is not None


@transaction.atomic
def decline(*, participant: Participant, now: datetime) -> Participant:
    """Give the seats back; they go to the first of the waiting list who fits."""
    session = lock_session(participant, now)
    participant.status, participant.answered_at = ParticipantStatus.DECLINED, now
    participant.wanted = participant.queued_at = None
    participant.save(update_fields=["status", "answered_at", "wanted", "queued_at"])
    promote_waiting(session=session, now=now)
    return participant


def promote_waiting(*, session: Session, now: datetime) -> list[Participant]:
    """Give free seats to those who wait, in their order, to each whose number fits."""
    free = session.seats - seats_taken(session)
    promoted = []
    for participant in session.participants.waiting().select_related("enterprise", "agency"):
        wanted = participant.wanted or participant.people
        held = participant.people if participant.status == REGISTERED else 0
        if wanted - held > free:
            continue
        free -= wanted - held
        participant.status, participant.people = REGISTERED, wanted
        participant.wanted = participant.queued_at = None
        participant.save(update_fields=["status", "people", "wanted", "queued_at"])
        session_letters.notify_participant(participant=participant, step="promoted", now=now)
        promoted.append(participant)
    return promoted
