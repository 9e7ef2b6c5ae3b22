"""Working days, against an independent count over the official calendar."""

from datetime import date, timedelta

import pytest

from core.calendar.working_days import Calendar, working_days_between
from core.models import CalendarCorrection, DayKind

# Written down from the yearly announcements on public holidays, weekdays only, and swap Saturdays.
CLOSED = {
    date(2024, 1, 1),
    *(date(2024, 2, day) for day in (8, 9, 12, 13, 14)),
    date(2024, 4, 18),
    *(date(2024, 4, day) for day in (29, 30)),
    date(2024, 5, 1),
    *(date(2024, 9, day) for day in (2, 3)),
    date(2025, 1, 1),
    *(date(2025, 1, day) for day in (27, 28, 29, 30, 31)),
    date(2025, 4, 7),
    date(2025, 4, 30),
    *(date(2025, 5, day) for day in (1, 2)),
    *(date(2025, 9, day) for day in (1, 2)),
    *(date(2026, 1, day) for day in (1, 2)),
    *(date(2026, 2, day) for day in (16, 17, 18, 19, 20)),
    date(2026, 4, 27),
    date(2026, 4, 30),
    date(2026, 5, 1),
    date(2026, 8, 31),
    *(date(2026, 9, day) for day in (1, 2)),
    date(2026, 11, 24),
    date(2027, 1, 1),
}
SWAPPED = {date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)


def is_open(day: date) -> bool:
    return day in SWAPPED or (day.weekday() < 5 and day not in CLOSED)


def every_day():
    for number in range((LAST - FIRST).days + 1):
        yield FIRST + timedelta(days=number)


@pytest.mark.parametrize("count", [1, 2, 5, 7, 10, 15, 20])
def test_deadlines_of_three_years_agree_with_an_independent_count(count):
    calendar = Calendar()
    for day in every_day():
        expected = [
            day + timedelta(days=number)
            for number in range(1, 60)
            if is_open(day + timedelta(days=number))
        ][count - 1]
        deadline = calendar.add(day, count)
        assert deadline.day == expected, day
        between = {day + timedelta(days=n) for n in range(1, (expected - day).days + 1)}
        assert {each.day for each in deadline.skipped} == {d for d in between if not is_open(d)}


def test_counting_back_is_the_mirror_of_counting_on():
    calendar = Calendar()
    for day in filter(is_open, every_day()):
        assert calendar.add(calendar.add(day, 5).day, -5).day == day


@pytest.mark.django_db
def test_a_deadline_over_tet_names_each_day_it_skips():
    deadline = Calendar.load().add(date(2026, 2, 12), 3)

    assert deadline.day == date(2026, 2, 24)
    assert [(each.day.day, each.reason) for each in deadline.skipped] == [
        (14, "Saturday"),
        (15, "Sunday"),
        (16, "Giao thừa Tết Nguyên Đán"),
        (17, "Tết Nguyên Đán"),
        (18, "Mùng hai Tết Nguyên Đán"),
        (19, "Mùng ba Tết Nguyên Đán"),
        (20, "Mùng bốn Tết Nguyên Đán"),
        (21, "Saturday"),
        (22, "Sunday"),
    ]


@pytest.mark.django_db
def test_a_correction_wins_over_the_published_calendar():
    assert Calendar.load().add(date(2026, 3, 2), 1).day == date(2026, 3, 3)
    CalendarCorrection.objects.create(
        day=date(2026, 3, 3), kind=DayKind.CLOSED, reason="Hoán đổi ngày làm việc"
    )
    CalendarCorrection.objects.create(
        day=date(2026, 3, 14), kind=DayKind.OPEN, reason="Làm bù ngày 03/03/2026"
    )

    deadline = Calendar.load().add(date(2026, 3, 2), 1)

    assert deadline.day == date(2026, 3, 4)
    assert deadline.skipped[0].reason == "Hoán đổi ngày làm việc"
    assert Calendar.load().add(date(2026, 3, 13), 1).day == date(2026, 3, 14)


@pytest.mark.django_db
def test_working_days_between_count_the_last_day_and_not_the_first():
    assert working_days_between(date(2026, 8, 21), date(2026, 8, 24)) == 2
    assert working_days_between(date(2026, 8, 24), date(2026, 8, 21)) == -2
    assert working_days_between(date(2026, 8, 24), date(2026, 8, 24)) == 0
