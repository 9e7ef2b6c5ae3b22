"""Who sees what: the whole matrix of pages, people and issues, exports included."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dialogues.issues.actions import attachments
from dialogues.models import DeadlineGround, Session
from dialogues.notifications import links
from tests.dialogues.routes import ROUTES
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, staff

pytestmark = pytest.mark.slow

EVERYBODY = {
    "anonymous",
    "staff",
    "planner",
    "administrator",
    "officer_a",
    "officer_b",
    "enterprise_x",
    "enterprise_y",
}
DESK = {"staff", "administrator"}
LOGIN = 302


def client_of(world, person) -> Client:
    client = Client()
    if world.people[person]:
        client.force_login(world.people[person])
    return client


def statuses(world, url) -> dict[str, int]:
    return {person: client_of(world, person).get(url).status_code for person in world.people}


def seen_by(world, url) -> set[str]:
    """Those who are given the page, or told that the worker is writing it."""
    return {person for person, status in statuses(world, url).items() if status in {200, 202}}


def at(name, *args, **query):
    url = reverse(f"dialogues:{name}", args=args)
    return url + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


INSIDE = {
    "plain": DESK | {"planner", "officer_a", "enterprise_x"},
    "without_name": DESK | {"planner", "officer_a", "enterprise_x"},
    "hidden": DESK | {"planner", "officer_a", "enterprise_x"},
    "of_b": DESK | {"planner", "officer_b", "enterprise_y"},
    "new": DESK | {"planner", "enterprise_x"},
    "law": DESK | {"enterprise_x"},
    "answered": DESK | {"planner", "officer_a", "enterprise_x"},
}


@pytest.mark.parametrize("name", list(INSIDE))
def test_the_case_is_open_to_those_who_work_on_it_or_raised_it(world, name):
    assert seen_by(world, at("issue", world.issues[name].number)) == INSIDE[name]


@pytest.mark.parametrize("name", list(INSIDE))
def test_the_public_page_exists_for_published_issues_alone(world, name):
    is_published = name in {"without_name", "answered"}
    expected = EVERYBODY if is_published else set()
    assert seen_by(world, at("question", world.issues[name].number)) == expected


ISSUE_PAGES = {
    "tie_issue": DESK,
    "edit_issue": DESK,
    "publish_issue": DESK,
    "unpublish_issue": DESK,
    "redact_issue": DESK,
    "split_issue": DESK,
    "add_agency": DESK,
    "dismiss": DESK,
    "new_answer": {"officer_a"},
}


@pytest.mark.parametrize("name", list(ISSUE_PAGES))
def test_pages_of_an_issue_belong_to_those_named_in_the_rules(world, name):
    issue = world.issues["without_name" if name == "new_answer" else "plain"]  # no draft yet
    assert seen_by(world, at(name, issue.number)) == ISSUE_PAGES[name]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("hand_over", DESK),
        ("ask_hand_over", {"officer_a"}),
        ("withdraw", DESK | {"enterprise_x"}),
        ("merge", DESK),
        ("assign", set()),
        ("confirm", set()),
    ],
)
def test_steps_belong_to_the_parties_of_the_table(world, act, expected):
    assert seen_by(world, at("act", world.issues["plain"].number, act)) == expected


SESSION_PAGES = {
    "session": EVERYBODY,
    "session_calendar": EVERYBODY,
    "edit_session": DESK,
    "invite": DESK,
    "attendance": DESK,
    "add_guest": DESK,
    "add_guests": DESK,
    "sign_up": set(),  # the session is over; sessions/test_guests
    "signed_up": EVERYBODY,
    "advance_questions": DESK | {"enterprise_x", "enterprise_y"},
    "session_feedback": DESK | {"planner"},
    "live": DESK,
    "projection": DESK,
    "minutes": DESK | {"officer_a", "enterprise_x"},  # a draft open to comments of the parties
    "minutes_document": DESK | {"officer_a", "enterprise_x"},
    "minutes_pdf": DESK | {"officer_a", "enterprise_x"},
    "edit_minutes": DESK,
    "sealed_minutes": set(),  # not signed yet; test_sealed_minutes reads them
    "sealed_minutes_pdf": set(),
    "redact_minutes": set(),
    "add_addendum": set(),
    "quarter_report": DESK | {"planner", "officer_a", "officer_b"},
    "quarter_report_pdf": DESK | {"planner", "officer_a", "officer_b"},
    "report_paper": DESK | {"planner", "officer_a", "officer_b"},
}


@pytest.mark.parametrize("name", list(SESSION_PAGES))
def test_pages_of_a_session_are_open_to_those_they_are_for(world, name):
    assert seen_by(world, at(name, 2026, 1)) == SESSION_PAGES[name]


PAGES = {
    "plan_further": DESK,
    "questions": EVERYBODY,
    "question_places": EVERYBODY,
    "feed": EVERYBODY,
    "codebook": EVERYBODY,
    "sessions": EVERYBODY,
    "plan_year": DESK,
    "issues": DESK | {"planner", "enterprise_x", "enterprise_y"},  # others are led on
    "my_work": {"officer_a", "officer_b"},
    "scorecard": DESK | {"planner", "officer_a", "officer_b"},
    "templates": DESK | {"officer_a", "officer_b"},
    "raise": DESK | {"enterprise_x", "enterprise_y"},
    "information": DESK | {"planner", "enterprise_x", "enterprise_y"},
    "log_request": DESK | {"enterprise_x", "enterprise_y"},
    "new_link": EVERYBODY,
    "grounds": DESK | {"planner", "officer_a", "officer_b"},
    "add_ground": DESK,
    "replies": DESK,
}
ELSEWHERE = {  # each has a test of its own in this module, or in the one named
    "issue", "question", "act", "open_data", "edit_answer", "approve_answer", "attachment",
    "decide_request", "participant", "participant_code", "check_in", "redact_answer",
    "give_feedback", "guest_minutes",
    "file",  # test_attachments
    "follow", "end_links",  # test_following
    "add_document", "session_step", "live_save", "minutes_step", "reply_comment",  # test_posts
    "resend",  # test_posts
    "support",  # test_posts
    "similar", "suggest",  # issues/test_raising
    "redact_addendum",  # sessions/test_sealed_minutes
    "find_enterprises",  # sessions/test_live
    "guest_questions", "guest_support", "hall", "hall_code",  # sessions/test_guest_questions
    "refuse_hand_over",  # issues/test_hand_over
    "take_name_away",  # issues/test_leaving
    "take_in", "take_many", "undo_many", "take_back",  # issues/test_intake
    "settle_reply",  # issues/test_replies
    "save_filter", "forget_filter",  # issues/test_intake
    "edit_provision",  # issues/test_grounds
    "answer_paper", "forwarding_paper", "invitation_paper",  # reporting/test_papers
    "tie_guest", "participant_calendar",  # sessions/test_guests
    "edit_ground", "confirm_ground", "name_ground",  # here and in test_grounds
}  # fmt: skip


def test_every_address_stands_in_the_matrix():
    known = {*ISSUE_PAGES, *SESSION_PAGES, *PAGES, *POSTS, *ELSEWHERE}
    assert set(ROUTES) == known


@pytest.mark.parametrize("name", list(PAGES))
def test_pages_without_arguments_are_open_to_those_they_are_for(world, name):
    seen = seen_by(world, at(name))
    if name == "my_work":
        seen -= {"administrator"}  # admitted everywhere; has no agency, so the list is empty
    assert seen == PAGES[name]


EXPORTS = {
    "issues": DESK | {"planner"},
    "my_work": {"officer_a", "officer_b", "administrator"},
    "scorecard": DESK | {"planner", "officer_a", "officer_b"},
    "information": DESK | {"planner", "enterprise_x", "enterprise_y"},
}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("name", list(EXPORTS))
def test_a_list_is_exported_to_those_who_see_it(world, name, form):
    got = {
        person
        for person in world.people
        if client_of(world, person).get(at(name, export=form)).get("Content-Disposition")
    }
    assert got == EXPORTS[name]


def test_exports_hold_what_their_reader_may_see_and_no_more(world):
    def numbers(person, name):
        text = client_of(world, person).get(at(name, export="csv")).content.decode("utf-8-sig")
        return {key for key, issue in world.issues.items() if issue.number in text}, text

    everything = set(world.issues)
    assert numbers("staff", "issues")[0] == everything
    planner, text = numbers("planner", "issues")
    assert planner == everything - {"law"}
    assert "Xuân Mai" not in text
    assert numbers("officer_a", "my_work")[0] == {"plain", "without_name", "hidden"}
    assert numbers("officer_b", "my_work")[0] == {"of_b"}
    text = client_of(world, "officer_a").get(at("scorecard", export="csv")).content.decode()
    assert "Sở A" in text
    assert "Sở B" not in text
    x = client_of(world, "enterprise_x").get(at("information", export="csv")).content.decode()
    y = client_of(world, "enterprise_y").get(at("information", export="csv")).content.decode()
    assert "Bản đồ quy hoạch" in x
    assert "Bản đồ quy hoạch" not in y


def test_open_data_holds_published_issues_alone_for_everybody(world):
    expected = {world.issues["without_name"].number, world.issues["answered"].number}
    for person in world.people:
        rows = json.loads(client_of(world, person).get(at("open_data", "json")).content)
        assert {row["number"] for row in rows} == expected
        text = client_of(world, person).get(at("open_data", "csv")).content.decode()
        assert "Xuân Mai" not in text


def test_the_agency_never_learns_who_raised_a_hidden_issue(world):
    issue = world.issues["hidden"]
    urls = [
        at("issue", issue.number),
        at("new_answer", issue.number),
        at("my_work"),
        at("my_work", export="csv"),
        at("session", 2026, 1),
        at("questions"),
        at("scorecard"),
        at("quarter_report", 2026, 1),
        at("minutes", 2026, 1),
    ]
    client = client_of(world, "officer_a")
    for url in urls[:5]:
        answer = client.get(url)
        assert answer.status_code == 200
        assert "Xuân Mai" not in answer.content.decode(), url
        assert "xuan-mai" not in answer.content.decode(), url
        assert world.people["enterprise_x"].full_name not in answer.content.decode(), url
    planner = client_of(world, "planner").get(at("issue", issue.number)).content.decode()
    assert "Xuân Mai" not in planner
    minutes = client.get(urls[-1]).content.decode()
    assert issue.text not in minutes


def test_without_name_hides_the_raiser_from_the_public_and_not_from_the_agency(world):
    issue = world.issues["without_name"]
    for person in ("anonymous", "enterprise_y", "officer_b"):
        page = client_of(world, person).get(at("question", issue.number)).content.decode()
        assert "Xuân Mai" not in page
    assert (
        "Xuân Mai" in client_of(world, "officer_a").get(at("issue", issue.number)).content.decode()
    )


def test_internal_notes_and_drafts_stay_in_their_house(world):
    number = world.issues["plain"].number
    pages = {
        person: client_of(world, person).get(at("issue", number)).content.decode()
        for person in INSIDE["plain"]
    }
    assert {p for p, text in pages.items() if "Ghi chú nội bộ của Sở A" in text} == {"officer_a"}
    assert {p for p, text in pages.items() if "Ghi chú của Hiệp hội" in text} == DESK
    assert {p for p, text in pages.items() if "Bản thảo nội bộ" in text} == {"officer_a"}
    assert seen_by(world, at("edit_answer", world.draft.pk)) == {"officer_a"}


@pytest.mark.parametrize("name", ["plain", "hidden", "without_name"])
def test_attachments_are_read_by_those_inside(world, name):
    url = at("attachment", world.files[name].code)
    closed = {"planner", "officer_a"} if name == "hidden" else set()
    assert seen_by(world, url) == INSIDE[name] - closed

    attachments.release(attachment=world.files[name], by=staff(), now=NOW)
    assert seen_by(world, url) == INSIDE[name]


def test_attachments_open_with_the_personal_link_of_their_own_issue_alone(world):
    own = links.follow_path(world.issues["plain"], now=NOW).rstrip("/").split("/")[-1]
    other = links.follow_path(world.issues["hidden"], now=NOW).rstrip("/").split("/")[-1]
    client = Client()
    assert client.get(at("attachment", world.files["plain"].code, token=own)).status_code == 200
    assert client.get(at("attachment", world.files["plain"].code, token=other)).status_code == 404


def test_a_personal_link_shows_its_own_issue_and_a_forged_one_nothing(world):
    issue = world.issues["hidden"]
    path = links.follow_path(issue, now=NOW)
    page = Client().get(path)
    assert page.status_code == 200
    assert issue.text in page.content.decode()
    assert Client().get(at("follow", issue.number)).status_code == 404
    assert Client().get(path[:-2] + "/").status_code == 404


def test_the_grounds_of_deadlines_are_kept_by_the_association(world):
    ground, issue = DeadlineGround.objects.first(), world.issues["plain"]
    clock = issue.clocks.get()
    assert seen_by(world, at("edit_ground", ground.pk)) == DESK
    assert seen_by(world, at("name_ground", issue.number, clock.pk)) == DESK
    for person in world.people:
        client_of(world, person).post(at("confirm_ground", ground.pk))
        ground.refresh_from_db()
        assert bool(ground.checked_on) is (person in DESK), person
        DeadlineGround.objects.update(checked_on=None, checked_by=None)


def test_information_requests_are_seen_by_their_enterprise_and_the_association(world):
    assert seen_by(world, at("decide_request", world.request.pk)) == DESK | {"enterprise_x"}


def test_personal_links_of_a_session_are_public_and_check_in_is_for_staff(world):
    key = world.participant.key
    assert seen_by(world, at("participant", key)) == EVERYBODY
    assert seen_by(world, at("participant_code", key)) == EVERYBODY
    assert seen_by(world, at("give_feedback", key)) == EVERYBODY
    assert seen_by(world, at("guest_minutes", key)) == EVERYBODY
    assert seen_by(world, at("check_in", key)) == DESK


def test_the_history_names_people_to_the_association_alone(world):
    number = world.issues["plain"].number
    name = world.people["staff"].full_name
    actor = world.issues["plain"].events.get(act="assign").actor.full_name
    pages = {
        person: client_of(world, person).get(at("issue", number)).content.decode()
        for person in INSIDE["plain"]
    }
    assert {person for person, text in pages.items() if actor in text} == DESK
    assert name != actor


POSTS = {
    "note": DESK | {"officer_a"},
    "judge": {"enterprise_x"},
    "attach": DESK | {"enterprise_x"},
}


@pytest.mark.parametrize("name", list(POSTS))
def test_posts_to_an_issue_are_refused_to_everybody_else(world, name):
    url = at(name, world.issues["answered"].number)
    allowed = set()
    for person in world.people:
        answer = client_of(world, person).post(url, {"text": "x"})
        to_login = answer.status_code == 302 and "/login/" in answer["Location"]
        if answer.status_code in {200, 302} and not to_login:
            allowed.add(person)
    assert allowed == POSTS[name]


def test_signed_minutes_are_public(world):
    session = Session.objects.get(pk=world.session.pk)
    with time_machine.travel(NOW + timedelta(days=20), tick=False):  # once comments are over
        client_of(world, "staff").post(at("minutes_step", 2026, 1, "sign"))
    assert seen_by(world, at("minutes", 2026, 1)) == EVERYBODY
    session.minutes.refresh_from_db()
    assert session.minutes.status == "signed"


@pytest.mark.parametrize("gone", ["abc", "²", "999999"])
def test_a_template_nobody_has_cannot_be_deleted(client, gone):
    client.force_login(UserFactory())

    assert client.post(reverse("dialogues:templates"), {"delete": gone}).status_code == 404
