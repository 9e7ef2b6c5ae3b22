"""The live screen: what the server takes, what it refuses, and how it says so."""

import pytest
from django.test import Client
from django.urls import reverse

from core.access import Role
from dialogues.models import Issue
from dialogues.sessions.actions import sessions
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import SessionFactory, assigned, filed, published, running_session
from tests.factories.directory import EnterpriseFactory

KEY = "0123456789abcdef01234567"
TEXT = "Xin hỏi bao giờ công bố quy hoạch chung của huyện?"


@pytest.fixture
def client():
    client = Client(HTTP_ACCEPT="application/json")
    client.force_login(UserFactory(role=Role.STAFF))
    return client


def save(client, session, **more):
    address = reverse("dialogues:live_save", args=[session.year, session.slot])
    return client.post(address, {"key": KEY, "text": TEXT, **more})


def test_the_speaker_is_found_by_name(client):
    firm = EnterpriseFactory(name="Công ty TNHH Cà phê Đắk Mil")
    EnterpriseFactory(name="Công ty TNHH Gỗ Đắk Song")

    answer = save(client, running_session(), enterprise="ca phe dak mil")

    assert answer.status_code == 200
    assert Issue.objects.get().enterprise == firm


@pytest.mark.parametrize("typed", ["9999999999", "Đắk"])
def test_an_unknown_or_doubtful_enterprise_is_refused_with_the_reason(client, typed):
    for name in ("Mil", "Song"):
        EnterpriseFactory(name=f"Công ty TNHH Đắk {name}")

    answer = save(client, running_session(), enterprise=typed)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"enterprise"}
    assert not Issue.objects.exists()


def test_what_comes_before_the_session_begins_is_to_be_sent_again(client):
    session = SessionFactory()
    early = save(client, session)
    sessions.open_registration(session=session)
    sessions.start(session=session)

    assert (early.status_code, early.json()["again"]) == (409, True)
    assert save(client, session).status_code == 200


def test_somebody_signed_out_is_told_so_and_not_that_the_network_is_away():
    answer = save(Client(HTTP_ACCEPT="application/json"), running_session())

    assert answer.status_code == 401
    assert answer.json()["sign_in"].startswith("/accounts/login/")


def test_enterprises_are_searched_by_staff_alone(client):
    EnterpriseFactory(name="Công ty TNHH Cà phê Đắk Mil", tax_code="6400123456")
    address = reverse("dialogues:find_enterprises")
    stranger = Client()
    stranger.force_login(UserFactory(role=Role.PLANNER))

    found = client.post(address, {"name": "cà phê"}).json()["found"]

    assert [firm["tax_code"] for firm in found] == ["6400123456"]
    assert client.post(address, {"name": "  "}).json()["found"] == []
    assert stranger.post(address, {"name": "cà phê"}).status_code == 403


def test_the_wall_refreshes_itself_with_issues_whose_words_are_not_public(client):
    session = running_session()
    save(client, session)
    address = reverse("dialogues:projection", args=[session.year, session.slot])

    wall = client.get(address, HTTP_HX_REQUEST="true").content.decode()

    assert Issue.objects.get().number in wall
    assert TEXT not in wall
    assert "(nội dung chưa công bố)" in wall


def test_the_wall_names_of_what_was_left_open_what_everybody_can_read(client):
    """The number of one not published would say that it was sent before this session."""
    session = running_session()
    sent = filed(session=session, visibility="without_name", origin="advance")
    others = [published(), assigned(), filed(visibility="without_name")]

    wall = client.get(reverse("dialogues:projection", args=[session.year, session.slot]))

    shown = wall.content.decode()
    assert [each.number in shown for each in (sent, *others)] == [False, True, False, False]
    assert others[0].title in shown
