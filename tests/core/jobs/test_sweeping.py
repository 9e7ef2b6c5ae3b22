"""What a dead worker leaves: after ninety seconds nobody reads that it still runs."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone, translation
from django_q.models import OrmQ

from core import jobs, tasks
from core.jobs import running, sweeping
from core.models import Job, JobState
from tests.core.jobs.conftest import NOW

pytestmark = pytest.mark.django_db


def seconds(number):
    return timedelta(seconds=number)


def running_since(order, moment, **more):
    return running.claim(order(**more).pk, now=moment)


@pytest.mark.parametrize(("silence", "state"), [(90, "running"), (91, "waiting")])
def test_a_job_is_given_up_after_ninety_seconds_of_silence(order, silence, state):
    job = running_since(order, NOW - seconds(silence))

    jobs.settle_lost(now=NOW)

    job.refresh_from_db()
    assert job.state == state


@pytest.mark.parametrize(
    ("silence", "started", "state"),
    [(31, 31, "running"), (31, 30, "waiting"), (30, 10, "running"), (31, 10, "waiting")],
)
def test_what_no_living_worker_can_hold_is_taken_up_after_three_missed_beats(
    order, silence, started, state
):
    job = running_since(order, NOW - seconds(silence))

    jobs.settle_lost(now=NOW, eldest=NOW - seconds(started))

    job.refresh_from_db()
    assert job.state == state


@pytest.mark.parametrize(("attempts", "state"), [(2, "waiting"), (3, "failed")])
def test_work_is_given_up_for_good_when_its_worker_died_three_times(order, attempts, state):
    job = order()
    for attempt in range(attempts):
        later = NOW + timedelta(minutes=5 * attempt)
        assert running.claim(job.pk, now=later).attempts == attempt + 1
        jobs.settle_lost(now=later + seconds(91))

    job.refresh_from_db()
    assert (job.state, job.attempts) == (state, attempts)
    with translation.override("en"):
        words = {
            "waiting": "The worker stopped half-way (attempt 2 of 3).",
            "failed": "The worker stopped half-way 3 times, so the work was given up.",
        }
        assert words[state] in job.sentence
    with translation.override("vi"):
        words = {"waiting": "lần 2 trong 3", "failed": "dừng giữa chừng 3 lần"}
        assert words[state] in job.sentence


def test_a_sign_of_life_at_the_last_moment_counts(order, monkeypatch):
    job = running_since(order, NOW - seconds(91))
    lost = Job.objects.get(pk=job.pk)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=NOW)

    assert not sweeping._settle(lost, NOW)

    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_whoever_reads_settles_first(order):
    job = running_since(order, timezone.now() - seconds(91))

    assert jobs.latest(kind="count", key="1", now=timezone.now()).state == JobState.WAITING
    job.refresh_from_db()
    assert job.state == JobState.WAITING


def test_a_busy_database_keeps_no_page_from_its_reader(order, monkeypatch):
    def busy(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(sweeping, "settle_lost", busy)
    order()

    assert jobs.latest(kind="count", key="1", now=NOW).state == JobState.WAITING


@pytest.fixture
def handed(monkeypatch):
    given = []
    monkeypatch.setattr(sweeping, "hand_over", given.append)
    return given


@pytest.mark.parametrize(("age", "count"), [(4, 0), (6, 1)])
def test_an_order_no_carrier_ever_got_is_handed_over(order, handed, age, count):
    job = order()

    jobs.hand_over_again(now=NOW + seconds(age))

    assert handed == [job.pk] * count


@pytest.mark.parametrize(("age", "count"), [(119, 0), (121, 1)])
def test_an_order_whose_carrier_was_lost_is_handed_over(order, handed, age, count):
    job = order()
    Job.objects.filter(pk=job.pk).update(handed_at=NOW)

    jobs.hand_over_again(now=NOW + seconds(age))

    assert handed == [job.pk] * count


def test_while_the_queue_holds_something_the_worker_is_merely_busy(order, handed):
    job = order()
    Job.objects.filter(pk=job.pk).update(handed_at=NOW)
    OrmQ.objects.create(key="thuocdo", payload="", lock=NOW)

    assert jobs.hand_over_again(now=NOW + timedelta(hours=1)) == 0


def test_the_clock_gives_lost_work_to_the_next_worker(order):
    """In tests the carrier runs at once what it is given."""
    job = running_since(order, timezone.now() - seconds(91))

    tasks.sweep_jobs()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


@pytest.mark.parametrize(("days", "left"), [(89, 1), (91, 0)])
def test_ended_work_is_tidied_away_after_ninety_days(order, days, left):
    job = order()
    jobs.run(job.pk)
    Job.objects.update(ended_at=timezone.now() - timedelta(days=days))

    tasks.tidy_up()

    assert Job.objects.count() == left


def test_open_work_and_work_of_records_is_never_tidied_away(order):
    order()
    jobs.run(order(kind="kept").pk)
    Job.objects.update(ordered_at=timezone.now() - timedelta(days=1000))
    Job.objects.filter(kind="kept").update(ended_at=timezone.now() - timedelta(days=1000))

    tasks.tidy_up()

    assert sorted(Job.objects.values_list("kind", flat=True)) == ["count", "kept"]
