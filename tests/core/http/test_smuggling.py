"""What a visitor writes into headers changes neither what is asked of them nor what is logged."""

import logging
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.urls import reverse

from core import tasks
from core.access import Role
from core.http.request_log import OneLine
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("claimed", ["", "/accounts", "/static", "/health"])
def test_a_claimed_prefix_does_not_skip_the_second_factor(client, settings, claimed):
    settings.REQUIRE_MFA = True
    client.force_login(UserFactory(role=Role.STAFF))

    answer = client.get("/", SCRIPT_NAME=claimed)

    assert answer.status_code == 302
    assert answer["Location"].endswith(reverse("mfa_index"))


def test_a_claimed_prefix_does_not_skip_the_log(client, caplog):
    with caplog.at_level(logging.INFO, logger="thuocdo.request"):
        client.get("/health/", SCRIPT_NAME="/static")

    assert "route=/health/" in caplog.text


@pytest.mark.parametrize("name", ["home", "health", "robots", "accessibility"])
def test_head_answers_wherever_get_does(client, name):
    path = reverse(name)

    assert client.head(path).status_code == client.get(path).status_code


def test_health_tells_that_the_database_is_away(client, monkeypatch):
    def away():
        raise DatabaseError("connection refused")

    monkeypatch.setattr("core.views.site.connection.cursor", away)

    answer = client.get(reverse("health"))

    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable"


@pytest.mark.parametrize(
    ("free", "asked", "status", "said"),
    [
        (52_428_800, "", 200, "ok"),
        (52_428_799, "", 503, "disk full"),
        (52_428_799, "?database", 200, "disk full"),
    ],
)
def test_health_tells_that_the_disk_is_full(client, monkeypatch, free, asked, status, said):
    tasks.beat()
    monkeypatch.setattr("core.views.site.shutil.disk_usage", lambda _at: SimpleNamespace(free=free))

    answer = client.get(reverse("health") + asked)

    assert (answer.status_code, answer.json()["status"]) == (status, said)


def test_rows_the_database_quotes_stay_out_of_the_log():
    said = "duplicate key value\nDETAIL:  Key (digest)=(3fa9) already exists.\nCONTEXT: x"
    record = logging.LogRecord("x", logging.ERROR, "", 0, said, None, None)

    line = OneLine().format(record)

    assert "3fa9" not in line
    assert "DETAIL: … ⏎ CONTEXT: x" in line


def test_pages_are_compressed(client):
    answer = client.get(reverse("home"), headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 5000
