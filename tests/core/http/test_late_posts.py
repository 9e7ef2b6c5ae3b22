"""What arrives too late is given back: signed out while typing, or the seal of the form ran out."""

import pytest
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.http.late_posts import page_above
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import assigned

pytestmark = pytest.mark.django_db
TEXT = "Đã gọi điện cho doanh nghiệp, hẹn thứ Năm gửi bổ sung hồ sơ thuê đất."
BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def notes():
    return reverse("dialogues:note", args=[assigned().number])


def test_what_was_typed_before_signing_out_stands_on_the_page_that_asks_to_sign_in(notes):
    page = Client().post(notes, {"text": TEXT, "password": "bi-mat"}, **BROWSER)

    words = page.content.decode()
    assert page.status_code == 403
    assert f'<textarea name="text" hidden>&#10;{TEXT}</textarea>' in words
    assert f'action="{notes}"' in words
    assert "/accounts/login/?next=" in words
    assert "bi-mat" not in words


def test_the_page_sends_it_again_after_signing_in(notes):
    client = Client()
    client.force_login(UserFactory(role=Role.STAFF))

    client.post(notes, {"text": TEXT, "kept_as": "1:note"}, **BROWSER)

    assert TEXT in client.get(notes.removesuffix("notes/")).content.decode()


def sealed(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_a_seal_that_ran_out_costs_no_words(notes):
    client = sealed(UserFactory(role=Role.STAFF))
    first = client.post(notes, {"text": TEXT}, HTTP_REFERER="http://testserver/", **BROWSER)
    token = first.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    again = client.post(notes, {"text": TEXT, "csrfmiddlewaretoken": token}, **BROWSER)

    assert first.status_code == 403
    assert TEXT in first.content.decode()
    assert again.status_code == 302


def test_what_another_site_sends_is_not_offered_to_be_sent(notes):
    client = sealed(UserFactory(role=Role.STAFF))
    page = client.post(notes, {"text": TEXT}, HTTP_ORIGIN="https://evil.example", **BROWSER)

    assert page.status_code == 403
    assert TEXT not in page.content.decode()


@pytest.mark.parametrize("client", [Client(), Client(enforce_csrf_checks=True)])
def test_scripts_are_told_that_somebody_is_signed_out(client, notes):
    answer = client.post(notes, {"text": TEXT}, **SCRIPT)

    assert answer.status_code == 401
    assert answer.json()["sign_in"].startswith("/accounts/login/?next=/issues/")


def test_an_address_of_forms_leads_to_its_page(notes):
    client = Client()
    client.force_login(UserFactory(role=Role.STAFF))

    answer = client.get(notes, **BROWSER)

    assert (answer.status_code, answer["Location"]) == (302, notes.removesuffix("notes/"))
    assert client.get(notes).status_code == 405


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/dialogues/2026/q1/attendance/5/letter/", "/dialogues/2026/q1/attendance/"),
        ("/issues/answers/5/approve/", "/issues/answers/5/"),
        ("/issues/similar/", "/issues/"),
        ("/", None),
    ],
)
def test_the_page_above_is_the_nearest_that_exists(path, above):
    assert page_above(path) == above
