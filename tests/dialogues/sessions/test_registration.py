"""Seats: asked for, kept, waited for, given to the first who fits; consent to be named."""

from datetime import timedelta

import pytest

from core.models import OutgoingMessage
from dialogues.models import Participant, ParticipantStatus
from dialogues.notifications import links
from dialogues.sessions.actions import registration, sessions
from dialogues.sessions.queries import sessions as session_queries
from tests.factories.dialogues import NOW, ParticipantFactory, SessionFactory


@pytest.fixture
def small():
    session = SessionFactory(quarter=2, seats=3)
    sessions.open_registration(session=session)
    return session


def asks(person, people, minute, **more):
    now = NOW + timedelta(minutes=minute)
    registration.register(participant=person, now=now, name="Khách", people=people, **more)
    return person


def guest(session, people, minute, **more):
    return asks(ParticipantFactory(session=session), people, minute, **more)


def letters_to(person, step):
    return OutgoingMessage.objects.filter(recipient=person.email, key__contains=f":{step}:").count()


def test_asking_for_more_seats_never_loses_the_seats_one_has(small):
    first = guest(small, 1, 0)
    guest(small, 2, 1)

    asks(first, 3, 2)

    first.refresh_from_db()
    assert (first.status, first.people, first.wanted) == ("registered", 1, 3)
    assert letters_to(first, "more_wanted") == 1
    assert session_queries.seats(small).waiting == 2
    assert registration.seats_taken(small) == 3


def test_who_waits_for_more_gets_them_when_they_are_free(small):
    first, second = guest(small, 1, 0), guest(small, 2, 1)
    asks(first, 3, 2)

    registration.decline(participant=second, now=NOW + timedelta(minutes=3))

    first.refresh_from_db()
    assert (first.status, first.people, first.wanted) == ("registered", 3, None)
    assert letters_to(first, "promoted") == 1


def test_a_new_telephone_number_keeps_the_place_in_the_queue_and_sends_no_letter(small):
    guest(small, 2, 0)
    holder = guest(small, 1, 1)
    early, late = guest(small, 1, 2), guest(small, 1, 3)

    asks(early, 1, 9, phone="0912 345 678")
    registration.decline(participant=holder, now=NOW + timedelta(minutes=10))

    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.status, early.phone) == (ParticipantStatus.REGISTERED, "0912 345 678")
    assert late.status == ParticipantStatus.WAITING
    assert letters_to(early, "waiting") == 1


def test_a_free_seat_goes_to_the_first_who_fits(small):
    holder = guest(small, 1, 0)
    guest(small, 2, 1)
    too_many, fits = guest(small, 2, 2), guest(small, 1, 3)

    registration.decline(participant=holder, now=NOW + timedelta(minutes=4))

    too_many.refresh_from_db()
    fits.refresh_from_db()
    assert (too_many.status, fits.status) == ("waiting", "registered")
    assert letters_to(fits, "promoted") == 1


def test_consent_to_be_named_has_its_time_and_can_be_taken_back(small):
    person = guest(small, 1, 0, may_be_named=True)
    asks(person, 1, 5, may_be_named=True)
    assert person.consented_at == NOW

    asks(person, 1, 6)

    person.refresh_from_db()
    assert (person.may_be_named, person.consented_at) == (False, None)


def test_the_code_for_the_door_opens_no_personal_page(client, small):
    person = guest(small, 1, 0)

    code = links.check_in_path(person)
    assert person.door_key in code
    assert person.key not in code
    assert client.get(f"/dialogues/invitation/{person.door_key}/").status_code == 404
    assert Participant.objects.of_key(person.key) == person
    assert Participant.objects.of_key(person.door_key) is None
    assert Participant.objects.of_door_key(person.key) is None
    assert Participant.objects.of_door_key(person.door_key) == person
