"""The sign of life has a thread and a connection of its own."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError

from core import jobs
from core.jobs import heartbeat, running
from core.jobs.heartbeat import BEAT, Heartbeat, JobTaken
from core.models import Job, JobState
from tests.core.jobs.conftest import NOW

ENOUGH = 20  # seconds


@pytest.fixture
def held(monkeypatch, order):
    """A job that runs, whose carrier was not told."""
    monkeypatch.setattr("core.jobs.orders.hand_over", lambda pk: None)
    return running.claim(order().pk, now=NOW)


@pytest.fixture
def written(monkeypatch):
    """Set when the thread has written something."""
    done, write = threading.Event(), heartbeat.write

    def told(job):
        still = write(job)
        done.set()
        return still

    monkeypatch.setattr(heartbeat, "write", told)
    return done


def test_the_heart_beats_often_enough_to_miss_eight_beats():
    assert timedelta(seconds=90) / BEAT == 9


@pytest.mark.django_db(transaction=True)
def test_work_that_says_nothing_still_gives_signs_of_life(held, written):
    with Heartbeat(held, every=timedelta(seconds=0.01)):
        assert written.wait(ENOUGH)

    assert Job.objects.get().heartbeat_at > NOW


@pytest.mark.django_db(transaction=True)
def test_progress_is_written_before_the_next_beat(held, written):
    with Heartbeat(held, every=timedelta(hours=1)) as held.pulse:
        jobs.progress(held, done=3, of=9)
        assert written.wait(ENOUGH)

    found = Job.objects.get()
    assert (found.done, found.of) == (3, 9)


@pytest.mark.django_db(transaction=True)
def test_work_given_to_another_is_told_to_stop(held, written):
    Job.objects.update(attempts=2)
    with Heartbeat(held, every=timedelta(seconds=0.01)) as held.pulse:
        assert written.wait(ENOUGH)
        held.pulse._over.wait(0.1)
        with pytest.raises(JobTaken):
            jobs.progress(held, done=1)


@pytest.mark.django_db
def test_work_given_to_another_ends_without_a_word(order, monkeypatch):
    def taken(job):
        Job.objects.filter(pk=job.pk).update(attempts=2)
        raise JobTaken

    monkeypatch.setattr("tests.core.jobs.kinds.count", taken)
    job = order()

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 2)


@pytest.mark.django_db
def test_a_busy_database_does_not_end_the_pulse(held, monkeypatch):
    def busy(job):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(heartbeat, "write", busy)
    pulse = Heartbeat(held)

    pulse._write()

    assert not pulse.is_taken
