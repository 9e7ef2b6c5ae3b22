"""The quarterly report: each quarter counted from its own days, in few queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F

from dialogues.models import Clock, Issue
from dialogues.statistics.quarter import quarter_report
from dialogues.statistics.quarter_counts import count_quarters
from tests.factories.dialogues import SessionFactory, answered, assigned

pytestmark = pytest.mark.django_db


def move(issue, received_at):
    """Let an issue have come at another moment, and its clock with it."""
    shift = received_at - issue.received_at
    Issue.objects.filter(pk=issue.pk).update(received_at=received_at)
    Clock.objects.filter(issue=issue).update(
        replied_at=F("replied_at") + shift, stopped_at=F("stopped_at") + shift
    )


@pytest.mark.parametrize(
    ("received_at", "quarter"),
    [
        (datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 3, 31, 17, 0, 0, tzinfo=UTC), 2),
    ],
)
def test_an_issue_counts_in_the_quarter_of_its_day_here(received_at, quarter):
    move(assigned(), received_at)

    counted = count_quarters([(2026, 1), (2026, 2)])

    assert [each.received for each in counted] == [int(quarter == 1), int(quarter == 2)]


def test_quarters_counted_together_are_those_counted_alone():
    for days in (0, 40, 95, 200):
        issue = answered(effect="committed" if days == 40 else "solved")
        move(issue, issue.received_at - timedelta(days=days))
        assigned()
    asked = [(year, quarter) for year in (2025, 2026) for quarter in (1, 2, 3, 4)]

    assert count_quarters(asked) == [alone for each in asked for alone in count_quarters([each])]
    assert sum(each.received for each in count_quarters(asked)) == 8
    assert sum(each.answered for each in count_quarters(asked)) == 4


@pytest.mark.parametrize("issues", [1, 4])
def test_the_report_costs_the_same_for_any_number(issues, django_assert_max_num_queries):
    for _each in range(issues):
        answered()
    session = SessionFactory()

    with django_assert_max_num_queries(30):
        report = quarter_report(session, today=date(2026, 11, 30))

    assert len(report.quarters) == 5
