"""Public pages carry a tag and may be kept by a proxy; what is somebody's own never is."""

import pytest
from django.test import Client
from django.urls import reverse

from core.access import Role
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PUBLIC = ("home", "dialogues:questions", "dialogues:sessions", "pci:index", "accounts:privacy")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_has_a_tag_and_is_not_sent_twice(name):
    address = reverse(name)
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
    assert {"Cookie", "HX-Request"} <= set(first.headers["Vary"].split(", "))
    assert not first.cookies
    assert (again.status_code, again.content) == (304, b"")


def test_the_tag_follows_the_language():
    vietnamese, english = Client().get("/"), Client(headers={"cookie": "django_language=en"})

    assert vietnamese.headers["ETag"] != english.get("/").headers["ETag"]


def test_whoever_is_signed_in_gets_nothing_that_may_be_kept():
    client = Client()
    client.force_login(UserFactory(role=Role.STAFF))

    page = client.get(reverse("dialogues:questions"))

    assert page.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in page.headers


@pytest.mark.parametrize("cookie", ["sessionid=x", "messages=x"])
def test_a_visitor_with_something_of_his_own_gets_nothing_that_may_be_kept(cookie):
    page = Client(headers={"cookie": cookie}).get(reverse("dialogues:questions"))

    assert "s-maxage" not in page.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/khong-co/", "/health/", "/issues/follow/abc/", "/s/"]
)
def test_forms_personal_links_errors_and_the_state_of_the_server_are_not_kept(address):
    page = Client().get(address)

    assert "s-maxage" not in page.headers.get("Cache-Control", "")
