"""A worker that is killed half-way goes on where it was when it is started again."""

import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager

import pytest

from bench._site import MANAGE, ROOT, site

ENTERPRISES = 200
PATIENCE = 400
ORDER = f"""
from django.utils import timezone
from core.models import OutgoingMessage
from directory.models import Enterprise
from surveys.fieldwork.actions.mailings import order_sending
from surveys.models import SampledEnterprise, SendingKind, Stratum, Wave
wave, first = Wave.objects.get(), Enterprise.objects.first()
stratum = Stratum.objects.first()
Enterprise.objects.bulk_create(
    Enterprise(tax_code=f"69{{n:08d}}", name=f"Doanh nghiệp {{n}}", legal_type=first.legal_type,
               sector="G", size=first.size, district=first.district, email=f"dn{{n}}@dn.example")
    for n in range({ENTERPRISES}))
SampledEnterprise.objects.bulk_create(
    SampledEnterprise(wave=wave, enterprise=each, stratum=stratum, inclusion_probability=0.5,
                      design_weight=2, position=1000 + place)
    for place, each in enumerate(Enterprise.objects.filter(tax_code__startswith="69")))
order_sending(wave=wave, kind=SendingKind.INVITATIONS, by=None, now=timezone.now())
"""
LOOK = """
select job.state, job.attempts, sending.done, (select count(*) from core_outgoingmessage),
       (select count(distinct recipient) from core_outgoingmessage)
from surveys_sending sending join core_job job on job.id = sending.job_id
"""
READ = """
from datetime import UTC, datetime, timedelta
from core import jobs
at = datetime.fromtimestamp({killed_at}, UTC)
for seconds in (75, 120):
    job = jobs.read(now=at + timedelta(seconds=seconds)).get()
    print(job.state, job.message.get("en", ""))
"""


@pytest.mark.crawl
@pytest.mark.slow
@pytest.mark.platform
def test_a_killed_worker_leaves_no_lie_and_the_next_one_writes_to_everybody_once(migrated_tables):
    with site(invitations=1, tables=migrated_tables) as platform:
        platform.run(*MANAGE, "shell", "-c", ORDER)
        with worker(platform) as kill:
            until(platform, lambda state, _attempts, done, *_: done > 20 or state == "done")
            kill()
            killed_at = time.time()
        cut_off = look(platform)
        read = platform.run(*MANAGE, "shell", "-v", "0", "-c", READ.format(killed_at=killed_at))
        with worker(platform):
            until(platform, lambda state, *_: state == "done")
        found = look(platform)

    assert cut_off[:2] == ["running", 1]
    assert 20 < cut_off[3] < ENTERPRISES
    after_75_seconds, after_two_minutes = read.splitlines()
    assert after_75_seconds.startswith("running")
    assert after_two_minutes.startswith("waiting The worker stopped half-way (attempt 1 of 3).")
    assert found == ["done", 2, ENTERPRISES, ENTERPRISES, ENTERPRISES]


@contextmanager
def worker(platform):
    """Run a worker and yield what kills it with all its children; whatever happens, it ends."""
    started = subprocess.Popen(  # noqa: S603 -- our own command
        [*MANAGE, "qcluster"],
        env=platform.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )

    def kill():
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()

    try:
        yield kill
    finally:
        kill()


def look(platform):
    path = platform.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=30)) as database:
        return list(database.execute(LOOK).fetchone())


def until(platform, is_so):
    over = time.monotonic() + PATIENCE
    while not is_so(*look(platform)):
        assert time.monotonic() < over, look(platform)
        time.sleep(0.05)
