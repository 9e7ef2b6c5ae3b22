"""Dialogues: 200,000 issues; each list page under 200 ms of processor time, a search under 300 ms.

``BENCH_ISSUES=50000`` measures another number. Ten thousand issues are written one by one, the
others are copies of them made by the database itself, words to search and deadlines with them.
The processor time of PostgreSQL's own process is counted with that of the pages, where the
machine tells it.

Runs on a scratch SQLite file, and on a scratch PostgreSQL where Debian's programs are installed
(or on the database ``DATABASE_URL`` names, which must be empty).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from statistics import median
from typing import Any

from bench._issues import fill
from bench._measures import database_seconds, read_to_end
from bench._site import ROOT, postgres, postgres_programs, scratch_environment

TIMES = 7
LIST_LIMIT, SEARCH_LIMIT = 0.200, 0.300
CHILD = "import sys; from bench.dialogues import measure; measure(int(sys.argv[1]))"


def main(*, quick: bool = False) -> None:
    count = int(os.environ.get("BENCH_ISSUES", "2000" if quick else "200000"))
    with ExitStack() as stack:
        databases: dict[str, str] = {}
        if named := os.environ.get("DATABASE_URL"):
            databases["named by DATABASE_URL"] = named
        else:
            folder = tempfile.mkdtemp(prefix="thuocdo-bench-")
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            databases["SQLite"] = f"sqlite:///{folder}/bench.sqlite3"
            programs = postgres_programs()
            if programs:
                scratch, _process = stack.enter_context(postgres(programs))
                databases["PostgreSQL"] = scratch
        for database, address in databases.items():
            _report(database, address, count)


def _report(name: str, url: str, count: int) -> None:
    folder = tempfile.mkdtemp(prefix="thuocdo-bench-")
    environment = scratch_environment(folder, url) | {"LOG_LEVEL": "ERROR"}
    try:
        done = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-c", CHILD, str(count)],
            env=environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows = json.loads(done.stdout.splitlines()[-1])
    out = sys.stdout.write
    busy_with = f"load of this machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    out(f"{name}, {count} issues, median of {TIMES} requests; {busy_with}\n")
    out(f"  {'(limits: lists 200 ms, searches 300 ms)':44} {'clock':>8} {'processor':>10}\n")
    for page, seconds, processor, queries, limit in rows:
        verdict = "" if processor < limit else "  TOO SLOW"
        times = f"{seconds * 1000:5.0f} ms {processor * 1000:7.0f} ms"
        out(f"  {page:44} {times}  {queries:3} queries{verdict}\n")


def measure(count: int) -> None:
    """Fill an empty database, ask for each page, print the times as JSON."""
    import django  # noqa: PLC0415 -- the child's own process

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- after setup
    from django.core.management import call_command  # noqa: PLC0415 -- after setup

    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.REQUIRE_MFA = False  # the bench signs nobody in by hand
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    people = fill(count)
    sys.stdout.write(json.dumps(_times(people)) + "\n")


PAGES = [
    ("public questions and answers", "/hoi-dap/", None, LIST_LIMIT),
    ("the same, one district and state", "/hoi-dap/?district=2&state=replied", None, LIST_LIMIT),
    ("the last page of them", "/hoi-dap/?page=last", None, LIST_LIMIT),
    ("feed", "/hoi-dap/atom.xml", None, LIST_LIMIT),
    ("board of the Association", "/issues/", "staff", LIST_LIMIT),
    ("board, overdue", "/issues/?overdue=on", "staff", LIST_LIMIT),
    ("board, one agency", "/issues/?agency=2&state=hand", "staff", LIST_LIMIT),
    ("board, documents to look through", "/issues/?waiting_files=on", "staff", LIST_LIMIT),
    ("board of the planners", "/issues/?district=2", "planner", LIST_LIMIT),
    ("whole board of the planners", "/issues/", "planner", LIST_LIMIT),
    ("a session, and what is left over", "/dialogues/{year}/q{quarter}/", None, LIST_LIMIT),
    ("the same for staff", "/dialogues/{year}/q{quarter}/", "staff", LIST_LIMIT),
    ("all sessions", "/dialogues/", None, LIST_LIMIT),
    ("replies by e-mail", "/issues/replies/", "staff", LIST_LIMIT),
    ("an officer's work", "/issues/mine/", "officer", LIST_LIMIT),
    ("scorecard of all agencies", "/issues/scorecard/", "staff", LIST_LIMIT),
    ("quarterly report", "/dialogues/{year}/q{quarter}/report/", "staff", 3.0),
    ("open data, all of it", "/hoi-dap/data.csv", None, LIST_LIMIT),
    ("one case", "/issues/2000-0001/", "staff", LIST_LIMIT),
    ("one question", "/hoi-dap/2000-0001/", None, LIST_LIMIT),
    ("an enterprise's own", "/issues/", "enterprise", LIST_LIMIT),
    ("search without diacritics", "/hoi-dap/?q=quy+hoach+dak+mil", None, SEARCH_LIMIT),
    ("search with diacritics", "/hoi-dap/?q=quy+hoạch+Đắk+Mil", None, SEARCH_LIMIT),
    ("search for a common word", "/hoi-dap/?q=doanh+nghiep", None, SEARCH_LIMIT),
    ("search for a rare word", "/issues/?q=9999", "staff", SEARCH_LIMIT),
]
TYPED = ("similar issues while typing", "/issues/similar/", "staff", SEARCH_LIMIT)
WORDS = {"text": "hoan thue cham"}


def _last_quarter() -> dict[str, int]:
    """Put a session into the quarter that is over, so that its report can be asked for."""
    from datetime import timedelta  # noqa: PLC0415 -- beside its only use

    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from dialogues.models import Session  # noqa: PLC0415 -- after setup

    at = timezone.now() - timedelta(days=91)
    found = {"year": at.year, "quarter": (at.month + 2) // 3}
    Session.objects.get_or_create(
        **found, defaults={"starts_at": at, "ends_at": at + timedelta(hours=3), "status": "held"}
    )
    return found


def _times(people: dict[str, Any]) -> list[tuple[str, float, float, int, float]]:
    from django.db import connection  # noqa: PLC0415 -- after setup
    from django.test import Client  # noqa: PLC0415 -- after setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- after setup

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    rows = [_time_the_files()]
    quarter = _last_quarter()
    for name, pattern, who, limit in [*PAGES, TYPED]:
        url = pattern.format(**quarter)
        client = Client()
        if who:
            client.force_login(people[who])
        ask = partial(client.post, data=WORDS) if url == TYPED[1] else client.get
        with CaptureQueriesContext(connection) as seen:  # also warms the caches up
            answer = ask(url)
            read_to_end(answer)
            queries = len(seen)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}.")
        taken, busy, before = [], [], database_seconds()
        for _time in range(times := TIMES if limit < 1 else 1):
            start, begun = time.perf_counter(), time.process_time()
            read_to_end(ask(url))
            taken.append(time.perf_counter() - start)
            busy.append(time.process_time() - begun)
        beside = (database_seconds() - before) / times
        rows.append((name, median(taken), median(busy) + beside, queries, limit))
    return rows


def _time_the_files() -> tuple[str, float, float, int, float]:
    """Have the worker's part of the open data written, so that the download hands out what lies."""
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from core import jobs  # noqa: PLC0415 -- after setup
    from dialogues.issues import data_files  # noqa: PLC0415 -- after setup

    start, begun, before = time.perf_counter(), time.process_time(), database_seconds()
    if order := data_files.order(now=timezone.now()):
        jobs.run(order.pk)
    busy = time.process_time() - begun + database_seconds() - before
    return "open data written by the worker", time.perf_counter() - start, busy, 0, 60.0
