"""Reminders before, reports after, each once; and what closes by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from core.models import OutgoingMessage
from core.roles import Role
from dialogues.actions import ladder, sessions
from dialogues.course import State
from dialogues.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, SessionFactory, answered, assigned, officer_of
from tests.factories.directory import AgencyFactory


def at(day, month=3):
    return datetime(2026, month, day, 2, 0, tzinfo=UTC)


@pytest.fixture
def people():
    return {
        "staff": UserFactory(role=Role.STAFF, email="staff@example.test"),
        "planner": UserFactory(role=Role.PLANNER, email="planner@example.test"),
    }


def written(since):
    messages = OutgoingMessage.objects.filter(pk__gt=since, key__startswith="clock:")
    return sorted(messages.values_list("recipient", flat=True))


def test_the_ladder_is_climbed_rung_by_rung_and_each_rung_once(people):
    lead = AgencyFactory()
    officer = officer_of(lead, email="officer@example.test")
    assigned(lead=lead, days=10)  # Monday 2 March: due on Monday 16 March
    rungs = {
        at(10): [],
        at(11): [officer.email],  # three working days before
        at(12): [],
        at(13): [officer.email],  # one working day before
        at(16): [],  # the day itself was announced on the last rung
        at(17): [officer.email],  # one day late: the lead agency
        at(18): [],
        at(19): ["staff@example.test"],  # three days late: the Association
        at(20): [],
        at(23): ["planner@example.test"],  # five working days late: the planner
        at(30): [],
    }
    for moment, expected in rungs.items():
        last = OutgoingMessage.objects.order_by("-pk").first().pk
        ladder.climb(now=moment)
        ladder.climb(now=moment)
        staff = [email for email in written(last) if not email.startswith("person")]
        assert staff == expected, moment


def test_escalation_stands_in_the_history(people):
    issue = assigned(days=10)
    ladder.climb(now=at(17))
    event = Event.objects.filter(issue=issue, act="escalate").get()
    assert event.side == "system"


def test_an_answered_issue_is_left_alone(people):
    answered(at=NOW + timedelta(days=1))
    assert ladder.climb(now=at(30)) == 0


def test_a_commitment_is_watched_by_its_own_date(people):
    issue = answered(effect="committed", at=at(3))  # promised for 2 April
    assert issue.due_on == at(2, 4).date()
    assert ladder.climb(now=at(20)) == 0
    ladder.climb(now=at(6, 4))
    assert issue.events.filter(act="escalate").count() == 1


def test_each_agency_is_reminded_of_its_own_clock(people):
    helper = AgencyFactory()
    other = officer_of(helper, email="helper@example.test")
    assigned(coordinators=[helper])  # five working days: 9 March
    last = OutgoingMessage.objects.order_by("-pk").first().pk
    ladder.climb(now=at(6))
    assert written(last) == [other.email]


def test_what_nobody_reopens_is_closed_after_the_period(people):
    issue = answered(at=at(3))  # fifteen working days: 24 March
    assert ladder.close_finished(now=at(24)) == 0
    assert ladder.close_finished(now=at(25)) == 1
    issue.refresh_from_db()
    assert issue.state == State.CLOSED


def test_late_minutes_are_chased_every_second_working_day(people):
    session = SessionFactory(quarter=1)
    sessions.open_registration(session=session)
    sessions.start(session=session)
    minutes = sessions.close(session=session, now=at(20))
    assert minutes.due_on == at(27).date()
    chased = [ladder.chase_minutes(now=moment) for moment in (at(27), at(30), at(31), at(1, 4))]
    assert chased == [0, 1, 0, 1]
    ladder.chase_minutes(now=at(1, 4))
    assert OutgoingMessage.objects.filter(recipient="staff@example.test").count() == 2
