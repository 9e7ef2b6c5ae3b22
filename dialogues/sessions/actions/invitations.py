"""Invitations to a session: guests and their letters, some at a time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from core.models import OutgoingMessage, OutgoingMessageQuerySet
from dialogues.models import Participant, Session
from dialogues.notifications import session_letters
from directory.models import Agency, Enterprise

SLICE = 10  # guests in one transaction


def messages_of(session: Session) -> OutgoingMessageQuerySet:
    """The invitations to a session, whose links nobody needs once it is over."""
    messages: OutgoingMessageQuerySet = OutgoingMessage.objects.filter(batch=_batch(session))
    return messages


def invite(
    *,
    session: Session,
    now: datetime,
    enterprises: Iterable[Enterprise] = (),
    agencies: Iterable[Agency] = (),
) -> list[Participant]:
    """Invite enterprises and agencies. Their letters wait in the outbox as one batch.

    Who has been invited already is left out, so that it can be done again after a stop.
    """
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
    for start in range(0, len(new), SLICE):
        _invite_some(new[start : start + SLICE], now)
    return new


@transaction.atomic
def _invite_some(guests: Sequence[Participant], now: datetime) -> None:
    for guest in guests:
        guest.save()
        session_letters.invite(participant=guest, now=now, batch=_batch(guest.session))


def _batch(session: Session) -> str:
    return f"session:{session.year}-{session.slot}:invitations"
