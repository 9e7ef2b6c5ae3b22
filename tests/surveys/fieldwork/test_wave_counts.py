"""Counts of a wave: of a large one they are kept, and the worker makes them anew."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from core import jobs
from core.clock import timezone
from core.models import Job
from surveys import tasks
from surveys.fieldwork.queries import wave_counts
from surveys.models import WaveStatus
from tests.factories.accounts import UserFactory
from tests.factories.surveys import ResponseFactory, SampledEnterpriseFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("asked", "is_large"), [(2000, False), (2001, True)])
def test_waves_of_more_than_two_thousand_are_large(asked, is_large):
    assert wave_counts.is_large(asked) is is_large


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def wave():
    found = WaveFactory(status=WaveStatus.OPEN)
    for mode in ("web", "web", "paper"):
        sampled = SampledEnterpriseFactory(stratum__wave=found)
        ResponseFactory(sampled=sampled, mode=mode, seconds={"one": 60, "two": 30})
    return found


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(wave_counts, "is_large", lambda asked: asked > 0)


def test_all_is_counted_at_once(wave):
    counts = wave_counts.count_wave(wave)

    assert not counts.is_kept
    assert sum(row.submitted for row in counts.strata) == 3
    assert counts.modes == {"web": 2, "paper": 1}
    assert counts.timed == {"one": (3, 60), "two": (3, 30)}
    assert counts.minutes == 1.5
    assert counts.outcomes.counts["I"] == 3
    assert sum(count for _day, count in counts.days) == 3


def test_paper_takes_no_part_in_how_long_it_takes(wave):
    ResponseFactory(
        sampled=SampledEnterpriseFactory(stratum__wave=wave), mode="paper", seconds={"two": 0}
    )

    counts = wave_counts.count_wave(wave)

    assert counts.modes == {"web": 2, "paper": 2}
    assert (counts.timed["two"], counts.minutes) == ((3, 30), 1.5)


def test_a_large_wave_is_counted_anew_by_the_worker(wave, large):
    before = wave_counts.keep(wave)
    ResponseFactory(sampled=SampledEnterpriseFactory(stratum__wave=wave), mode="web")
    kept = wave_counts.count_wave(wave)

    assert before.is_kept
    assert kept == before
    tasks.count_large_waves()
    assert wave_counts.count_wave(wave).modes["web"] == 3


def test_closing_a_large_wave_counts_it_once_more(wave, large):
    wave_counts.keep(wave)
    ResponseFactory(sampled=SampledEnterpriseFactory(stratum__wave=wave), mode="web")
    wave.status, wave.closed_at = WaveStatus.CLOSED, timezone.now()
    wave.save()
    assert wave_counts.count_wave(wave) is None

    counts = wave_counts.keep(wave)

    assert counts.modes["web"] == 3
    assert counts.late == 0


@pytest.mark.parametrize(
    ("status", "later", "is_kept"),
    [
        (WaveStatus.OPEN, timedelta(minutes=9), True),
        (WaveStatus.OPEN, timedelta(minutes=11), False),
        (WaveStatus.CLOSED, timedelta(days=29), True),
        (WaveStatus.CLOSED, timedelta(days=31), False),
    ],
)
def test_counts_nobody_makes_anew_are_kept_for_a_while(wave, large, status, later, is_kept):
    wave.status = status
    wave.closed_at = timezone.now() if wave.is_closed else None
    wave.save()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        wave_counts.keep(wave)
        clock.shift(later)

        assert bool(wave_counts.count_wave(wave)) is is_kept


def test_the_monitor_tells_when_a_large_wave_was_counted(wave, large, client):
    client.force_login(UserFactory(role="staff"))
    wave_counts.keep(wave)
    page = client.get(reverse("surveys:monitor", args=[wave.pk])).content.decode()

    assert f"{timezone.localdate():%d/%m/%Y}. " in page
    assert timezone.now() - wave_counts.count_wave(wave).at < timedelta(minutes=10)


def test_nobody_waits_in_the_web_server_for_a_large_wave_to_be_counted(wave, large, client):
    client.force_login(UserFactory(role="planner"))
    monitor = reverse("surveys:monitor", args=[wave.pk])
    pages = [client.get(monitor) for _each in range(2)]
    fragment = client.get(monitor, headers={"hx-request": "true"})
    file = client.get(reverse("surveys:turnout_csv", args=[wave.pk]))
    order = Job.objects.get()
    waits = wave_counts.count_wave(wave) is None
    jobs.run(order.pk)
    counted = client.get(monitor)
    order.refresh_from_db()

    assert ([page.status_code for page in pages], fragment.status_code) == ([202, 202], 204)
    assert (waits, file.url, counted.status_code) == (True, monitor, 200)
    assert order.result == ["surveys:monitor", wave.pk]
