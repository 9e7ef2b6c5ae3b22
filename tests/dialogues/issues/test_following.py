"""Links to follow an issue: stored as digests, with an end, renewed from the address on record."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingMessage
from dialogues.issues.actions import answers, following
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.models import FollowLink, Visibility
from dialogues.notifications import links
from dialogues.workflow.transitions import Party
from tests.dialogues.test_views import at, client_of
from tests.factories.dialogues import NOW, accepted, answered, assigned, staff
from tests.factories.directory import EnterpriseFactory

RAISER = By(None, Party.RAISER)
DAY = timedelta(days=1)


def status(path, moment) -> int:
    with time_machine.travel(moment, tick=False):
        return Client().get(path).status_code


def test_a_link_ends_after_a_year_and_says_how_to_get_a_new_one():
    path = links.follow_path(accepted(), now=NOW)
    assert status(path, NOW + timedelta(days=365, seconds=-1)) == 200
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        page = Client().get(path)
    assert page.status_code == 410
    assert reverse("dialogues:new_link") in page.content.decode()


def test_a_link_ends_sixty_days_after_the_issue():
    issue = answered()
    path = links.follow_path(issue, now=NOW)
    steps.close(issue=issue, by=staff(), now=NOW + 5 * DAY)
    assert status(path, NOW + 65 * DAY - timedelta(seconds=1)) == 200
    assert status(path, NOW + 65 * DAY) == 410


@pytest.mark.parametrize(("after", "open_links"), [(-1, 1), (0, 0)])
def test_links_that_have_ended_are_none_to_end(after, open_links):
    old, finished = accepted(), answered()
    links.follow_path(old, now=NOW)
    old.follow_links.exclude(pk=old.follow_links.last().pk).delete()
    steps.close(issue=finished, by=staff(), now=NOW + 5 * DAY)
    finished.follow_links.exclude(pk=finished.follow_links.last().pk).delete()
    seconds = timedelta(seconds=after)

    assert old.follow_links.alive(NOW + 365 * DAY + seconds).count() == open_links
    assert finished.follow_links.alive(NOW + 65 * DAY + seconds).count() == open_links
    assert following.end_links(
        issue=old, by=staff(), now=NOW + 365 * DAY + seconds
    ) == open_links  # fmt: skip
    assert old.events.filter(act="end_links").count() == open_links


def test_a_link_that_somebody_has_ended_is_none_to_end():
    issue = accepted()
    link = issue.follow_links.last()
    before = issue.follow_links.alive(NOW).count()

    link.ended_at = NOW
    link.save()

    assert issue.follow_links.alive(NOW).count() == before - 1


def test_a_link_holds_eighteen_random_bytes_and_is_named_by_issue_and_day():
    issue = accepted()

    token = FollowLink.make(issue, now=NOW)

    assert len(token) == 24
    assert str(issue.follow_links.last()) == f"{issue.pk} · {NOW:%d/%m/%Y}"


def test_only_a_digest_is_stored():
    path = links.follow_path(accepted(), now=NOW)
    token = path.rstrip("/").split("/")[-1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dialogues_followlink")
        assert token not in str(cursor.fetchall())


def test_each_letter_to_the_raiser_has_a_link_of_its_own():
    issue = assigned()
    raisers = OutgoingMessage.objects.filter(recipient="raiser@example.test")
    bodies = [message.body for message in raisers]
    found = {body.split("/issues/follow/")[1].split("/")[0] for body in bodies}
    assert len(found) == len(bodies) == issue.follow_links.count() == 2


def test_the_raiser_ends_all_links_after_one_question(world):
    issue = world.issues["plain"]
    first, second = (links.follow_path(issue, now=NOW) for _time in (1, 2))
    assert "Chấm dứt mọi đường dẫn" in Client().get(first + "?ask=end_links").content.decode()
    assert status(second, NOW) == 200

    Client().post(first + "?ask=end_links", {"end_links": "1"})

    assert [status(path, NOW) for path in (first, second)] == [410, 410]
    assert issue.events.get(act="end_links").side == "raiser"


@pytest.mark.parametrize("person", ["staff", "enterprise_x"])
def test_staff_and_the_raiser_end_links_from_the_case(world, person):
    issue = world.issues["plain"]
    path = links.follow_path(issue, now=NOW)
    client_of(world, person).post(at("end_links", issue.number))
    assert status(path, NOW) == 410


@pytest.mark.parametrize("person", ["officer_a", "enterprise_y", "planner", "anonymous"])
def test_nobody_else_ends_links(world, person):
    issue = world.issues["plain"]
    path = links.follow_path(issue, now=NOW)
    client_of(world, person).post(at("end_links", issue.number))
    assert status(path, NOW) == 200


def asked(**fields):
    given = {"number": "2026-0001", "email": "raiser@example.test"} | fields
    answer = Client().post(reverse("dialogues:new_link"), given, follow=True)
    page = answer.content.decode().split("<main")[1]
    return answer.redirect_chain, re.sub(r'value="\w{64}"', "", page)  # the token of the form


def test_a_new_link_goes_to_the_address_on_record_and_the_page_never_tells():
    issue = accepted()
    path = links.follow_path(issue, now=NOW - 365 * DAY)
    OutgoingMessage.objects.all().delete()

    pages = [
        asked(number=issue.number),
        asked(number=issue.number, email="other@example.test"),
        asked(number="2026-9999"),
    ]

    assert pages[0] == pages[1] == pages[2]
    letter = OutgoingMessage.objects.get()
    assert letter.recipient == "raiser@example.test"
    assert Client().get("/issues/follow/" + letter.body.split("/issues/follow/")[1].split()[0])
    assert status(path, NOW) == 410


def test_right_and_wrong_addresses_cost_the_same(monkeypatch, django_assert_num_queries):
    """How long the answer takes must not tell what the page does not say."""
    issue = accepted()
    ordered = []
    monkeypatch.setattr(following, "async_task", lambda *args, **order: ordered.append(order))
    url = reverse("dialogues:new_link")
    Client().post(url, {"number": "x", "email": "a@example.test"})  # what is made once is made
    for number, email in (
        (issue.number, "raiser@example.test"),
        (issue.number, "other@example.test"),
        ("2026-9999", "raiser@example.test"),
    ):
        with django_assert_num_queries(0):
            Client().post(url, {"number": number, "email": email})
    assert [order["number"] for order in ordered[1:]] == [issue.number, issue.number, "2026-9999"]
    assert OutgoingMessage.objects.filter(key__contains=":link:").count() == 0


def test_a_new_link_is_written_once_an_hour_and_tries_are_limited():
    issue = accepted()
    for hours, expected in ((0, True), (0, False), (1, True)):
        sent = following.send_new_link(
            number=issue.number, email="RAISER@example.test", now=NOW + timedelta(hours=hours)
        )
        assert sent == expected
    with time_machine.travel(NOW, tick=False):
        tries = [following.may_ask(visitor="198.51.100.7") for _time in range(12)]
        assert tries == [True] * 10 + [False, False]
        assert following.may_ask(visitor="198.51.100.8")
    with time_machine.travel(NOW + timedelta(minutes=14, seconds=59), tick=False):
        assert not following.may_ask(visitor="198.51.100.7")
    with time_machine.travel(NOW + timedelta(minutes=15, seconds=1), tick=False):
        assert following.may_ask(visitor="198.51.100.7")


@pytest.mark.parametrize(("minutes", "written"), [(59, False), (60, True)])
def test_the_hour_of_a_link_begins_with_the_clock(minutes, written):
    issue = accepted()
    given = {"number": f" {issue.number} ", "email": " raiser@example.test "}
    assert following.send_new_link(**given, now=NOW)
    assert following.send_new_link(**given, now=NOW + timedelta(minutes=minutes)) is written


@pytest.mark.parametrize("email", ["", "other@example.test"])
def test_no_link_goes_where_no_address_or_another_one_is_on_record(email):
    issue = accepted(enterprise=EnterpriseFactory(email=""))
    other = accepted()
    assert not following.send_new_link(number=issue.number, email=email, now=NOW)
    assert not following.send_new_link(number=other.number, email=email, now=NOW)
    assert not following.send_new_link(number="2026-9999", email=email, now=NOW)


def test_withdrawing_through_a_link_asks_once():
    issue = accepted()
    path = links.follow_path(issue, now=NOW)
    with time_machine.travel(NOW, tick=False):
        Client().get(path + "?ask=withdraw")
        issue.refresh_from_db()
        assert issue.state == "accepted"
        Client().post(path + "?ask=withdraw", {"withdraw": "1"})
    issue.refresh_from_db()
    assert issue.state == "withdrawn"


def test_who_was_merged_hears_of_the_answer_and_reads_it_at_the_own_link():
    other = accepted(enterprise=EnterpriseFactory(email="other@example.test"),
                     visibility=Visibility.ASSOCIATION)  # fmt: skip
    issue = assigned()
    steps.merge(issue=other, into=issue, by=staff(), now=NOW)
    OutgoingMessage.objects.all().delete()

    answered(issue=issue)

    letter = OutgoingMessage.objects.get(recipient="other@example.test")
    assert other.number in letter.body
    assert issue.number not in letter.body
    path = "/issues/follow/" + letter.body.split("/issues/follow/")[1].split()[0]
    with time_machine.travel(NOW + 3 * DAY, tick=False):
        page = Client().get(path).content.decode()
    assert "Sở đã kiểm tra và giải quyết" in page
    assert issue.enterprise.name not in page


def test_the_verdict_of_a_hidden_raiser_does_not_name_it(world):
    issue = world.issues["hidden"]
    answered(issue=issue, at=NOW)
    path = links.follow_path(issue, now=NOW)
    Client().post(
        path, {"is_answered": "no", "is_solved": "no", "comment": "Công ty Xuân Mai chưa rõ"}
    )
    assert not issue.verdicts.exists()
    answers.judge(answer=issue.answers.last(), by=RAISER, is_answered=False, is_solved=False,
                  comment="Chưa rõ", now=NOW)  # fmt: skip
    assert issue.verdicts.get().comment == "Chưa rõ"


def test_a_verdict_that_lacks_something_keeps_what_was_typed(client):
    issue = answered(at=timezone.now())
    path = links.follow_path(issue, now=timezone.now())

    page = client.post(path, {"is_answered": "no", "is_solved": "no", "reopen": "on"})

    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="no" required checked' in text or text.count("checked") == 3
    assert "Xin cho biết còn thiếu điều gì" in text
    issue.refresh_from_db()
    assert issue.state == "answered"
