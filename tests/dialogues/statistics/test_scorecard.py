"""How each agency does, counted from the clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.access import Role
from dialogues.issues.actions import answers
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.statistics import scorecard
from dialogues.workflow.transitions import Party
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, answered, assigned, staff
from tests.factories.directory import AgencyFactory

DAY = timedelta(days=1)
FRIDAY = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)  # nine working days after the assignment


def score_of(agency, **period):
    found = scorecard.scorecard(today=date(2026, 4, 1), **period)
    return next((score for score in found if score.agency == agency), None)


def test_open_overdue_and_answered_issues_are_counted():
    lead = AgencyFactory()
    assigned(lead=lead)
    assigned(lead=lead, days=60)
    answered(lead=lead, at=NOW + 2 * DAY)
    answered(lead=lead, effect="explained", at=NOW + 30 * DAY)
    answered(lead=lead, effect="committed", at=NOW + 2 * DAY)

    score = score_of(lead)

    assert (score.received, score.open, score.overdue) == (5, 3, 1)
    assert (score.replied, score.in_time) == (3, 2)
    assert score.effects == {"solved": 1, "explained": 1, "committed": 1}
    assert score.days == [2, 22]
    assert (score.median_days, score.share_explained) == (12, pytest.approx(1 / 3))


@pytest.mark.parametrize(("later", "in_time"), [(0, 1), (1, 0), (3, 0)])
def test_an_answer_on_a_day_off_after_the_deadline_is_late(later, in_time):
    lead = AgencyFactory()
    answered(lead=lead, days=9, at=FRIDAY + later * DAY)  # due on that Friday
    assert score_of(lead).in_time == in_time


def test_the_last_answer_of_each_issue_counts_once():
    lead = AgencyFactory()
    issue = answered(lead=lead, effect="committed", at=NOW + DAY)
    answered(issue=issue, effect="solved", at=NOW + 3 * DAY)
    assert score_of(lead).effects == {"solved": 1}


def test_a_hand_over_passes_the_issue_on_and_is_counted():
    old, new = AgencyFactory(), AgencyFactory()
    issue = assigned(lead=old)
    steps.hand_over(issue=issue, by=staff(), now=NOW + DAY, agency=new, reason="Thẩm quyền")
    assert (score_of(old).received, score_of(old).handed_over, score_of(old).open) == (0, 1, 0)
    assert (score_of(new).received, score_of(new).open) == (1, 1)


@pytest.mark.parametrize(("days", "old_share", "new_share"), [(11, None, 0.0), (15, 0.0, None)])
def test_lateness_stays_with_whom_it_arose(days, old_share, new_share):
    old, new = AgencyFactory(), AgencyFactory()
    issue = assigned(lead=old, days=10)  # due on 16 March, the day of 14 days later
    steps.hand_over(issue=issue, by=staff(), now=NOW + days * DAY, agency=new, reason="Thẩm quyền")
    answered(issue=issue, effect="solved", at=NOW + 20 * DAY)

    assert (score_of(old).share_in_time, score_of(new).share_in_time) == (old_share, new_share)


def test_verdicts_belong_to_the_agency_that_answered():
    lead = AgencyFactory()
    issue = answered(lead=lead)
    answers.judge(answer=issue.answers.get(), by=By(None, Party.RAISER), is_answered=True,
                  is_solved=False, now=NOW + 3 * DAY)  # fmt: skip
    score = score_of(lead)
    assert (score.judged, score.answered_well, score.solved_well) == (1, 1, 0)


def test_a_period_narrows_by_the_day_the_clock_started():
    lead = AgencyFactory()
    assigned(lead=lead)
    assert score_of(lead, first=NOW.date(), last=NOW.date()).received == 1
    assert score_of(lead, first=NOW.date() + DAY).received == 0


def test_the_page_shows_the_last_twelve_months_unless_the_address_says_otherwise():
    lead = AgencyFactory(name_vi="Sở Thử nghiệm")
    assigned(lead=lead)
    client = Client()
    client.force_login(UserFactory(role=Role.STAFF))
    url = reverse("dialogues:scorecard")
    with time_machine.travel(NOW + 400 * DAY, tick=False):
        client.force_login(UserFactory(role=Role.STAFF))
        received = '<td data-label="Đã nhận" class="num">{}</td>'
        assert received.format(0) in client.get(url).content.decode()
        assert received.format(1) in client.get(url + "?first=&last=").content.decode()
