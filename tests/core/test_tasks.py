"""What the worker does by the clock."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule, Task

from core import tasks
from core.jobs import schedules
from core.models import Job, JobState, MessageStatus
from tests.core.workers import forget_afterwards
from tests.factories.core import JobFactory, OutgoingMessageFactory

pytestmark = pytest.mark.django_db


def test_the_worker_sends_the_outbox_and_shows_that_it_lives():
    cache.delete(tasks.HEARTBEAT)
    OutgoingMessageFactory(status=MessageStatus.RELEASED)

    assert tasks.send_outbox() == 1
    assert tasks.last_beat() is not None


@pytest.fixture
def queue(monkeypatch):
    """Two workers live, started 40 and 20 seconds ago; hold a task by the age of its taking."""
    now = timezone.now()
    living = [SimpleNamespace(tob=now - timedelta(seconds=ago)) for ago in (20, 40)]
    monkeypatch.setattr(tasks.Stat, "get_all", lambda: living)

    def hold(taken: float) -> OrmQ:
        lock = now - timedelta(seconds=taken) + timedelta(seconds=Conf.RETRY)
        return OrmQ.objects.create(key="x", payload="", lock=lock)

    return SimpleNamespace(now=now, hold=hold)


def test_a_task_that_a_dead_worker_had_taken_is_given_back_and_no_other(queue):
    """Taken when the elder began its work, or since: one of the living may hold it."""
    dead = queue.hold(40.001)
    living = [queue.hold(40), queue.hold(30), queue.hold(5)]

    assert tasks.free_the_lost(now=queue.now) == 1

    dead.refresh_from_db()
    assert dead.lock == queue.now
    for held in living:
        assert OrmQ.objects.get(pk=held.pk).lock == held.lock > queue.now


def test_a_task_whose_time_is_over_waits_already(queue):
    over = queue.hold(Conf.RETRY + 1)
    ends_now = queue.hold(Conf.RETRY)

    assert tasks.free_the_lost(now=queue.now) == 0
    assert OrmQ.objects.get(pk=over.pk).lock == over.lock
    assert OrmQ.objects.get(pk=ends_now.pk).lock == ends_now.lock == queue.now


def test_the_outbox_gives_lost_tasks_back_first(queue):
    dead = queue.hold(60)

    tasks.send_outbox()

    assert OrmQ.objects.get(pk=dead.pk).lock < dead.lock


def test_nothing_is_given_back_while_no_worker_is_known_to_live(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(tasks.Stat, "get_all", list)
    OrmQ.objects.create(key="x", payload="", lock=now + timedelta(seconds=60))

    assert tasks.free_the_lost(now=now) == 0


def test_what_two_machines_entered_at_once_is_kept_once():
    schedules.enter()
    kept = Schedule.objects.get(name="thuocdo:outbox")
    Schedule.objects.create(name="thuocdo:outbox", func=kept.func)

    schedules.enter()

    assert Schedule.objects.get(name="thuocdo:outbox").pk == kept.pk


def test_entering_the_schedules_twice_changes_nothing():
    schedules.enter()
    before = list(Schedule.objects.order_by("name").values("name", "func", "minutes", "next_run"))
    schedules.enter()

    assert (
        list(Schedule.objects.order_by("name").values("name", "func", "minutes", "next_run"))
        == before
    )
    assert "thuocdo:outbox" in {row["name"] for row in before}


def test_a_schedule_nobody_names_any_more_is_dropped():
    Schedule.objects.create(name="thuocdo:old", func="core.tasks.gone")
    Schedule.objects.create(name="someone-else", func="core.tasks.beat")

    schedules.enter()

    assert not Schedule.objects.filter(name="thuocdo:old").exists()
    assert Schedule.objects.filter(name="someone-else").exists()


def test_every_scheduled_function_exists():
    schedules.enter()
    for row in Schedule.objects.filter(name__startswith="thuocdo:"):
        module, _dot, name = row.func.rpartition(".")
        assert callable(getattr(__import__(module, fromlist=[name]), name))


NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@time_machine.travel(NOW, tick=False)
def test_sessions_are_forgotten_once_they_have_ended_and_not_before():
    Session.objects.create(session_key="ended", expire_date=NOW - timedelta(seconds=1))
    Session.objects.create(session_key="this moment", expire_date=NOW)
    Session.objects.create(session_key="alive", expire_date=NOW + timedelta(seconds=1))

    tasks.tidy_up()

    assert set(Session.objects.values_list("pk", flat=True)) == {"this moment", "alive"}


@time_machine.travel(NOW, tick=False)
def test_tasks_that_went_well_are_kept_for_two_weeks():
    for name, age in [
        ("young", timedelta(minutes=1)),
        ("13 days", timedelta(days=13, hours=23, minutes=59)),
        ("14 days", timedelta(days=14)),
        ("older", timedelta(days=14, seconds=1)),
    ]:
        Task.objects.create(
            id=name, name=name, func="f", started=NOW - age, stopped=NOW - age, success=True
        )

    tasks.tidy_up()

    assert set(Task.objects.values_list("pk", flat=True)) == {"young", "13 days", "14 days"}


@time_machine.travel(NOW, tick=False)
def test_tasks_that_failed_are_kept():
    ago = NOW - timedelta(days=400)
    Task.objects.create(id="x", name="x", func="f", started=ago, stopped=ago, success=False)

    tasks.tidy_up()

    assert Task.objects.count() == 1


@time_machine.travel(NOW, tick=False)
def test_orders_are_kept_for_ninety_days_after_they_ended():
    for kind in ("register_import", "sending"):
        for days, seconds in [(89, 0), (90, 0), (90, 1), (400, 0)]:
            ended = NOW - timedelta(days=days, seconds=seconds)
            JobFactory(kind=kind, state=JobState.DONE, ended_at=ended)
        JobFactory(kind=kind)

    tasks.tidy_up()

    left = Job.objects.filter(kind="register_import", state=JobState.DONE)
    assert {(NOW - job.ended_at).days for job in left} == {89, 90}
    assert left.count() == 2
    assert Job.objects.filter(kind="sending").count() == 5  # it belongs to a record of its own


@pytest.mark.parametrize(
    ("silent_for", "is_silent"),
    [
        (timedelta(0), False),
        (timedelta(minutes=5), False),
        (timedelta(minutes=5, seconds=1), True),
    ],
)
def test_a_worker_not_heard_of_for_five_minutes_is_silent(silent_for, is_silent):
    with time_machine.travel(NOW, tick=False):
        tasks.beat()

    assert tasks.last_beat() == NOW
    assert tasks.is_silent(NOW + silent_for) is is_silent


def test_a_worker_never_heard_of_is_silent():
    cache.delete("worker-heartbeat")

    assert tasks.last_beat() is None
    assert tasks.is_silent(NOW)


def test_whoever_migrates_one_app_of_an_empty_database_enters_nothing(monkeypatch):
    Schedule.objects.all().delete()
    monkeypatch.setattr(connection.introspection, "table_names", lambda: ["core_job"])

    schedules.enter()

    assert not Schedule.objects.exists()


def test_a_worker_is_heard_of_as_soon_as_it_starts(client, monkeypatch):
    cache.clear()
    assert client.get(reverse("health")).status_code == 503
    monkeypatch.setattr("django_q.management.commands.qcluster.Command.handle", lambda *_, **__: 0)
    forget_afterwards(monkeypatch)

    call_command("qcluster", "--run-once")

    assert client.get(reverse("health")).json()["status"] == "ok"
