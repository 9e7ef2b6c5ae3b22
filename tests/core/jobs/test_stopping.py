"""A worker that is told to stop does so within ten seconds, and its work goes on with the next."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.core.management import call_command

from bench._site import MANAGE, ROOT, site
from core import jobs
from core.clock import timezone
from core.jobs import running, stopping
from core.management.commands import qcluster
from core.models import Job, JobState
from tests.core.jobs import kinds as known
from tests.core.workers import forget_afterwards

ORDER = """
import datetime
from django.utils import timezone
from django_q.models import Schedule
from django_q.tasks import async_task
Schedule.objects.all().delete()
async_task("time.sleep", 60)
"""


def is_taken(platform):
    path = platform.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database:
        now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        return database.execute(
            "select count(*) from django_q_ormq where lock > ?", (now,)
        ).fetchone() == (1,)


def members_of(group):
    found = subprocess.check_output(["ps", "-eo", "pgid=,pid=,stat="], text=True)  # noqa: S607
    rows = [line.split() for line in found.splitlines()]
    return [pid for pgid, pid, state in rows if int(pgid) == group and not state.startswith("Z")]


def start(platform, *command):
    return subprocess.Popen(  # noqa: S603 -- our own command
        command,
        env=platform.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_until(condition, seconds):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)
    return condition()


@pytest.mark.slow
@pytest.mark.platform
@pytest.mark.parametrize("tell", [os.killpg, os.kill], ids=["group", "process"])
def test_a_busy_worker_and_the_web_stop_within_ten_seconds(migrated_tables, tell):
    with site(invitations=1, tables=migrated_tables) as platform:
        platform.run(*MANAGE, "shell", "-c", ORDER)
        bind = {"BIND": f"127.0.0.1:{platform.port}"}
        platform.environment |= bind
        web = start(platform, sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py",
                    "config.wsgi")  # fmt: skip
        worker = start(platform, *MANAGE, "qcluster")
        try:
            assert wait_until(lambda: is_taken(platform), 90)
            for process in (web, worker):
                tell(process.pid, signal.SIGTERM)
            began = time.monotonic()
            gone = wait_until(lambda: not members_of(worker.pid) + members_of(web.pid), 30)
            took = time.monotonic() - began
        finally:
            for process in (web, worker):
                if members_of(process.pid):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    assert gone
    assert took < 10


@pytest.mark.django_db
def test_work_that_is_stopped_at_a_step_waits_for_the_next_worker(order, monkeypatch):
    job = order(arguments={"to": 3})
    monkeypatch.setattr(stopping, "is_stopping", lambda: True)

    jobs.run(job.pk)

    found = Job.objects.get(pk=job.pk)
    assert (found.state, found.handed_at, found.attempts) == (JobState.WAITING, None, 1)
    assert found.attempts_allowed == 4
    monkeypatch.undo()
    jobs.run(job.pk)
    assert (Job.objects.get(pk=job.pk).state, known.runs) == (JobState.DONE, [job.pk] * 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "seconds", "goes_on_later"),
    [("long", 595, False), ("long", 605, True), ("count", 605, False)],
)
def test_long_work_goes_on_in_turns_of_ten_minutes(
    order, monkeypatch, kind, seconds, goes_on_later
):
    job, claim = order(kind=kind), running.claim
    begun = timezone.now() - timedelta(seconds=seconds)
    monkeypatch.setattr(running, "claim", lambda pk, **_now: claim(pk, now=begun))

    jobs.run(job.pk)

    found = Job.objects.get(pk=job.pk)
    assert found.state == (JobState.WAITING if goes_on_later else JobState.DONE)
    assert found.attempts_allowed == (4 if goes_on_later else 3)


def test_a_second_signal_in_the_same_moment_ends_nothing_in_an_error(monkeypatch):
    told = {
        signal.SIGINT,
        signal.SIGTERM,
    }  # a terminal sends one, the script of the demonstration both
    ends = []
    monkeypatch.setattr(qcluster, "_end", lambda: ends.append(1))
    before = {number: signal.signal(number, qcluster._stop) for number in told}
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, told)
        for number in told:
            signal.raise_signal(number)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, told)
        wait_until(lambda: ends, 5)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert ends == [1]


PAGES = """
import sys
import django
django.setup()
from core.management.commands import qcluster
before = "config.urls" in sys.modules
qcluster.load_pages()
print(before, "config.urls" in sys.modules)
"""


def test_a_worker_loads_all_pages_before_it_works(monkeypatch):
    command = [sys.executable, "-c", PAGES]
    done = subprocess.run(  # noqa: S603 -- our own
        command, cwd=ROOT, check=True, capture_output=True, text=True
    )
    order = []
    monkeypatch.setattr(qcluster, "load_pages", lambda: order.append("pages"))
    monkeypatch.setattr(qcluster.mark, "require_agreement", lambda: None)
    monkeypatch.setattr(qcluster.tasks, "beat", lambda: None)
    monkeypatch.setattr(
        "django_q.management.commands.qcluster.Command.handle",
        lambda *_, **__: order.append("work"),
    )
    forget_afterwards(monkeypatch)

    call_command("qcluster", "--run-once")

    assert done.stdout.split() == ["False", "True"]
    assert order == ["pages", "work"]
