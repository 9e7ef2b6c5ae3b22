"""Running: by one worker, to a final state that never changes by itself."""

import sqlite3
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError
from django.utils import translation
from django_q.conf import Conf
from django_q.exceptions import TimeoutException

from core import jobs
from core.jobs import running
from core.jobs.heartbeat import write
from core.models import Job, JobState
from tests.core.jobs import kinds as known
from tests.core.jobs.conftest import NOW

pytestmark = pytest.mark.django_db


def fresh(job):
    return Job.objects.get(pk=job.pk)


def test_work_that_goes_well_ends_with_its_result(order):
    job = order(arguments={"to": 5})

    jobs.run(job.pk)

    found = fresh(job)
    assert (found.state, found.done, found.of, found.result) == ("done", 5, 5, ["calendar"])
    assert found.attempts == 1
    assert found.started_at <= found.heartbeat_at
    assert found.ended_at >= found.started_at


def test_running_a_job_again_does_nothing(order):
    job = order()

    jobs.run(job.pk)
    jobs.run(job.pk)

    assert known.runs == [job.pk]


def test_a_job_is_taken_by_one_worker(order):
    job = order()

    assert running.claim(job.pk, now=NOW).attempts == 1
    assert running.claim(job.pk, now=NOW) is None
    jobs.run(job.pk)

    assert known.runs == []


def test_a_refusal_is_told_in_the_language_of_each_reader(order):
    job = order(kind="refuse")

    jobs.run(job.pk)

    found = fresh(job)
    assert (found.state, found.done) == (JobState.REFUSED, 0)
    with translation.override("en"):
        assert found.sentence == (
            "The two entries differ in 3 answers that have not been decided yet."
        )
    with translation.override("vi"):
        assert found.sentence == "Hai lần nhập còn khác nhau ở 3 câu trả lời chưa được quyết định."


def test_what_nobody_foresaw_is_told_and_raised(order):
    job = order(kind="fail")

    with pytest.raises(ZeroDivisionError):
        jobs.run(job.pk)

    found = fresh(job)
    assert (found.state, found.done, found.of) == (JobState.FAILED, 1, 4)
    with translation.override("en"):
        assert "an unforeseen error (ZeroDivisionError)" in found.sentence
    with translation.override("vi"):
        assert "lỗi chưa lường trước (ZeroDivisionError)" in found.sentence


def test_a_page_that_runs_a_job_itself_sees_its_failure_and_goes_on(order):
    found = jobs.run_here(order(kind="fail", to_worker=False).pk)

    assert found.state == JobState.FAILED


def test_work_stopped_by_the_clock_says_how_long_it_had():
    with translation.override("en"):
        said = running.explain(TimeoutException())["en"]

    assert Conf.TIMEOUT == 900
    assert "took longer than 15 minutes" in said


def test_a_server_that_is_ending_leaves_the_job_to_the_next(order, monkeypatch):
    def end(job):
        raise SystemExit

    monkeypatch.setattr(known, "count", end)
    job = order()

    with pytest.raises(SystemExit):
        jobs.run(job.pk)

    assert fresh(job).state == JobState.RUNNING


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.REFUSED])
def test_an_attempt_that_was_given_up_changes_nothing_any_more(order, state):
    job = order()
    late = running.claim(job.pk, now=NOW - timedelta(minutes=10))
    jobs.settle_lost(now=NOW)
    assert fresh(job).state == JobState.WAITING
    second = running.claim(job.pk, now=NOW)

    assert not running.settle(late, JobState.FAILED)
    assert not write(late)
    assert running.settle(second, state)
    assert not running.settle(late, JobState.DONE)

    assert (fresh(job).state, fresh(job).attempts) == (state, 2)


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.REFUSED])
def test_a_final_state_stays(order, state):
    job = order()
    held = running.claim(job.pk, now=NOW)
    running.settle(held, state)

    for other in JobState.DONE, JobState.FAILED, JobState.REFUSED:
        assert not running.settle(held, other)
    assert not write(held)
    assert jobs.settle_lost(now=NOW + timedelta(days=1)) == 0
    assert running.claim(job.pk, now=NOW) is None

    assert fresh(job).state == state


@pytest.mark.parametrize(("done", "kept"), [(0, 0), (4, 4), (5, 4)])
def test_progress_never_passes_the_whole(order, done, kept):
    job = running.claim(order().pk, now=NOW)

    jobs.progress(job, done=done, of=4)

    assert (fresh(job).done, fresh(job).of) == (kept, 4)


def test_a_stage_is_told_in_the_language_of_each_reader(order):
    job = running.claim(order().pk, now=NOW)

    jobs.progress(job, stage="The worker stopped while sending; unknown whether it left.")

    with translation.override("vi"):
        assert fresh(job).sentence == (
            "Tiến trình nền dừng khi đang gửi; không rõ thư đã đi hay chưa."
        )


def busy(name="SQLITE_BUSY_SNAPSHOT"):
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorname = name
    problem = OperationalError("database is locked")
    problem.__cause__ = cause
    return problem


def refused_by_postgres(state):
    problem = OperationalError("terminating connection")
    problem.__cause__ = psycopg.OperationalError()
    problem.__cause__.sqlstate = state
    return problem


class Crowd:
    """Work that meets a busy database so many times, then goes well."""

    def __init__(self, times, problem=None):
        self.left, self.problem = times, problem or busy()

    def __call__(self, job):
        if self.left:
            self.left -= 1
            raise self.problem
        return ("calendar",)


@pytest.fixture
def pauses(monkeypatch):
    slept = []
    monkeypatch.setattr(running.time, "sleep", slept.append)
    return slept


@pytest.mark.platform  # it closes the connection, which a test on PostgreSQL cannot go without
def test_a_busy_database_is_waited_for(order, pauses, monkeypatch):
    job = order()
    monkeypatch.setattr(known, "count", Crowd(5))

    jobs.run(job.pk)

    assert pauses == [0.5, 2.0, 5.0, 15.0, 30.0]
    assert (fresh(job).state, fresh(job).attempts) == (JobState.DONE, 1)


@pytest.mark.platform
def test_a_database_that_stays_busy_is_told_in_words(order, pauses, monkeypatch):
    job = order()
    monkeypatch.setattr(known, "count", Crowd(6))

    with pytest.raises(OperationalError):
        jobs.run(job.pk)

    with translation.override("en"):
        said = fresh(job).sentence
    assert said.startswith("Too much was being written at the same time")
    assert "Error" not in said


@pytest.mark.parametrize(
    ("problem", "passes"),
    [
        (busy("SQLITE_BUSY"), True),
        (busy("SQLITE_FULL"), False),
        (refused_by_postgres("57P01"), True),
        (refused_by_postgres("40P01"), True),
        (refused_by_postgres(None), True),
        (refused_by_postgres("42P01"), False),
        (ZeroDivisionError(), False),
    ],
)
def test_only_what_passes_is_waited_for(problem, passes):
    assert running.is_busy(problem) is passes


def test_work_inside_a_transaction_is_not_watched_from_outside(order, monkeypatch):
    monkeypatch.setattr(Conf, "SYNC", False)
    pulses = []
    monkeypatch.setattr(known, "count", lambda job: pulses.append(job.pulse))

    jobs.run(order().pk)  # a test is a transaction

    assert pulses == [None]
