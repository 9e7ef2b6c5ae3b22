"""Ordering: once, however often it is asked; again only what failed."""

import pytest
from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import get_language

from core import jobs
from core.models import AuditEntry, Job, JobState
from tests.core.jobs import kinds as known
from tests.core.jobs.conftest import NOW
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_same_order_given_twice_is_one_job(order, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as handed:
        first, second = order(arguments={"to": 2}), order(arguments={"to": 2})

    assert second == first
    assert (Job.objects.count(), len(handed)) == (1, 1)


def test_another_kind_and_another_key_are_other_orders(order):
    assert len({order().pk, order(key="2").pk, order(kind="fail").pk}) == 3


def test_an_open_order_for_something_else_under_the_same_key_is_refused(order):
    order(arguments={"to": 2}, subject="PCI 2018")

    with pytest.raises(jobs.OrderUnderWay) as refusal:
        order(arguments={"to": 3}, subject="PCI 2018")

    assert "PCI 2018" in str(refusal.value)
    assert Job.objects.count() == 1


def test_an_order_that_has_ended_can_be_given_anew(order):
    first = order()
    jobs.run(first.pk)

    assert order().pk != first.pk


def test_the_database_holds_one_open_order_of_a_key(order):
    order()

    with pytest.raises(IntegrityError):
        Job.objects.create(kind="count", key="1", attempts_allowed=3, ordered_at=NOW)


def test_what_an_order_is_about_is_named_in_the_language_of_each_reader(order):
    job = order(subject=lambda: {"vi": "Đợt 2026", "en": "Wave 2026"}[get_language()])

    with translation.override("vi"):
        assert job.subject == "Đợt 2026"
    with translation.override("en"):
        assert job.subject == "Wave 2026"


def test_work_of_an_unknown_kind_cannot_be_ordered(order):
    with pytest.raises(KeyError):
        order(kind="nothing")


def test_an_order_runs_once_its_transaction_is_over(order, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = order(by=UserFactory())
        assert known.runs == []

    job.refresh_from_db()
    assert (job.state, known.runs) == (JobState.DONE, [job.pk])


def test_failed_work_is_tried_again_three_times_more(order, django_capture_on_commit_callbacks):
    job, person = order(kind="fail"), UserFactory()
    with pytest.raises(ZeroDivisionError):
        jobs.run(job.pk)
    job.refresh_from_db()

    with django_capture_on_commit_callbacks() as handed:
        again = jobs.try_again(job=job, by=person, now=NOW)

    again.refresh_from_db()
    assert (again.state, again.attempts, again.attempts_allowed) == (JobState.WAITING, 1, 4)
    assert (again.ended_at, again.message, len(handed)) == (None, {}, 1)
    assert AuditEntry.objects.get(action="job.again").actor == person


@pytest.mark.parametrize("state", ["waiting", "running", "done"])
def test_only_work_that_failed_is_tried_again(order, state):
    job = order()
    if state != "waiting":
        jobs.running.claim(job.pk, now=NOW)
    if state == "done":
        job.refresh_from_db()
        jobs.running.settle(job, JobState.DONE)

    with pytest.raises(jobs.NotToBeRepeated):
        jobs.try_again(job=job, by=UserFactory(), now=NOW)

    job.refresh_from_db()
    assert job.state == state


def test_what_failed_is_not_tried_again_beside_a_newer_order(order):
    job = order(kind="refuse", subject="PCI 2018")
    jobs.run(job.pk)
    order(kind="refuse")

    with pytest.raises(jobs.OrderUnderWay):
        jobs.try_again(job=job, by=UserFactory(), now=NOW)

    job.refresh_from_db()
    assert job.state == JobState.REFUSED


def test_a_refused_order_says_so_in_both_languages():
    with translation.override("vi"):
        vietnamese = str(jobs.NotToBeRepeated())
    with translation.override("en"):
        english = str(jobs.NotToBeRepeated())

    assert english == "This work has not failed, so there is nothing to try again."
    assert vietnamese == "Việc này không có lỗi nên không cần chạy lại."
