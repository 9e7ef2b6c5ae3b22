"""Sessions: planned by the year, seats and the waiting list, check-in, calendar, minutes."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.models import MessageStatus, OutgoingMessage
from dialogues.errors import NotTheTime, QuarterTaken, RegistrationClosed
from dialogues.issues.actions import steps as steps
from dialogues.issues.queries import issues as issue_queries
from dialogues.models import MinutesStatus, Participant, ParticipantStatus
from dialogues.notifications import links
from dialogues.sessions import ics
from dialogues.sessions.actions import door, invitations, registration, sessions
from dialogues.sessions.actions import minutes as papers
from dialogues.sessions.forms import SessionForm
from dialogues.sessions.minutes_content import content
from dialogues.sessions.queries import sessions as session_queries
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    SessionFactory,
    assigned,
    published,
    running_session,
    staff,
)
from tests.factories.directory import AgencyFactory, EnterpriseFactory


def plan(quarter):
    begin = datetime(2027, quarter * 3, 15, 1, 0, tzinfo=UTC)
    return sessions.QuarterPlan(quarter, begin, begin + timedelta(hours=3), seats=4)


def test_a_year_is_planned_in_one_go_and_each_agenda_begins_with_what_is_left():
    planned = sessions.plan_year(year=2027, quarters=[plan(q) for q in (1, 2, 3, 4)])
    assert [s.quarter for s in planned] == [1, 2, 3, 4]
    assert [s.agenda.get().is_left_over for s in planned] == [True] * 4


def test_a_quarter_is_planned_once_and_nothing_is_half_written():
    SessionFactory(year=2027, quarter=3)
    with pytest.raises(QuarterTaken):
        sessions.plan_year(year=2027, quarters=[plan(q) for q in (1, 2, 3)])
    assert list(SessionFactory._meta.model.objects.values_list("quarter", flat=True)) == [3]


@pytest.fixture
def small():
    session = SessionFactory(quarter=2, seats=3)
    sessions.open_registration(session=session)
    return session


def guest(session, people, minute):
    person = ParticipantFactory(session=session)
    registration.register(
        participant=person, now=NOW + timedelta(minutes=minute), name="Khách", people=people
    )
    return person


def test_who_comes_late_waits_and_moves_up_in_order(small):
    first, second, third, fourth = (guest(small, n, i) for i, n in enumerate((2, 1, 2, 1)))
    assert [p.status for p in (first, second, third, fourth)] == [
        "registered",
        "registered",
        "waiting",
        "waiting",
    ]

    registration.decline(participant=first, now=NOW + timedelta(hours=1))

    for person in (third, fourth):
        person.refresh_from_db()
    assert third.status == ParticipantStatus.REGISTERED
    assert fourth.status == ParticipantStatus.WAITING
    assert registration.seats_taken(small) == 3
    assert OutgoingMessage.objects.filter(recipient=third.email, key__contains="promoted").exists()


def test_more_seats_move_people_up(small):
    guest(small, 3, 0)
    late = guest(small, 1, 1)
    sessions.change_session(session=small, now=NOW, seats=4)
    late.refresh_from_db()
    assert late.status == ParticipantStatus.REGISTERED


def test_registration_ends_when_the_session_begins(small):
    person = ParticipantFactory(session=small)
    with pytest.raises(RegistrationClosed):
        registration.register(participant=person, now=small.starts_at, name="Khách")


def test_invitations_wait_for_their_release_and_are_written_once(small):
    enterprises = [EnterpriseFactory(email=f"e{n}@example.test") for n in range(2)]
    for _time in range(2):
        invitations.invite(session=small, now=NOW, enterprises=enterprises, agencies=[])
    messages = OutgoingMessage.objects.filter(key__contains="invitation")
    assert messages.count() == 2
    assert {m.status for m in messages} == {MessageStatus.DRAFT}
    key = small.participants.first().key
    assert key in messages.order_by("pk").first().body


def test_a_second_scan_changes_nothing(small):
    person, by = ParticipantFactory(session=small), UserFactory(role=Role.STAFF)
    assert door.check_in(participant=person, by=by, now=NOW)
    assert not door.check_in(participant=person, by=by, now=NOW + timedelta(hours=1))
    assert person.checked_in_at == NOW


def test_the_calendar_entry_is_in_vietnamese_time(small):
    calendar = icalendar.Calendar.from_ical(ics.entry(small, now=NOW, url="https://x.test/"))
    event = calendar.walk("VEVENT")[0]
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event.decoded("dtstart").hour == 8
    assert event.decoded("dtstart") == small.starts_at
    assert calendar.walk("VTIMEZONE")


def test_the_first_point_of_the_next_session_is_what_earlier_ones_left_open():
    first, second = SessionFactory(quarter=1), SessionFactory(quarter=2)
    left = assigned(session=first)
    done = assigned(session=first)
    steps.withdraw(issue=done, by=staff(), now=NOW, reason="Trùng")
    own = assigned(session=second)
    assert list(issue_queries.list_left_over(second)) == [left]
    assert own not in issue_queries.list_left_over(second)


def test_the_list_of_a_session_asks_once_and_for_keys_what_may_be_seen(client):
    session = SessionFactory()
    issues = [assigned(session=session) for _each in range(2)]
    client.force_login(UserFactory(role=Role.PLANNER))

    with CaptureQueriesContext(connection) as seen:
        page = client.get(session.get_absolute_url())

    assert list(page.context["issues"]) == issues[::-1]
    told = [each["sql"] for each in seen if '"public_session_id" = ' in each["sql"]]
    [asked] = [sql for sql in told if " IN (SELECT" in sql]
    assert '"title"' not in asked


def held():
    session = SessionFactory(quarter=1)
    sessions.open_registration(session=session)
    sessions.start(session=session)
    return sessions.close(session=session, now=NOW)


def test_minutes_are_signed_after_comments_and_then_frozen():
    paper, by = held(), UserFactory(role=Role.STAFF)
    with pytest.raises(NotTheTime):
        papers.sign(minutes=paper, by=by, now=NOW + timedelta(days=8), content=content(paper))
    papers.write(minutes=paper, chair="Chủ tịch")
    papers.open_comments(minutes=paper, now=NOW)
    comment = papers.comment(minutes=paper, author=by, text="Thiếu một kiến nghị", now=NOW)
    with pytest.raises(NotTheTime):
        papers.sign(minutes=paper, by=by, now=NOW + timedelta(days=8), content=content(paper))
    papers.reply(comment=comment, text="Đã bổ sung")

    papers.sign(minutes=paper, by=by, now=NOW + timedelta(days=8), content=content(paper))

    assert paper.status == MinutesStatus.SIGNED
    assert paper.digest == papers.digest_of(paper.frozen)
    with pytest.raises(NotTheTime):
        papers.write(minutes=paper, chair="Người khác")
    assigned(session=paper.session)
    paper.refresh_from_db()
    assert paper.frozen["issues"] == []


def test_comments_end_with_their_window():
    paper, by = held(), UserFactory(role=Role.STAFF)
    papers.open_comments(minutes=paper, now=NOW)  # Monday 2 March: until 9 March
    papers.comment(minutes=paper, author=by, text="Đúng hạn", now=NOW + timedelta(days=7))
    with pytest.raises(NotTheTime):
        papers.comment(minutes=paper, author=by, text="Quá hạn", now=NOW + timedelta(days=8))


def test_a_session_takes_its_steps_in_order():
    session = SessionFactory(quarter=1)
    with pytest.raises(NotTheTime):
        sessions.start(session=session)


def test_agencies_are_invited_once_beside_enterprises(small):
    agency = AgencyFactory(email="so@example.test")
    invitations.invite(session=small, now=NOW, agencies=[agency])
    assert invitations.invite(session=small, now=NOW, agencies=[agency]) == []


def test_a_link_is_sent_again_once_an_hour(small):
    guest = ParticipantFactory(session=small, email="guest@example.test")
    sent = [
        sessions.send_link_again(participant=guest, now=NOW + timedelta(hours=hours))
        for hours in (0, 0, 1)
    ]
    assert sent == [True, False, True]
    letter = OutgoingMessage.objects.filter(recipient="guest@example.test").first()
    assert (guest.key in letter.body, letter.status) == (True, MessageStatus.RELEASED)


def test_invitations_that_never_left_lose_their_links_when_the_session_ends(small):
    enterprise = EnterpriseFactory(email="dn@example.test")
    invitations.invite(session=small, now=NOW, enterprises=[enterprise])
    sessions.start(session=small)
    sessions.close(session=small, now=NOW)
    letter = OutgoingMessage.objects.get(recipient="dn@example.test")
    assert (letter.status, letter.body) == (MessageStatus.CANCELLED, "")


def test_the_database_alone_opens_no_invitation(small, settings):
    guest = ParticipantFactory(session=small)
    assert Participant.objects.of_key(guest.key) == guest
    for forged in (guest.seed, f"{guest.pk}-{guest.seed}", f"{guest.pk}-", "x", "²-1"):
        assert Participant.objects.of_key(forged) is None
    settings.SECRET_KEY = "another"
    assert Participant.objects.of_key(guest.key) == guest  # computed anew
    key, settings.SECRET_KEY = guest.key, "a third"
    assert Participant.objects.of_key(key) is None


def test_guests_are_found_without_marks_and_by_name_at_the_door(small):
    lan = ParticipantFactory(session=small, name="Đặng Thị Lan", status="registered")
    ParticipantFactory(session=small, name="Hoàng Văn Nam")
    rows = session_queries.attendance(small)
    assert session_queries.matching(rows, "dang lan") == [lan]
    assert session_queries.at_the_door(rows, everybody=False) == [lan]
    assert len(session_queries.at_the_door(rows, everybody=True)) == 2


@pytest.mark.parametrize("step", [sessions.close, sessions.cancel])
def test_a_personal_link_shows_no_ticket_once_the_session_is_over(client, step):
    session = running_session() if step is sessions.close else SessionFactory()
    guest = ParticipantFactory(session=session, status="registered")

    step(session=session, now=NOW)

    page = client.get(links.participant_path(guest)).content.decode()
    assert "code.svg" not in page
    assert ("đã kết thúc" if step is sessions.close else "bị hủy") in page


def test_the_calendar_file_has_what_its_standard_demands(small):
    """RFC 5545: lines end in CR LF and hold at most 75 octets; events have name and stamp."""
    raw = ics.entry(small, now=NOW, url="https://x.test/")

    lines = raw.split(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    calendar = icalendar.Calendar.from_ical(raw)
    assert (calendar["VERSION"], bool(calendar["PRODID"])) == ("2.0", True)
    event = calendar.walk("VEVENT")[0]
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS"} <= set(event)
    assert event.decoded("dtstamp").utcoffset() == timedelta(0)
    again = ics.entry(small, now=NOW + timedelta(days=1), url="https://x.test/")
    assert icalendar.Calendar.from_ical(again).walk("VEVENT")[0]["UID"] == event["UID"]


@pytest.mark.parametrize(
    ("closed", "ends"),
    [
        (timedelta(hours=2), timedelta(hours=2)),  # on the day: as it was closed
        (timedelta(days=1), timedelta(hours=3)),  # the next morning: as it was planned
        (-timedelta(days=5), timedelta(hours=3)),
    ],
)
def test_minutes_say_when_the_session_ended(closed, ends):
    session = running_session()
    minutes = sessions.close(session=session, now=session.starts_at + closed)

    said = datetime.fromisoformat(content(minutes)["ends_at"])

    assert said == session.starts_at + ends


def test_the_door_list_on_paper_holds_everybody_who_comes(client):
    session = running_session(year=2026, quarter=1)
    ParticipantFactory.create_batch(35, session=session, status="registered")
    ParticipantFactory(session=session, status="declined")
    client.force_login(UserFactory(role=Role.STAFF))

    page = client.get("/dialogues/2026/q1/attendance/").content.decode()

    paper = page.split('<table class="table print-only">')[1].split("</table>")[0]
    assert paper.count('<th scope="row">') == 35


def test_minutes_offer_their_signature_once_every_comment_has_its_reply(client):
    session = running_session(year=2026, quarter=1)
    minutes = sessions.close(session=session, now=NOW)
    papers.open_comments(minutes=minutes, now=NOW)
    by = UserFactory(role=Role.STAFF)
    comment = papers.comment(minutes=minutes, author=by, text="Thiếu tên", now=NOW)
    client.force_login(by)
    sign = "/dialogues/2026/q1/minutes/step/sign/"

    assert sign not in client.get("/dialogues/2026/q1/minutes/").content.decode()
    papers.reply(comment=comment, text="Đã thêm")
    assert sign in client.get("/dialogues/2026/q1/minutes/").content.decode()


def test_who_was_there_comments_on_minutes_without_an_account(client):
    session = running_session(year=2026, quarter=1)
    guest = ParticipantFactory(session=session, checked_in_at=NOW, email="khach@example.test")
    away = ParticipantFactory(session=session)
    minutes = sessions.close(session=session, now=NOW)
    url = links.guest_minutes_path(guest)
    assert client.get(url).status_code == 404  # a draft nobody has laid open

    papers.open_comments(minutes=minutes, now=timezone.now())

    letter = OutgoingMessage.objects.get(key__startswith=f"minutes:{minutes.pk}:comment")
    assert url in letter.body
    assert client.get(links.guest_minutes_path(away)).status_code == 404
    assert client.post(url, {"text": "Tên chúng tôi viết sai."}).url == url
    comment = minutes.comments.get()
    assert (comment.participant, comment.author, comment.house) == (guest, None, str(guest))
    client.force_login(UserFactory(role=Role.STAFF))
    page = client.get("/dialogues/2026/q1/minutes/").content.decode()
    assert "Tên chúng tôi viết sai." in page
    assert str(guest) in page


@pytest.mark.parametrize(("days", "is_asked"), [(-1, True), (0, False), (1, True)])
@pytest.mark.parametrize("step", ["start", "close"])
def test_a_session_begun_or_ended_on_another_day_is_asked_about(client, step, days, is_asked):
    session = SessionFactory(year=2026, quarter=1)
    sessions.open_registration(session=session)
    if step == "close":
        sessions.start(session=session)
    client.force_login(UserFactory(role=Role.STAFF))
    with time_machine.travel(session.starts_at + timedelta(days=days), tick=False):
        page = client.get(f"/dialogues/2026/q1/step/{step}/").content.decode()
    assert ("thì đề nghị sửa phiên trước" in page) is is_asked


def test_what_a_visitor_reads_on_the_page_of_a_session_opens_without_signing_in(client):
    session = running_session(year=2026, quarter=1)
    issue = published(session=session)
    later = SessionFactory(year=2026, quarter=2)

    for page in (session, later):  # as raised there, and as left over
        shown = client.get(page.get_absolute_url()).content.decode()
        address = re.search(rf'href="(\S*{issue.number}/)"', shown)[1]
        assert issue.title in client.get(address).content.decode()

    client.force_login(UserFactory(role=Role.STAFF))
    assert issue.get_absolute_url() in client.get(session.get_absolute_url()).content.decode()


def test_the_days_offered_for_a_year_are_working_days(client):
    client.force_login(UserFactory(role=Role.STAFF))
    page = client.get(reverse("dialogues:plan_year"), {"year": 2019})
    days = [form.initial["day"] for form in page.context["quarters"]]
    assert days == ["2019-03-15", "2019-06-17", "2019-09-16", "2019-12-16"]  # weekends are passed


@pytest.mark.parametrize(
    ("typed", "seats"),
    [("1", 1), ("2000", 2000), ("1.000", 1000), ("1 500", 1500), ("0", None), ("2001", None),
     ("2.001", None), ("1.5", None), ("1.0", None)],
)  # fmt: skip
def test_seats_are_read_as_numbers_are_written_here(typed, seats):
    """“1.000” became one seat."""
    moments = {"starts_at": "20/05/2026 08:00", "ends_at": "20/05/2026 11:00"}
    form = SessionForm(
        moments
        | {"seats": typed, "place": "Hội trường", "feedback": "never", "feedback_days": "7"},
        instance=SessionFactory(),
    )
    assert ("seats" in form.errors) is (seats is None)
    assert form.cleaned_data.get("seats") == seats
