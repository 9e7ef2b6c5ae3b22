"""While the database is away pages say so, and what was typed is given back."""

from contextlib import contextmanager

import pytest
from django.db import OperationalError, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client

from core.http.database_away import is_away

TEXT = "Doanh nghiệp chờ giấy phép đã ba tháng mà chưa được trả lời."
PAGES = [
    "/",
    "/hoi-dap/",
    "/dialogues/",
    "/s/Ab3dEf_hIjKl-9mNoPq/",
    "/issues/follow/2026-483921~x/",
]


@contextmanager
def nobody_at_the_port():
    """PostgreSQL at a port where nobody listens, in place of the database."""
    found = connections["default"]
    server = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": "1"}
    server |= {"OPTIONS": {"connect_timeout": 2}}
    connections["default"] = DatabaseWrapper({**found.settings_dict, **server}, "default")
    try:
        yield Client(raise_request_exception=False)
    finally:
        connections["default"] = found


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_each_page_says_that_it_comes_back(path):
    with nobody_at_the_port() as client:
        answer = client.get(path)

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Hiện chưa mở được trang này" in page
    assert "xin thử lại sau một phút" in page
    assert "<form" not in page


@pytest.mark.django_db
def test_what_was_typed_stands_on_the_page_and_is_sent_again_from_there():
    with nobody_at_the_port() as client:
        client.cookies["django_language"] = "en"
        answer = client.post("/s/Ab3dEf_hIjKl-9mNoPq/p/a/?x=1", {"q1": "2", "q2": TEXT})

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "What you typed is kept on this page" in page
    assert 'action="/s/Ab3dEf_hIjKl-9mNoPq/p/a/?x=1"' in page
    assert page.count(TEXT) == 2  # to be read, and to be sent
    assert '<textarea name="q1" hidden>' in page


@pytest.mark.django_db
def test_a_password_is_never_given_back():
    with nobody_at_the_port() as client:
        sent = {"login": "a@example.test", "password": "mat-khau-rat-dai"}
        answer = client.post("/accounts/login/", sent)

    assert answer.status_code == 503
    assert "mat-khau" not in answer.content.decode()
    assert "<form" not in answer.content.decode()


@pytest.mark.django_db
def test_a_program_reads_it_as_json():
    with nobody_at_the_port() as client:
        answer = client.get("/hoi-dap/", headers={"accept": "application/json"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "sau một phút" in answer.json()["error"]


def test_a_fault_of_ours_is_not_told_as_the_database_being_away():
    assert is_away(ValueError("database is locked")) is False
    assert is_away(None) is False


@pytest.mark.parametrize(
    ("words", "away"), [("database is locked", True), ("no such table: x", False)]
)
def test_sqlite_is_away_when_it_is_busy_and_not_when_a_table_is_missing(words, away, monkeypatch):
    monkeypatch.setattr("core.http.database_away.connection.vendor", "sqlite", raising=False)
    assert is_away(OperationalError(words)) is away
