"""The curve of a wave: the sum of its answers from its first day, beside the way to its goal."""

from datetime import date

import pytest

from surveys.fieldwork.queries.curve import draw_curve, goal_of
from surveys.models import Wave

WAVE = Wave(opens_on=date(2026, 11, 1), closes_on=date(2026, 11, 11))
DAYS = [(date(2026, 11, 1), 2), (date(2026, 11, 3), 3)]


@pytest.mark.parametrize(("asked", "goal"), [(0, 0), (1, 1), (5, 2), (6, 3), (100, 40)])
def test_the_goal_is_what_the_plan_of_the_sample_reckons_with(asked, goal):
    assert goal_of(asked) == goal


def test_the_curve_adds_up_day_by_day_and_ends_today():
    curve = draw_curve(WAVE, DAYS, asked=25, today=date(2026, 11, 6))
    heights = [float(point.split(",")[1]) for point in curve.points.split()]
    assert len(heights) == 6
    assert heights[0] == heights[1] > heights[2] == heights[5]  # two, two, five
    assert (curve.answers, curve.goal, curve.expected_today) == (5, 10, 5)
    assert curve.last == (336.0, 104.0)  # half of the way, half of the goal
    assert curve.goal_y == 12.0


def test_answers_before_the_first_day_and_after_the_last_are_on_it():
    days = [(date(2026, 10, 30), 1), (date(2026, 11, 13), 1)]
    curve = draw_curve(WAVE, days, asked=5, today=date(2026, 12, 24))
    assert (curve.first_day, curve.last_day) == (date(2026, 10, 30), date(2026, 11, 13))
    assert (curve.answers, curve.expected_today) == (2, 2)


def test_there_is_no_curve_before_the_first_answer():
    assert draw_curve(WAVE, [], asked=5, today=date(2026, 11, 6)) is None
    assert draw_curve(WAVE, DAYS, asked=0, today=date(2026, 11, 6)) is None
