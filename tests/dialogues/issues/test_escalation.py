"""Reminders before, reports after, each once; and what closes by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import Role
from core.models import CalendarCorrection, OutgoingMessage
from dialogues import tasks
from dialogues.issues.actions import escalation
from dialogues.models import Event, Issue
from dialogues.sessions.actions import sessions
from dialogues.workflow.transitions import State
from tests.dialogues.replay import replay, snapshot
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, SessionFactory, answered, assigned, filed, officer_of
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
        escalation.escalate(now=moment)
        escalation.escalate(now=moment)
        staff = [email for email in written(last) if not email.startswith("person")]
        assert staff == expected, moment


def test_escalation_stands_in_the_history(people):
    issue = assigned(days=10, lead=AgencyFactory(email="so@example.test"))
    escalation.escalate(now=at(17))
    event = Event.objects.filter(issue=issue, act="escalate").get()
    assert event.side == "system"


def test_an_answered_issue_is_left_alone(people):
    answered(at=NOW + timedelta(days=1))
    assert escalation.escalate(now=at(30)) == 0


def test_a_commitment_is_watched_by_its_own_date(people):
    issue = answered(effect="committed", at=at(3))  # promised for 2 April
    assert issue.due_on == at(2, 4).date()
    assert escalation.escalate(now=at(20)) == 0
    escalation.escalate(now=at(6, 4))
    assert issue.events.filter(act="escalate").count() == 1


def test_each_agency_is_reminded_of_its_own_clock(people):
    helper = AgencyFactory()
    other = officer_of(helper, email="helper@example.test")
    assigned(coordinators=[helper])  # five working days: 9 March
    last = OutgoingMessage.objects.order_by("-pk").first().pk
    escalation.escalate(now=at(6))
    assert written(last) == [other.email]


def test_what_nobody_reopens_is_closed_after_the_period(people):
    issue = answered(at=at(3))  # fifteen working days: 24 March
    assert escalation.close_finished(now=at(24)) == 0
    assert escalation.close_finished(now=at(25)) == 1
    issue.refresh_from_db()
    assert issue.state == State.CLOSED


def test_late_minutes_are_chased_every_second_working_day(people):
    session = SessionFactory(quarter=1)
    sessions.open_registration(session=session)
    sessions.start(session=session)
    minutes = sessions.close(session=session, now=at(20))
    assert minutes.due_on == at(3, 4).date()
    chased = [
        escalation.chase_minutes(now=moment) for moment in (at(3, 4), at(6, 4), at(7, 4), at(8, 4))
    ]
    assert chased == [0, 1, 0, 1]
    escalation.chase_minutes(now=at(8, 4))
    assert OutgoingMessage.objects.filter(recipient="staff@example.test").count() == 2


def corrected(day, kind):
    CalendarCorrection.objects.create(day=day, kind=kind, reason="Thông báo 123/TB")


def test_a_correction_of_the_calendar_moves_running_deadlines_once_and_says_so(people):
    issue = assigned(days=10)  # due on Monday 16 March
    corrected(date(2026, 3, 9), "closed")

    assert [escalation.reckon(now=at(5)), escalation.reckon(now=at(5))] == [1, 0]

    issue.refresh_from_db()
    clock = issue.clocks.get()
    assert (issue.due_on, clock.due_on) == (date(2026, 3, 17), date(2026, 3, 17))
    assert {"day": "2026-03-09", "reason": "Thông báo 123/TB"} in clock.skipped
    assert issue.events.filter(act="reckon").count() == 1
    assert replay(issue.events.order_by("position")) == snapshot(issue)


def test_a_correction_moves_neither_a_promised_day_nor_a_finished_clock(people):
    promised, done = answered(effect="committed", at=at(3)), answered(at=at(3))
    before = promised.due_on
    corrected(date(2026, 3, 9), "closed")

    escalation.reckon(now=at(5))

    promised.refresh_from_db()
    assert (promised.due_on, promised.clocks.get().due_on) == (before, date(2026, 3, 17))
    assert done.clocks.get().due_on == date(2026, 3, 16)


def test_a_reminder_follows_the_deadline_that_moved(people):
    officer = officer_of(AgencyFactory(), email="officer@example.test")
    assigned(lead=officer.agency, days=10)
    escalation.escalate(now=at(11))
    corrected(date(2026, 3, 16), "closed")
    escalation.reckon(now=at(12))
    last = OutgoingMessage.objects.order_by("-pk").first().pk
    escalation.escalate(now=at(12))
    assert written(last) == [officer.email]  # again three working days before the new day


def test_the_worker_run_twice_writes_no_letter_twice(people):
    officer = officer_of(AgencyFactory(), email="officer@example.test")
    assigned(lead=officer.agency, days=10)
    answered(at=at(3))
    with time_machine.travel(at(30), tick=False):
        tasks.escalate_issues()
        before = OutgoingMessage.objects.count(), Event.objects.count()
        assert tasks.escalate_issues() == 0
    assert (OutgoingMessage.objects.count(), Event.objects.count()) == before


def test_one_issue_that_moved_on_does_not_stop_the_others_from_closing(people, monkeypatch):
    first, second = answered(at=at(3)), answered(at=at(3))
    close = escalation.steps.close

    def close_late(*, issue, **rest):
        if issue.pk == first.pk:
            Issue.objects.filter(pk=first.pk).update(state=State.CLOSED)
        return close(issue=issue, **rest)

    monkeypatch.setattr(escalation.steps, "close", close_late)
    assert escalation.close_finished(now=at(30)) == 1
    second.refresh_from_db()
    assert second.state == State.CLOSED


def test_the_rungs_are_where_the_installation_wants_them(people, settings):
    settings.DIALOGUE_REMINDERS, settings.DIALOGUE_REPORTS = (5,), (2, 4, 6)
    officer = officer_of(AgencyFactory(), email="officer@example.test")
    assigned(lead=officer.agency, days=10)  # due on Monday 16 March
    told = {}
    for day in (6, 9, 13, 17, 18, 20, 24):
        last = OutgoingMessage.objects.order_by("-pk").first().pk
        escalation.escalate(now=at(day))
        told[day] = [email for email in written(last) if not email.startswith("person")]
    assert told == {
        6: [],
        9: [officer.email],
        13: [],
        17: [],
        18: [officer.email],
        20: ["staff@example.test"],
        24: ["planner@example.test"],
    }


def test_what_waits_at_the_association_too_long_is_told_there_once():
    UserFactory(role=Role.STAFF, email="hiephoi@example.test")
    late, fresh = filed(), filed(now=NOW + timedelta(days=3))
    passed_on = assigned()

    assert escalation.chase_intake(now=NOW + timedelta(days=3)) == 0  # the third working day
    assert escalation.chase_intake(now=NOW + timedelta(days=4)) == 1
    assert escalation.chase_intake(now=NOW + timedelta(days=4, hours=1)) == 0

    letter = OutgoingMessage.objects.get(recipient="hiephoi@example.test")
    assert letter.key.startswith("intake:")
    assert late.number in letter.body
    assert fresh.number not in letter.body
    assert passed_on.number not in letter.body


def test_the_page_says_by_when_the_association_passes_an_issue_on(client):
    issue = filed()
    client.force_login(UserFactory(role=Role.STAFF))
    assert "05/03/2026" in client.get(issue.get_absolute_url()).content.decode()


@pytest.mark.parametrize("overdue", [1, 4])
def test_an_hour_in_which_nothing_is_due_writes_nothing_however_much_is_overdue(people, overdue):
    for _each in range(overdue):
        assigned(days=10, lead=AgencyFactory(email="so@example.test"))
    escalation.escalate(now=at(30))

    with CaptureQueriesContext(connection) as seen:
        assert escalation.escalate(now=at(30) + timedelta(hours=1)) == 0
        assert escalation.reckon(now=at(30)) == 0

    assert len(seen) == 4  # closed days, twice; clocks; spans
    assert not [each for each in seen if not each["sql"].startswith("SELECT")]


def test_what_is_more_than_an_hour_can_take_follows_in_the_next(people, monkeypatch):
    monkeypatch.setattr(escalation, "MOST_AT_ONCE", 2)
    for _each in range(3):
        assigned(days=10, lead=AgencyFactory(email="so@example.test"))

    taken = [escalation.escalate(now=at(17) + timedelta(hours=hour)) for hour in range(3)]

    assert taken == [2, 1, 0]


def test_issues_that_are_over_are_closed_some_at_a_time(people, monkeypatch):
    monkeypatch.setattr(escalation, "MOST_AT_ONCE", 2)
    for _each in range(3):
        answered(at=NOW)

    closed = [escalation.close_finished(now=NOW + timedelta(days=90)) for _hour in range(3)]

    assert closed == [2, 1, 0]
