"""Nobody changes what is not theirs: every address that takes a POST, tried by every stranger."""

import pytest
from django.urls import URLPattern, reverse

from dialogues import urls
from dialogues.models import Event, Issue
from tests.dialogues.test_views import client_of

REFUSED = {302, 403, 404, 405}  # 302 leads strangers without an account to the sign-in page
ACTS = ["accept", "assign", "solve", "close", "withdraw"]


def names(patterns: list[URLPattern]) -> list[str]:
    return [pattern.name for pattern in patterns]


def addresses_of_issue(issue: Issue, draft_pk: int) -> list[str]:
    found = []
    for name in names(urls.of_issue):
        if name == "redact_answer":
            found.append(reverse("dialogues:redact_answer", args=[issue.number, draft_pk]))
        elif name == "name_ground":
            pk = issue.clocks.values_list("pk", flat=True).first() or 1
            found.append(reverse("dialogues:name_ground", args=[issue.number, pk]))
        elif name == "forwarding_paper":
            pk = issue.clocks.values_list("pk", flat=True).first() or 1
            found.append(reverse("dialogues:forwarding_paper", args=[issue.number, pk, "pdf"]))
        elif name == "act":
            found += [reverse("dialogues:act", args=[issue.number, act]) for act in ACTS]
        else:
            found.append(reverse(f"dialogues:{name}", args=[issue.number]))
    return found


def addresses_of_session(session) -> list[str]:
    found = []
    for name in names(urls.in_session):
        extra = {
            "session_step": ["start"], "minutes_step": ["sign"], "reply_comment": [1],
            "resend": [1], "tie_guest": [1], "hall": ["made-up"], "redact_addendum": [1],
            "invitation_paper": ["pdf"],
        }.get(name, [])  # fmt: skip
        found.append(reverse(f"dialogues:{name}", args=[session.year, session.quarter, *extra]))
    return found


def state(issue: Issue) -> tuple[str, int]:
    issue.refresh_from_db()
    return issue.state, Event.objects.filter(issue=issue).count()


@pytest.mark.parametrize("person", ["anonymous", "officer_b", "enterprise_y"])
@pytest.mark.parametrize("name", ["plain", "hidden", "new", "law"])
def test_no_stranger_changes_an_issue(world, person, name):
    issue = world.issues[name]
    before = state(issue)
    client = client_of(world, person)

    for address in addresses_of_issue(issue, world.draft.pk):
        answer = client.post(address, {"text": "x", "reason": "x", "title": "x"})
        assert answer.status_code in REFUSED, address
        if answer.status_code == 302:
            assert person == "anonymous", address
            assert "login" in answer.url, address
        assert state(issue) == before, address


@pytest.mark.parametrize("person", ["anonymous", "officer_b", "enterprise_y", "planner"])
def test_no_stranger_changes_an_answer_or_a_request(world, person):
    before = world.draft.text, world.draft.approved_by_id
    client = client_of(world, person)
    addresses = [
        reverse("dialogues:edit_answer", args=[world.draft.pk]),
        reverse("dialogues:approve_answer", args=[world.draft.pk]),
        reverse("dialogues:decide_request", args=[world.request.pk]),
        reverse("dialogues:log_request"),
        reverse("dialogues:templates"),
        reverse("dialogues:plan_year"),
        reverse("dialogues:check_in", args=["made-up"]),
    ]

    for address in addresses:
        answer = client.post(address, {"text": "x", "name": "x"})
        is_refused = answer.status_code in REFUSED and "login" in getattr(answer, "url", "login")
        if person in {"enterprise_y", "officer_b"} and "requests/new" in address:
            continue  # enterprises log requests of their own
        if person == "officer_b" and "templates" in address:
            continue  # officers keep templates of their own agency
        assert is_refused, (address, answer.status_code)
    world.draft.refresh_from_db()
    assert (world.draft.text, world.draft.approved_by_id) == before


@pytest.mark.parametrize("person", ["anonymous", "officer_b", "enterprise_y", "planner"])
def test_only_staff_change_a_session(world, person):
    client = client_of(world, person)
    fields = ("status", "place", "topic", "seats", "introduction")
    before = {field: getattr(world.session, field) for field in fields}

    for address in addresses_of_session(world.session):
        client.post(address, {"text": "x", "chair": "x", "place": "x", "title": "x"})

    world.session.refresh_from_db()
    assert {field: getattr(world.session, field) for field in before} == before
    assert not world.session.documents.exists()
    world.session.minutes.refresh_from_db()
    assert world.session.minutes.chair == "Chủ tịch Hiệp hội"


@pytest.mark.parametrize(("letters", "status"), [(4000, 302), (4001, 200)])
def test_a_note_that_is_too_long_stands_on_the_page_with_its_fault(client, world, letters, status):
    text = "ế" * letters
    client.force_login(world.people["staff"])
    answer = client.post(
        reverse("dialogues:note", args=[world.issues["new"].number]), {"text": text}
    )

    assert answer.status_code == status
    assert (text in answer.content.decode()) is (status == 200)
    assert world.issues["new"].notes.filter(text=text).exists() is (status == 302)
