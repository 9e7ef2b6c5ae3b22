"""What is counted of a long history is counted once, and anew after whatever changes it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from core import jobs
from core.access import Role
from core.clock import timezone
from core.models import Job
from dialogues.issues.actions import answers
from dialogues.issues.actions.editing import edit_issue
from dialogues.issues.actions.steps import By
from dialogues.models import Clock
from dialogues.statistics.kept_counts import read_scores
from dialogues.statistics.quarter import count_session, look_at_session, quarter_report
from dialogues.workflow.transitions import Party
from directory.models import Agency
from pci.models import Criterion
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, SessionFactory, answered, assigned
from tests.factories.pci import CriterionFactory

TODAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def read(**span):
    span = {"first": None, "last": None, "only": None} | span
    with CaptureQueriesContext(connection) as seen:
        scores, outcomes = read_scores(today=TODAY, **span)
    return scores, outcomes, len(seen)


def long_history(newest):
    """The last clock that started has this number."""
    issue = answered(at=NOW + timedelta(days=2))
    Clock.objects.filter(issue=issue).update(id=newest)
    return issue


@pytest.mark.parametrize(("newest", "is_kept"), [(20_000, False), (20_001, True)])
def test_a_history_of_more_than_twenty_thousand_clocks_is_counted_once(newest, is_kept):
    long_history(newest)
    first, again = read(), read()

    assert first[:2] == again[:2]
    assert (again[2] == 4) is is_kept
    assert first[2] > 4


def test_what_happens_is_counted_at_once():
    issue = long_history(20_001)
    assert read()[0][0].judged == 0
    raiser = By(None, Party.RAISER)
    answers.judge(answer=issue.answers.get(), by=raiser, is_answered=True, is_solved=False, now=NOW)
    assert read()[0][0].judged == 1
    assigned(lead=issue.lead)
    assert read()[0][0].open == 1


def test_period_agency_day_name_and_language_are_told_apart():
    issue = long_history(20_001)
    other = assigned(days=9)
    assert len(read()[0]) == 2
    assert [score.agency for score in read(only=other.lead)[0]] == [other.lead]
    assert read(first=TODAY)[0][0].received == 0
    Agency.objects.filter(pk=issue.lead.pk).update(name_vi="Sở Mới", name_en="New Department")
    assert "Sở Mới" in {one.agency for one in read()[1]}
    with override("en"):
        assert "New Department" in {one.agency for one in read()[1]}


def test_the_quarters_of_a_long_history_are_counted_once_until_something_happens():
    long_history(20_001)
    session = SessionFactory(year=2026, quarter=1)

    first = quarter_report(session, today=TODAY)
    with CaptureQueriesContext(connection) as seen:
        again = quarter_report(session, today=TODAY)
    assert again == first
    assert not [each for each in seen if "replied_at" in each["sql"]]

    issue = assigned()
    assert [q.received for q in quarter_report(session, today=TODAY).quarters] == [0, 0, 0, 0, 2]
    criterion = CriterionFactory(name_vi="Tiếp cận quy hoạch")
    edit_issue(issue=issue, by=By(None, Party.STAFF), now=NOW, criterion=criterion)
    assert quarter_report(session, today=TODAY).now.criteria == [("Tiếp cận quy hoạch", 1)]
    Criterion.objects.filter(pk=criterion.pk).update(name_vi="Minh bạch")
    assert quarter_report(session, today=TODAY).now.criteria == [("Minh bạch", 1)]


def test_the_page_of_a_long_history_waits_for_the_worker_and_then_tells_as_of_when(client):
    long_history(20_001)
    address = reverse("dialogues:quarter_report", args=[2026, 1])
    SessionFactory(year=2026, quarter=1)
    client.force_login(UserFactory(role=Role.STAFF))
    with time_machine.travel(NOW, tick=False):
        first = client.get(address)
        order = Job.objects.get(kind="quarter_count")
        jobs.run(order.pk)
        counted = client.get(address)
        assigned()
        with CaptureQueriesContext(connection) as seen:
            stale = client.get(address)
        jobs.run(Job.objects.waiting().get().pk)
        again = client.get(address)

    assert (first.status_code, counted.status_code) == (202, 200)
    assert [page.context["report"].now.received for page in (counted, stale, again)] == [1, 1, 2]
    told = [page.context["report"].counted_at for page in (counted, stale, again)]
    assert told == [None, NOW, None]
    assert not [each for each in seen if "replied_at" in each["sql"] and "CASE" in each["sql"]]


def test_a_file_of_the_report_never_holds_counts_of_earlier(client):
    long_history(20_001)
    session = SessionFactory(year=2026, quarter=1)
    client.force_login(UserFactory(role=Role.STAFF))
    address = reverse("dialogues:report_paper", args=[2026, 1])
    with time_machine.travel(NOW, tick=False):
        count_session(session, timezone.localdate())
        client.get(address)
        jobs.run(Job.objects.get(kind="quarter_report").pk)
        ready = client.get(address)
        assert ready.getvalue()
        assigned()
        late = client.get(address)

    assert (ready.status_code, late.status_code) == (200, 202)


def test_the_scorecard_of_a_long_history_waits_for_the_worker_and_then_tells_as_of_when(client):
    long_history(20_001)
    address = reverse("dialogues:scorecard")
    client.force_login(UserFactory(role=Role.STAFF))
    with time_machine.travel(NOW, tick=False):
        first = client.get(address)
        jobs.run(Job.objects.get(kind="scores").pk)
        counted = client.get(address)
        assigned()
        stale = client.get(address)
        file = client.get(address, {"export": "csv"})
        jobs.run(Job.objects.waiting().get().pk)
        again = client.get(address)

    assert (first.status_code, counted.status_code) == (202, 200)
    totals = [page.context["total"]["received"] for page in (counted, stale, again)]
    assert totals == [1, 1, 2]
    assert [bool(page.context["order"]) for page in (counted, stale, again)] == [False, True, False]
    assert len(file.content.decode().splitlines()) == 3


@pytest.mark.parametrize(("later", "is_shown"), [(-1, True), (1, False)])
def test_counts_of_last_time_are_shown_for_a_week(later, is_shown):
    long_history(20_001)
    session = SessionFactory(year=2026, quarter=1)
    with time_machine.travel(NOW, tick=False) as clock:
        count_session(session, timezone.localdate())
        clock.shift(timedelta(days=7, seconds=later))
        kept = look_at_session(session, timezone.localdate())

    assert (kept is not None) is is_shown
