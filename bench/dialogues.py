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
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from statistics import median
from typing import Any

from bench._measures import database_seconds, read_to_end
from bench._site import ROOT, postgres, postgres_programs, scratch_environment

TIMES = 7
WRITTEN = 10_000  # the rest is copied
LIST_LIMIT, SEARCH_LIMIT = 0.200, 0.300
CHILD = "import sys; from bench.dialogues import measure; measure(int(sys.argv[1]))"
SUBJECTS = ["quy hoạch sử dụng đất", "hoàn thuế giá trị gia tăng", "hồ sơ mời thầu", "giấy phép"]
SUBJECTS += ["dự toán ngân sách", "trang thông tin điện tử", "đăng ký kinh doanh", "giao thông"]
ENDINGS = ["chậm hơn thời hạn", "không được trả lời", "mỗi nơi áp dụng khác nhau", "đề nghị sửa"]
PLACES = ["Đắk Mil", "Cư Jút", "Gia Nghĩa", "Krông Nô", "Tuy Đức", "Đắk Song"]


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


def fill(count: int) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from accounts.models import User  # noqa: PLC0415 -- after setup
    from core.access import Role  # noqa: PLC0415 -- after setup
    from directory.models import Agency, District, Enterprise  # noqa: PLC0415 -- after setup
    from pci.models import Criterion  # noqa: PLC0415 -- after setup

    rng = random.Random(7)  # noqa: S311 -- invented data
    now = timezone.now()
    for number in range(20):
        Agency.objects.create(code=f"bench-{number}", name_vi=f"Sở {number}", kind="department")
        Criterion.objects.create(code=f"bench-{number}", name_vi=f"Tiêu chí {number}", name_en="c")
    for number, name in enumerate(PLACES):
        District.objects.create(code=f"bench-{number}", name=name)
    district = District.objects.get(code="bench-0")
    Enterprise.objects.bulk_create(
        Enterprise(
            tax_code=f"99{number:08d}",
            name=f"Công ty {number}",
            legal_type="llc_one",
            sector="G",
            size="small",
            district=district,
        )
        for number in range(500)
    )
    made = min(count, WRITTEN)
    _issues(made, rng, now, minutes=20 * count // made)
    for part in range(1, count // made):
        _copy(part)
    _set_counters()
    enterprise = Enterprise.objects.order_by("pk").first()
    agency = Agency.objects.get(code="bench-1")
    users: dict[str, dict[str, Any]] = {
        "staff": {"role": Role.STAFF},
        "planner": {"role": Role.PLANNER},
        "officer": {"role": Role.OFFICER, "agency": agency},
        "enterprise": {"role": Role.ENTERPRISE, "enterprise": enterprise},
    }
    return {
        name: User.objects.create_user(f"{name}@bench.example", approved_at=now, **fields)
        for name, fields in users.items()
    }


def _issues(count: int, rng: random.Random, now: Any, *, minutes: int) -> None:
    from datetime import timedelta  # noqa: PLC0415 -- beside its only use

    from django.utils.timezone import localdate  # noqa: PLC0415 -- after setup

    from dialogues.models import Answer, Clock, Issue, IssueText, Scope, Verdict  # noqa: PLC0415
    from dialogues.search.index import fold, text_pk, words  # noqa: PLC0415 -- after setup
    from directory.models import Agency, District, Enterprise  # noqa: PLC0415 -- after setup
    from pci.models import Criterion  # noqa: PLC0415 -- after setup

    agencies, criteria = list(Agency.objects.all()), list(Criterion.objects.all())
    districts, enterprises = list(District.objects.all()), list(Enterprise.objects.all())
    sessions = _sessions(now)
    states = ["closed"] * 88 + ["assigned"] * 6 + ["committed"] * 3 + ["answered"] * 3
    from accounts.models import User  # noqa: PLC0415 -- after setup

    author = User.objects.create_user("author@bench.example", role="staff")
    for begin in range(0, count, 5000):
        rows = []
        for number in range(begin, min(begin + 5000, count)):
            at = now - timedelta(minutes=minutes * (count - number))
            subject, ending, place = (rng.choice(x) for x in (SUBJECTS, ENDINGS, PLACES))
            session = sessions[number % len(sessions)]
            title = f"{subject.capitalize()} tại {place} {ending}"
            district = rng.choice(districts)
            rows.append(
                Issue(
                    number=f"{2000 + number // 9999}-{number % 9999:04d}",
                    origin="online",
                    enterprise=rng.choice(enterprises),
                    kind="difficulty",
                    title=title,
                    text=f"{title}. Doanh nghiệp số {number} đề nghị cơ quan xem xét, trả lời.",
                    criterion=rng.choice(criteria),
                    district=district,
                    public_district=district,
                    session=session,
                    public_session=session,
                    visibility="public",
                    state=rng.choice(states),
                    lead=rng.choice(agencies),
                    due_on=localdate(at) + timedelta(days=14),
                    received_at=at,
                    published_at=at,
                )
            )
        made = Issue.objects.bulk_create(rows, batch_size=1000)
        texts = []
        for issue in made:
            exact = " ".join(words(f"{issue.number} {issue.title} {issue.text}"))
            texts += [
                IssueText(
                    pk=text_pk(issue.pk, Scope(scope)),
                    issue=issue,
                    scope=scope,
                    exact=exact,
                    folded=fold(exact),
                )
                for scope in ("public", "desk")
            ]
        IssueText.objects.bulk_create(texts, batch_size=1000)
        Clock.objects.bulk_create(
            (
                Clock(
                    issue=issue,
                    agency=issue.lead,
                    role="lead",
                    started_on=localdate(issue.received_at),
                    taken_on=localdate(issue.received_at),
                    working_days=10,
                    due_on=issue.due_on or localdate(now),
                    replied_at=None if issue.state == "assigned" else issue.received_at,
                    stopped_at=issue.received_at if issue.state in {"closed", "answered"} else None,
                    worked_days=rng.randint(1, 15),
                )
                for issue in made
            ),
            batch_size=1000,
        )
        sent = Answer.objects.bulk_create(
            (
                Answer(
                    issue=issue,
                    agency=issue.lead,
                    effect="explained",
                    text="Sở trả lời như sau.",
                    status="published",
                    author=author,
                    written_at=issue.received_at,
                    published_at=issue.received_at,
                )
                for issue in made
                if issue.state in {"closed", "answered"}
            ),
            batch_size=1000,
        )
        Verdict.objects.bulk_create(
            (
                Verdict(
                    answer=answer,
                    issue=answer.issue,
                    is_answered=rng.random() < 0.7,
                    is_solved=rng.random() < 0.4,
                    at=answer.published_at,
                )
                for answer in sent[::3]
            ),
            batch_size=1000,
        )


def _sessions(now: Any) -> list[Any]:
    """Those of the five years before, held."""
    from datetime import timedelta  # noqa: PLC0415 -- beside its only use

    from dialogues.models import Session  # noqa: PLC0415 -- after setup

    return [
        Session.objects.create(
            year=now.year - 1 - back // 4,
            quarter=4 - back % 4,
            starts_at=now - timedelta(days=365 + 91 * back),
            ends_at=now - timedelta(days=365 + 91 * back) + timedelta(hours=3),
            status="held",
        )
        for back in range(20)
    ]


def _copy(part: int) -> None:
    """Repeat what was written: the same days and words under other numbers."""
    from dialogues.models import Answer, Clock, Issue, IssueText, Verdict  # noqa: PLC0415

    span = 10 * WRITTEN * part
    issue = {"issue_id": f"issue_id + {span}"}
    number = f"CAST({2100 + part} AS varchar(4)) || '-' || CAST({10 * WRITTEN} + id AS varchar(8))"
    _repeat(Issue, {"id": f"id + {span}", "number": number}, f"id < {10 * WRITTEN}")
    _repeat(IssueText, {"id": f"id + {2 * span}", **issue}, f"issue_id < {10 * WRITTEN}")
    for model in (Clock, Answer):
        _repeat(model, {"id": f"id + {span}", **issue}, f"issue_id < {10 * WRITTEN}")
    copied = {"id": f"id + {span}", "answer_id": f"answer_id + {span}", **issue}
    _repeat(Verdict, copied, f"issue_id < {10 * WRITTEN}")


def _repeat(model: Any, other: dict[str, str], which: str) -> None:
    from django.db import connection  # noqa: PLC0415 -- after setup

    columns = [field.column for field in model._meta.concrete_fields]
    quoted = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(other.get(column, f'"{column}"') for column in columns)
    table = model._meta.db_table
    source = f'SELECT {values} FROM "{table}" WHERE {which}'  # noqa: S608 -- our own tables
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({quoted}) {source}')


def _set_counters() -> None:
    """PostgreSQL counts keys apart from the rows."""
    from django.core.management.color import no_style  # noqa: PLC0415 -- after setup
    from django.db import connection  # noqa: PLC0415 -- after setup

    from dialogues.models import Answer, Clock, Issue, Verdict  # noqa: PLC0415 -- after setup

    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [Issue, Clock, Answer, Verdict]):
            cursor.execute(sql)


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
