"""Two at the same moment: one job, one attempt, one word.

PostgreSQL alone: SQLite lets one writer in at a time, from the first statement on.
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from core import jobs
from core.jobs import orders, running
from core.jobs.heartbeat import Heartbeat
from core.models import Job, JobState
from tests.core.jobs import kinds as known
from tests.core.jobs.conftest import NOW
from tests.factories.accounts import UserFactory
from tests.test_races import at_once

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="two connections write at once on PostgreSQL alone",
    ),
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def no_carrier(monkeypatch):
    handed = []
    monkeypatch.setattr(orders, "hand_over", handed.append)
    return handed


def test_two_people_who_order_the_same_at_once_get_one_job(order, no_carrier):
    told = at_once(order, order, order)

    assert len({job.pk for job in told}) == 1
    assert (Job.objects.count(), len(no_carrier)) == (1, 1)


def test_of_two_workers_one_does_the_work(order):
    job = order()

    at_once(lambda: jobs.run(job.pk), lambda: jobs.run(job.pk))

    job.refresh_from_db()
    assert (known.runs, job.state, job.attempts) == ([job.pk], JobState.DONE, 1)


def test_of_two_readers_one_gives_lost_work_up(order):
    job = running.claim(order().pk, now=NOW)
    late = NOW + timedelta(seconds=91)

    told = at_once(lambda: jobs.settle_lost(now=late), lambda: jobs.settle_lost(now=late))

    job.refresh_from_db()
    assert (sorted(told), job.state, job.attempts) == ([0, 1], JobState.WAITING, 1)


def test_work_is_lost_or_done_but_never_both(order):
    job = running.claim(order().pk, now=NOW)
    late = NOW + timedelta(seconds=91)

    done, lost = at_once(
        lambda: running.settle(job, JobState.DONE), lambda: jobs.settle_lost(now=late)
    )

    job.refresh_from_db()
    assert {bool(done), bool(lost)} == {True, False}
    assert job.state == (JobState.DONE if done else JobState.WAITING)


def test_failed_work_is_tried_again_once_by_two_people(order, no_carrier):
    job, person = order(kind="refuse"), UserFactory()
    jobs.run(job.pk)
    no_carrier.clear()

    told = at_once(*[lambda: jobs.try_again(job=job, by=person, now=NOW)] * 2)

    assert [type(each) for each in told].count(jobs.NotToBeRepeated) == 1
    assert no_carrier == [job.pk]


def test_progress_is_seen_while_the_work_is_in_a_transaction(order):
    job = running.claim(order().pk, now=NOW)
    with transaction.atomic(), Heartbeat(job, every=timedelta(seconds=0.02)) as job.pulse:
        UserFactory()  # writes, and keeps what it wrote to itself
        jobs.progress(job, done=3, of=9)
        seen, waits = 0, 0
        while seen != 3 and waits < 200:  # a beat comes late where the machine is busy
            job.pulse._over.wait(0.05)
            (seen,) = at_once(lambda: Job.objects.get(pk=job.pk).done)
            waits += 1

    assert seen == 3
