"""The moment the demonstration plays: begun, gone on after a stop, never in a real installation."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache

from core import tasks
from core.clock import shift, timezone
from core.models import SiteState
from demo import checks, clock

BEGINNING = datetime(2018, 12, 5, 2, 0, tzinfo=UTC)
MADE_AT = datetime(2026, 11, 29, 18, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(settings, tmp_path):
    """The true clock, which a test moves; a demonstration is made there."""
    settings.DATA_DIR, settings.CLOCK_SHIFT = tmp_path, timedelta()
    cache.clear()
    with time_machine.travel(MADE_AT, tick=False) as traveller:
        clock.turn_to(clock.BEGINS_AT)
        yield traveller
    cache.clear()


def test_a_demonstration_begins_on_the_fifth_of_december_2018(outside, settings):
    assert timezone.now() == BEGINNING
    assert shift.read(settings.DATA_DIR) == settings.CLOCK_SHIFT


def test_one_that_nobody_has_played_yet_begins_at_its_beginning(outside):
    outside.shift(timedelta(days=3))

    clock.go_on()

    assert timezone.now() == BEGINNING


def test_time_stands_still_while_the_demonstration_is_stopped(outside):
    outside.shift(timedelta(hours=2))
    tasks.beat()
    outside.shift(timedelta(days=40))

    clock.go_on()

    assert timezone.now() == BEGINNING + timedelta(hours=2, minutes=2)


def test_one_that_runs_is_left_alone(outside):
    outside.shift(timedelta(hours=2))
    tasks.beat()
    outside.shift(timedelta(minutes=4))

    clock.go_on()

    assert timezone.now() == BEGINNING + timedelta(hours=2, minutes=4)


def test_a_demonstration_of_the_true_time_stays_one(outside):
    clock.forget()

    clock.go_on()

    assert timezone.now() == MADE_AT


def test_a_real_installation_does_not_start_with_the_clock_of_a_demonstration(outside):
    with pytest.raises(clock.ClockOfADemonstration):
        clock.require_truth()
    assert [found.id for found in checks.find_clock_of_a_demonstration()] == ["demo.E001"]

    SiteState.objects.update_or_create(pk=1, defaults={"is_demonstration": True})

    clock.require_truth()
    assert checks.find_clock_of_a_demonstration() == []


def test_a_real_installation_with_the_true_clock_starts(outside):
    clock.forget()

    clock.require_truth()
