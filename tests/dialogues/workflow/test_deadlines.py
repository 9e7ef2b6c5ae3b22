"""Days of the dialogue on both sides of each limit; 26/11/2018 is a Monday."""

from datetime import date, datetime

import pytest

from core.calendar.working_days import Calendar
from core.clock import timezone
from dialogues.workflow.deadlines import (
    intake_due,
    is_near,
    last_day_to_reopen,
    rungs_reached,
)

MONDAY = date(2018, 11, 26)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=timezone.get_current_timezone())


@pytest.mark.parametrize(
    ("due", "rungs"),
    [
        (date(2018, 11, 30), []),  # four working days ahead
        (date(2018, 11, 29), [("before-3", "remind", "lead", 3)]),
        (date(2018, 11, 28), [("before-3", "remind", "lead", 2)]),
        (date(2018, 11, 27), [("before-1", "remind", "lead", 1)]),
        (MONDAY, [("before-1", "remind", "lead", 0)]),
        (date(2018, 11, 23), [("after-1", "escalate", "lead", 1)]),  # the Friday before
        (date(2018, 11, 22), [("after-1", "escalate", "lead", 2)]),
        (
            date(2018, 11, 21),
            [("after-1", "escalate", "lead", 3), ("after-3", "escalate", "staff", 3)],
        ),
        (
            date(2018, 11, 20),
            [("after-1", "escalate", "lead", 4), ("after-3", "escalate", "staff", 4)],
        ),
        (
            date(2018, 11, 19),
            [
                ("after-1", "escalate", "lead", 5),
                ("after-3", "escalate", "staff", 5),
                ("after-5", "escalate", "planner", 5),
            ],
        ),
    ],
)
def test_the_ladder_reminds_before_the_day_and_reports_after_it(due, rungs):
    reached = rungs_reached(due, MONDAY, Calendar())
    assert [(each.name, each.act, each.to, each.days) for each in reached] == rungs


@pytest.mark.parametrize(("left", "near"), [(-1, True), (0, True), (3, True), (4, False)])
def test_a_day_is_near_from_three_working_days_before(left, near):
    assert is_near(left) is near


def test_an_answer_can_be_contested_for_fifteen_working_days():
    assert last_day_to_reopen(moment(MONDAY), Calendar()) == date(2018, 12, 17)


def test_the_association_has_three_working_days_to_pass_an_issue_on():
    assert intake_due(moment(MONDAY), Calendar()) == date(2018, 11, 29)
    assert intake_due(moment(date(2018, 11, 29)), Calendar()) == date(2018, 12, 4)
