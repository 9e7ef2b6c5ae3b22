"""A browser is told what has arrived of what it keeps, and nothing else."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.http.kept_texts import COOKIE
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import assigned, officer_of

pytestmark = pytest.mark.django_db
TEXT = "Đã gọi điện cho doanh nghiệp, hẹn thứ Năm gửi bổ sung hồ sơ thuê đất."
KEPT = {"kept_as": "7:/issues/2026-1/", "kept_at": "1790000000000"}
NAMED = "7%3A%2Fissues%2F2026-1%2F!1790000000000"
BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def issue():
    return assigned()


@pytest.fixture
def desk():
    client = Client()
    client.force_login(UserFactory(role=Role.STAFF))
    return client


def notes_of(issue):
    return reverse("dialogues:note", args=[issue.number])


def told(client):
    return client.cookies[COOKIE].value if COOKIE in client.cookies else ""


def test_what_was_stored_is_named_with_the_moment_it_was_typed(desk, issue):
    desk.post(notes_of(issue), {"text": TEXT, **KEPT})
    assert told(desk) == NAMED

    desk.post(notes_of(issue), {"text": TEXT, **KEPT, "kept_at": "1790000000001"})

    assert told(desk).split("&") == [NAMED, NAMED[:-1] + "1"]
    assert not desk.cookies[COOKIE]["httponly"]  # the script of the page removes it


@pytest.mark.parametrize(("sent", "oldest"), [(10, 0), (11, 1)])
def test_ten_forms_are_named_the_oldest_leaves(desk, issue, sent, oldest):
    for number in range(sent):
        desk.post(notes_of(issue), {"text": f"{TEXT} {number}", **KEPT, "kept_at": str(number)})
    moments = [each.rsplit("!", 1)[1] for each in told(desk).split("&")]
    assert moments == [str(number) for number in range(oldest, sent)]


def test_a_browser_is_told_for_seven_days(desk, issue):
    desk.post(notes_of(issue), {"text": TEXT, **KEPT})
    assert desk.cookies[COOKIE]["max-age"] == 7 * 24 * 60 * 60


@pytest.mark.parametrize("lacking", ["kept_as", "kept_at"])
def test_nothing_is_named_that_the_browser_does_not_keep(desk, issue, lacking):
    desk.post(notes_of(issue), {"text": TEXT, **KEPT, lacking: ""})
    assert told(desk) == ""


@pytest.mark.parametrize(("letters", "is_told"), [(187, True), (188, False)])
def test_no_name_is_longer_than_a_form_gives(desk, issue, letters, is_told):
    desk.post(notes_of(issue), {"text": TEXT, **KEPT, "kept_as": "k" * letters})
    assert bool(told(desk)) is is_told


def test_a_form_that_is_shown_again_confirms_nothing(issue):
    client = Client()
    client.force_login(officer_of(issue.lead))
    address = reverse("dialogues:new_answer", args=[issue.number])

    page = client.post(address, {"effect": "refused", "text": TEXT, "submit": "1", **KEPT})

    assert page.status_code == 200
    assert told(client) == ""


def test_a_refusal_told_on_the_next_page_confirms_nothing(desk, issue):
    answer = desk.post(reverse("dialogues:take_many"), {"numbers": [issue.number], **KEPT})
    assert answer.status_code == 302
    assert told(desk) == ""


def test_nothing_is_confirmed_to_somebody_who_was_signed_out(issue):
    client = Client()
    assert client.post(notes_of(issue), {"text": TEXT, **KEPT}, **BROWSER).status_code == 403
    assert client.post(notes_of(issue), {"text": TEXT, **KEPT}).status_code == 302  # to sign in
    assert told(client) == ""


def test_no_form_of_the_dialogues_in_which_one_writes_forgets_what_was_typed():
    """Forms of one address or of a choice alone keep nothing; the live screen keeps by itself."""
    by_itself = {"live.html", "new_link.html", "link_over.html", "invite.html"}
    lacking, kept = set(), 0
    for path in sorted((settings.BASE_DIR / "templates" / "dialogues").rglob("*.html")):
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL):
            if re.search(r"<textarea|\{\{ ?form ?\}\}|as_field_group|\{\{ steps", form):
                kept += 'include "components/keep.html"' in form
                if path.name not in by_itself and "components/keep.html" not in form:
                    lacking.add(path.name)
    assert lacking == set()
    assert kept > 25
