"""Answers day by day as a curve, beside what the plan of the sample reckons with."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from surveys.fieldwork.queries.precision import USUAL_RESPONSE
from surveys.models import Wave

WIDTH, HEIGHT, LEFT, FOOT, HEAD = 640, 220, 44, 24, 12  # of the picture, in its own units


@dataclass(frozen=True, slots=True)
class Curve:
    """A picture of a wave: the sum of its answers, and the line that leads to the goal."""

    points: str
    last: tuple[float, float]
    goal: int
    goal_y: float
    expected_today: int
    answers: int
    first_day: date
    last_day: date


def goal_of(asked: int) -> int:
    """How many answers the plan of the sample reckons with, of so many enterprises asked."""
    return math.ceil(USUAL_RESPONSE * asked)


def draw_curve(
    wave: Wave, days: Sequence[tuple[date, int]], *, asked: int, today: date
) -> Curve | None:
    """Lay out the sum of answers from the first day to the last; None before the first answer."""
    if not days or not asked:
        return None
    first, last = min(wave.opens_on, days[0][0]), max(wave.closes_on, days[-1][0])
    until = min(max(today, days[-1][0]), last)
    goal, counted = goal_of(asked), dict(days)
    length = max((last - first).days, 1)
    sums = [0]
    for at in range((until - first).days + 1):
        sums.append(sums[-1] + counted.get(first + timedelta(days=at), 0))
    most = max(goal, sums[-1])
    placed = [_place(at, total, length, most) for at, total in enumerate(sums[1:])]
    passed = min((until - first).days, length) / length
    return Curve(
        points=" ".join(f"{x:.1f},{y:.1f}" for x, y in placed),
        last=placed[-1],
        goal=goal,
        goal_y=_place(length, goal, length, most)[1],
        expected_today=round(goal * passed),
        answers=sums[-1],
        first_day=first,
        last_day=last,
    )


def _place(at: int, total: int, length: int, most: int) -> tuple[float, float]:
    x = LEFT + (WIDTH - LEFT - HEAD) * at / length
    return round(x, 1), round(HEIGHT - FOOT - (HEIGHT - FOOT - HEAD) * total / most, 1)
