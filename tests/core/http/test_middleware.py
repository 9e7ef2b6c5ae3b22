"""What goes into the log, and what browsers are told."""

import errno
import io
import logging

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from core.http.request_log import OneLine, Refusal
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_request_is_one_line_without_address_query_or_name(client, caplog):
    user = UserFactory(email="bi-mat@congty.example")
    client.force_login(user)
    with caplog.at_level(logging.INFO, logger="thuocdo.request"):
        client.get(reverse("accounts:my_data"), {"q": "Nguyễn Văn Bí Mật"})

    line = next(
        record.getMessage() for record in caplog.records if record.name == "thuocdo.request"
    )
    assert "route=/me/data/ status=200" in line
    assert "role=staff" in line
    assert "Bí Mật" not in line
    assert "bi-mat" not in line


@pytest.mark.parametrize(
    "address",
    [
        "/s/Ab3dEf_hIjKl-9mNoPq/",
        "/issues/follow/Ab3dEf_hIjKl-9mNoPq/",
        "/issues/follow/2026-0001~Ab3dEf_hIjKl-9mNoPq/",
        "/dialogues/check-in/Ab3dEf_hIjKl-9mNoPq/",
        "/accounts/password/reset/key/3-Ab3dEf_hIjKl-9mNoPq/",
        "/issues/attachments/7/?token=Ab3dEf_hIjKl-9mNoPq",
    ],
)
def test_a_secret_in_an_address_never_reaches_the_log(address):
    record = logging.LogRecord("x", logging.ERROR, "", 0, f"Not Found: {address}", None, None)

    assert "Ab3dEf" not in OneLine().format(record)


def test_a_traceback_is_folded_into_its_line():
    record = logging.LogRecord("x", logging.ERROR, "", 0, "a\nb", None, None)

    assert OneLine().format(record).endswith("a ⏎ b")


@pytest.mark.parametrize(
    ("host", "status"), [("evil.example", 400), ("a b", 400), ("[::1", 400), ("ours.example", 200)]
)
def test_a_strange_host_is_refused_in_one_line_without_its_name(
    client, settings, monkeypatch, host, status
):
    settings.ALLOWED_HOSTS = ["ours.example"]
    written = io.StringIO()
    handlers = logging.getLogger("django.security").handlers
    handler = next(found for found in handlers if isinstance(found.formatter, Refusal))
    monkeypatch.setattr(handler, "stream", written)

    assert client.get("/style/", HTTP_HOST=host).status_code == status

    lines = [line.partition(" ")[2] for line in written.getvalue().splitlines()]
    refused = "WARNING django.security.DisallowedHost refused: DisallowedHost"
    assert lines == ([refused] if status == 400 else [])


def test_answers_carry_strict_headers(client):
    answer = client.get("/style/")

    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_files_that_no_page_is_carry_no_headers_of_pages(client):
    answer = client.get("/static/css/answer.css")

    assert "Permissions-Policy" not in answer
    assert "Access-Control-Allow-Origin" not in answer


def test_pages_of_people_signed_in_are_not_kept_by_caches(client):
    client.force_login(UserFactory())

    assert client.get(reverse("accounts:profile"))["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address",
    [
        "/issues/follow/2026-0001~x/",
        "/dialogues/invitation/abc/",
        "/issues/attachments/7/?token=abc",
    ],
)
def test_pages_behind_a_personal_link_are_kept_by_nobody(client, address):
    answer = client.get(address)

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_a_public_page_may_be_kept_and_found(client):
    answer = client.get("/privacy/")

    assert "X-Robots-Tag" not in answer
    assert "no-store" not in answer.get("Cache-Control", "")


def test_a_personal_link_gets_the_same_strict_headers_the_short_way(client):
    usual, short = client.get("/style/"), client.get("/s/")

    for name in ("Content-Security-Policy", "X-Frame-Options", "Permissions-Policy"):
        assert short[name] == usual[name]
    assert "Cookie" not in short.get("Vary", "")
    assert not short.cookies


def test_the_short_way_refuses_a_name_that_is_not_ours(client, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    assert client.get("/s/", headers={"host": "evil.example"}).status_code == 400


def test_what_has_no_page_on_the_short_way_gets_the_usual_error_page(client):
    missing = client.get("/s/Ab3dEf_hIjKl-9mNoPq/nowhere/")

    assert missing.status_code == 404
    assert b"<h1" in missing.content


def test_a_fault_on_the_short_way_shows_the_page_for_faults(client, monkeypatch):
    def broken(*_values):
        raise RuntimeError("database gone")

    monkeypatch.setattr("surveys.answering.views.visit.open_visit", broken)
    client.raise_request_exception = False

    fault = client.get("/s/Ab3dEf_hIjKl-9mNoPq/")

    assert fault.status_code == 500
    assert b"<h1" in fault.content


@pytest.mark.parametrize("length", [str(32 * 1024 * 1024 + 1), "9" * 5000, "-1", "x"])
@pytest.mark.parametrize("address", ["/", "/s/Ab3dEf_hIjKl-9mNoPq/send/"])
def test_a_flood_is_refused_before_it_is_read(client, address, length):
    answer = client.post(address, b"", content_type="text/plain", CONTENT_LENGTH=length)

    assert answer.status_code == 413
    assert "32 MB" in answer.content.decode()


@pytest.mark.parametrize("address", ["/plan/?agency=a%00b", "/hoi-dap/a%00b/", "/s/?language=%00"])
def test_a_nul_in_an_address_is_refused(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/s/", "/accounts/login/"])
@pytest.mark.parametrize("data", [{"code": "a\0b"}, {"a\0b": "x"}])
def test_a_nul_in_a_form_is_refused_with_a_page(client, address, data):
    answer = client.post(address, data)

    assert answer.status_code == 400
    assert "<html" in answer.content.decode()


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        PermissionError(errno.EACCES, "Permission denied"),
        OperationalError("database or disk is full"),
        OperationalError("attempt to write a readonly database"),
    ],
)
def test_a_full_or_locked_disk_is_told(client, monkeypatch, problem):
    client.force_login(UserFactory())

    def fails(**_values):
        raise problem

    monkeypatch.setattr("accounts.actions.rename", fails)
    answer = client.post(reverse("accounts:profile"), {"full_name": "Nguyễn Thị Ánh"})

    assert answer.status_code == 507
    assert "đĩa" in answer.content.decode()


def test_any_other_failure_goes_on_to_the_error_page(client, monkeypatch):
    client.force_login(UserFactory())
    client.raise_request_exception = False

    def fails(**_values):
        raise OSError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("accounts.actions.rename", fails)
    assert client.post(reverse("accounts:profile"), {"full_name": "Ánh"}).status_code == 500


def test_a_full_disk_is_told_behind_a_personal_link_too(client, monkeypatch):
    def fails(*_arguments, **_values):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("surveys.answering.views.visit.open_visit", fails)
    assert client.get("/s/Ab3dEf_hIjKl-9mNoPq/").status_code == 507


URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
@pytest.mark.parametrize(
    ("charset", "status"),
    [
        ("utf-8", 403),  # read, and without a token
        ("UTF8", 403),
        ("none-such", 403),
        ("utf-16", 400),
        ("utf-7", 400),
        ("cp1258", 400),
        ("idna", 400),
    ],
)
def test_forms_are_written_in_utf_8(kind, charset, status):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    answer = client.generic(
        "POST", reverse("account_login"), b"login=a", f"{kind}; charset={charset}"
    )

    assert answer.status_code == status
