"""Guests send questions and support others'; people in the hall do so by the code on the wall."""

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.models import OutgoingMessage
from dialogues.issues.actions import filing
from dialogues.issues.actions import steps as steps
from dialogues.models import Issue, Origin, Support
from dialogues.notifications import links
from dialogues.privacy.disclosure_check import find_marks
from dialogues.sessions.actions import sessions
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    SessionFactory,
    answered,
    filed,
    published,
    running_session,
    staff,
)
from tests.factories.directory import AgencyFactory, EnterpriseFactory

QUESTION = {
    "text": "Xin hỏi bao giờ công bố quy hoạch chung của huyện?",
    "visibility": "without_name",
}


@pytest.fixture(autouse=True)
def today():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session():
    session = SessionFactory(year=2026, quarter=1)
    sessions.open_registration(session=session)
    return session


def at(name, *args):
    return reverse(f"dialogues:{name}", args=args)


@pytest.fixture
def guest(session):
    return ParticipantFactory(
        session=session, enterprise=None, name="Trần Thị Xuân Hoa", phone="0912345678"
    )


def test_a_guest_sends_a_question_and_follows_it(client, session, guest):
    address = at("guest_questions", guest.key)
    client.post(address, QUESTION)

    issue = Issue.objects.get()
    assert (issue.participant, issue.session, issue.origin) == (guest, session, Origin.ADVANCE)
    assert issue.number in client.get(address).content.decode()
    assert find_marks(issue, "Chị Trần Thị Xuân Hoa, 0912.345.678") == [
        "Trần Thị Xuân Hoa",
        "0912345678",
    ]


def test_letters_about_a_guest_s_question_reach_the_guest(client, guest):
    client.post(at("guest_questions", guest.key), QUESTION)
    issue = Issue.objects.get()

    steps.accept(issue=issue, by=staff(), now=NOW)

    assert OutgoingMessage.objects.get(kind="dialogues.accept.raiser").recipient == guest.email


def test_a_guest_supports_a_published_question_and_takes_it_back(client, session, guest):
    issue = published(session=session)
    address = at("guest_support", guest.key, issue.number)
    for _twice in range(2):
        client.post(address)
    issue.refresh_from_db()
    assert (issue.supports, Support.objects.get().participant) == (1, guest)

    client.post(address, {"end": "1"})

    issue.refresh_from_db()
    assert issue.supports == 0
    assert not Support.objects.exists()


def test_a_guest_of_an_enterprise_counts_as_that_enterprise(client, session):
    firm = EnterpriseFactory()
    guest = ParticipantFactory(session=session, enterprise=firm)
    issue = published(session=session)
    filing.support(issue=issue, enterprise=firm, now=NOW)

    client.post(at("guest_support", guest.key, issue.number))

    issue.refresh_from_db()
    assert issue.supports == 1
    own = published(session=session, enterprise=firm)
    assert client.post(at("guest_support", guest.key, own.number)).status_code == 404


def test_a_guest_supports_nothing_that_is_not_published(client, session, guest):
    issue = filed(session=session)
    assert client.post(at("guest_support", guest.key, issue.number)).status_code == 404
    assert issue.text not in client.get(at("guest_questions", guest.key)).content.decode()


def test_questions_of_a_guest_end_at_ten_an_hour(client, guest):
    for _each in range(11):
        client.post(at("guest_questions", guest.key), QUESTION)

    assert Issue.objects.count() == 10


def test_the_hall_asks_by_the_code_on_the_wall_while_the_session_runs(client):
    session = running_session(year=2026, quarter=2)
    path = links.hall_path(session)

    client.post(path, QUESTION | {"speaker": "Ông Bình"})

    issue = Issue.objects.get()
    assert (issue.origin, issue.speaker, issue.session) == (Origin.LIVE, "Ông Bình", session)
    assert client.post(at("hall", 2026, "2", "made-up"), QUESTION).status_code == 404
    sessions.close(session=session, now=NOW)
    client.post(path, QUESTION)
    assert Issue.objects.count() == 1


def test_the_code_for_the_wall_is_for_staff():
    session, client = running_session(), Client()
    client.force_login(UserFactory(role=Role.STAFF))
    address = at("hall_code", session.year, session.slot)

    assert client.get(address)["Content-Type"] == "image/svg+xml"
    assert Client().get(address).status_code == 302
    assert address in client.get(at("projection", session.year, session.slot)).content.decode()


def test_supporters_hear_of_the_answer(session, guest):
    firm = EnterpriseFactory(email="cung@example.test")
    issue = published(session=session)
    filing.support(issue=issue, enterprise=firm, now=NOW)
    filing.support(issue=issue, participant=guest, now=NOW)

    steps.assign(issue=issue, by=staff(), now=NOW, lead=AgencyFactory())
    answered(issue=issue)

    told = OutgoingMessage.objects.filter(kind="dialogues.supported_answered")
    assert {letter.recipient for letter in told} == {"cung@example.test", guest.email}
    assert f"/hoi-dap/{issue.number}/" in told.first().body
