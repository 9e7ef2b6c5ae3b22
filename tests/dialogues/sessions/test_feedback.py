"""Feedback on a session: when each session asks for it, once a guest, apart from names."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.access import Role
from core.models import MessageStatus, OutgoingMessage
from dialogues.errors import FeedbackClosed, FeedbackGiven, WasNotThere
from dialogues.models import FeedbackTime, Session, SessionFeedback, Side
from dialogues.notifications import links
from dialogues.sessions.actions import feedback, sessions
from dialogues.sessions.queries.feedback import opinions
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, ParticipantFactory, SessionFactory, running_session
from tests.factories.directory import AgencyFactory

MARKS = {"useful": 5, "heard": 4, "answered": 2}


def guest_of(session, **fields):
    return ParticipantFactory(session=session, checked_in_at=NOW, **fields)


def held(**fields):
    session = running_session(**fields)
    sessions.close(session=session, now=NOW)
    return session


@pytest.mark.parametrize(
    ("setting", "while_running", "once_held"),
    [
        (FeedbackTime.NEVER, False, False),
        (FeedbackTime.START, True, True),
        (FeedbackTime.END, False, True),
    ],
)
def test_each_session_says_from_when_it_takes_feedback(setting, while_running, once_held):
    session = running_session(feedback=setting)
    assert session.takes_feedback(NOW) is while_running

    sessions.close(session=session, now=NOW)

    assert session.takes_feedback(NOW) is once_held


def test_a_session_that_has_not_begun_takes_none():
    assert not SessionFactory(feedback=FeedbackTime.START).takes_feedback(NOW)


def test_feedback_ends_on_the_day_the_session_sets():
    session = held(feedback_days=3)

    assert session.takes_feedback(NOW + timedelta(days=3))
    assert not session.takes_feedback(NOW + timedelta(days=4))


def test_an_opinion_tells_neither_who_nor_at_what_hour():
    session = held()
    guest = guest_of(session)

    feedback.give(participant=guest, now=NOW, comment=" Nên ngắn hơn. ", **MARKS)

    opinion = SessionFeedback.objects.get()
    assert (opinion.useful, opinion.heard, opinion.answered) == (5, 4, 2)
    assert (opinion.comment, opinion.side) == ("Nên ngắn hơn.", Side.ENTERPRISE)
    kinds = {field.name: field.get_internal_type() for field in SessionFeedback._meta.fields}
    assert kinds["id"] == "UUIDField"
    assert kinds["given_on"] == "DateField"
    related = {field.name for field in SessionFeedback._meta.fields if field.is_relation}
    assert related == {"session"}


def test_an_agency_speaks_as_one():
    session = held()
    guest = guest_of(session, enterprise=None, agency=AgencyFactory())

    feedback.give(participant=guest, now=NOW, **MARKS)

    assert SessionFeedback.objects.get().side == Side.AGENCY


def test_a_guest_answers_once_and_only_who_was_there():
    session = held()
    guest = guest_of(session)
    feedback.give(participant=guest, now=NOW, **MARKS)

    with pytest.raises(FeedbackGiven):
        feedback.give(participant=guest, now=NOW, **MARKS)
    with pytest.raises(WasNotThere):
        feedback.give(participant=ParticipantFactory(session=session), now=NOW, **MARKS)
    with pytest.raises(FeedbackClosed):
        feedback.give(participant=guest_of(held(feedback="never")), now=NOW, **MARKS)
    assert SessionFeedback.objects.count() == 1


def test_the_end_of_a_session_writes_letters_to_those_who_came_which_wait():
    session = running_session()
    guest = guest_of(session, email="khach@example.test")
    ParticipantFactory(session=session, email="vang@example.test")

    sessions.close(session=session, now=NOW)

    letter = OutgoingMessage.objects.get(batch__contains="feedback")
    assert (letter.recipient, letter.status) == ("khach@example.test", MessageStatus.DRAFT)
    assert links.feedback_path(guest) in letter.body


def test_a_session_without_feedback_writes_no_letters():
    session = running_session(feedback=FeedbackTime.NEVER)
    guest_of(session)

    sessions.close(session=session, now=NOW)

    assert not OutgoingMessage.objects.filter(batch__contains="feedback").exists()


def test_letters_nobody_released_in_time_are_taken_back():
    session = running_session(feedback_days=5)
    guest_of(session, email="khach@example.test")
    sessions.close(session=session, now=NOW)

    assert feedback.forget_late(now=NOW + timedelta(days=5)) == 0
    assert feedback.forget_late(now=NOW + timedelta(days=6)) == 1

    letter = feedback.letters(session).get()
    assert (letter.status, letter.body) == (MessageStatus.CANCELLED, "")


@pytest.mark.parametrize(("given", "is_shown"), [(2, False), (3, True)])
def test_few_opinions_are_not_shown(given, is_shown):
    session = held()
    for number in range(given):
        feedback.give(participant=guest_of(session), now=NOW, comment=f"Ý {number}", **MARKS)

    found = opinions(session)

    assert (found.given, found.present, found.is_shown) == (given, given, is_shown)
    assert len(found.comments) == (given if is_shown else 0)
    assert [rating.agree for rating in found.ratings] == ([1.0, 1.0, 0.0] if is_shown else [])


def test_marks_are_counted_from_five_down():
    session = held()
    for useful in (5, 5, 3, 1):
        feedback.give(participant=guest_of(session), now=NOW, **MARKS | {"useful": useful})

    rating = opinions(session).ratings[0]

    assert rating.counts == [(5, 2), (4, 0), (3, 1), (2, 0), (1, 1)]
    assert (rating.mean, rating.agree) == (3.5, 0.5)


def test_the_page_behind_the_link_asks_once_and_thanks(client, time_machine):
    time_machine.move_to(NOW)
    session = held()
    url = links.feedback_path(guest_of(session))
    invitation = url.removesuffix("feedback/")
    assert url in client.get(invitation).content.decode()

    refused = client.post(url, {"useful": "5"})
    assert refused.status_code == 200
    assert SessionFeedback.objects.count() == 0
    answer = client.post(url, MARKS | {"comment": "Nên có thêm thời gian."})

    assert answer.url == invitation
    assert SessionFeedback.objects.count() == 1
    assert url not in client.get(invitation).content.decode().split("<main")[1]
    assert "Đánh giá đã được gửi" in client.get(url).content.decode()


def test_results_are_read_by_staff_and_stand_in_the_report_of_the_quarter(client, time_machine):
    time_machine.move_to(NOW)
    session = held(year=2026, quarter=1)
    for _number in range(3):
        feedback.give(participant=guest_of(session), now=NOW, comment="Bớt phát biểu.", **MARKS)
    client.force_login(UserFactory(role=Role.STAFF))

    page = client.get(reverse("dialogues:session_feedback", args=[2026, 1])).content.decode()
    report = client.get(reverse("dialogues:quarter_report", args=[2026, 1])).content.decode()

    assert page.count("Bớt phát biểu.") == 3
    assert "Phiên đối thoại hữu ích với chúng tôi" in report
    assert "Bớt phát biểu." not in report


def test_staff_set_it_session_by_session(client):
    session = SessionFactory(year=2026, quarter=2)
    client.force_login(UserFactory(role=Role.STAFF))
    url = reverse("dialogues:edit_session", args=[2026, 2])
    data = {
        "starts_at": "2026-06-15T08:00",
        "ends_at": "2026-06-15T11:30",
        "seats": 50,
        "feedback": "start",
        "feedback_days": 21,
        "lines": "",
    }

    assert client.post(url, data).status_code == 302

    changed = Session.objects.get(pk=session.pk)
    assert (changed.feedback, changed.feedback_days) == (FeedbackTime.START, 21)
