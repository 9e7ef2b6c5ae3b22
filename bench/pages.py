"""Every page a link leads to, as each role sees it: at most 30 queries, 300 ms of processor time.

Begins at the first page of each role and follows links, one address of each kind. It runs on the
database ``DATABASE_URL`` names, which ``python -m bench._grow nation`` has filled, or else grows a
province on scratch. Each page is asked for cold, with nothing kept of what was counted before, and
warm. The processor time of PostgreSQL is counted in, that of its helpers, too.
``BENCH_ROLES="staff officer"`` visits as these alone, ``BENCH_JSON=FILE`` writes the figures down.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from bench._measures import Work, read_to_end
from bench._site import MANAGE, ROOT, scratch_environment

QUERIES, SECONDS = 30, 0.300
CHILD = "from bench.pages import measure; measure()"
MOST = 400  # pages a role
NO_PAGE = ("/static/", "/admin/", "/accounts/logout/", "/language/")
ROLES = ("", "staff", "admin", "planner", "analyst", "officer", "enterprise")


class Links(HTMLParser):
    """The addresses on a page that a reader may follow."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href") and "download" not in given:
            self.found.append(given["href"] or "")
        if given.get("hx-get"):
            self.found.append(given["hx-get"] or "")


def main(*, quick: bool = False) -> None:
    sys.stdout.write(f"{__doc__}\n")
    folder = tempfile.mkdtemp(prefix="thuocdo-bench-")
    named = os.environ.get("DATABASE_URL", "")
    environment = scratch_environment(folder, named or f"sqlite:///{folder}/bench.sqlite3")
    environment |= {"LOG_LEVEL": "ERROR", "REQUIRE_MFA": "0"}  # it signs nobody in by hand
    made: list[list[str]] = []
    if not named:
        made = [[*MANAGE, "migrate", "--verbosity", "0"], [*MANAGE, "createcachetable"]]
        made.append([sys.executable, "-m", "bench._grow", "small" if quick else "province"])
    try:
        for command in [*made, [sys.executable, "-c", CHILD]]:
            subprocess.run(command, env=environment, cwd=ROOT, check=True)  # noqa: S603 -- our own
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> None:
    """Visit all pages and print a line each, then once more those that pass the limits."""
    import django  # noqa: PLC0415 -- the child's own process

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- after setup
    from django.db import connection  # noqa: PLC0415 -- after setup

    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    rows = []
    for role, user in people().items():
        for row in visit(role, user):
            rows.append(row)
            show(line(row))
    over = sorted(filter(is_over, rows), key=lambda row: -slowest(row))
    show(
        f"{connection.vendor}: {len(rows)} addresses, {len(over)} pages over {QUERIES} queries or"
        f" {SECONDS * 1000:.0f} ms; load {os.getloadavg()[0]:.1f}"
    )
    pages = [row for row in rows if row["is_page"]]
    plain, packed = (sum(row[name] for row in pages) / 1e6 for name in ("bytes", "packed"))
    show(f"{len(pages)} pages of HTML: {plain:.1f} MB, {packed:.2f} MB as they are sent")
    for row in over:
        show(line(row))
    if path := os.environ.get("BENCH_JSON"):
        with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 -- a name from outside
            json.dump(rows, file, indent=1)


def show(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def is_over(row: dict[str, Any]) -> bool:
    """Whether a page passes the limits; files for the disk take what they take."""
    return row["is_page"] and bool(row["queries"] > QUERIES or slowest(row) > SECONDS)


def slowest(row: dict[str, Any]) -> float:
    return float(max(row["seconds"], row["cold"]))


def line(row: dict[str, Any]) -> str:
    verdict = "  OVER" if is_over(row) else ""
    return (
        f"{row['cold'] * 1000:7.0f} ms cold {row['seconds'] * 1000:7.0f} warm"
        f" {row['queries']:4} queries {row['status']}"
        f"  {row['role'] or 'visitor':10} {row['url'][:90]}{verdict}"
    )


def people() -> dict[str, Any]:
    """Somebody of each role; only a database whose accounts are all invented gets them."""
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from accounts.models import User  # noqa: PLC0415 -- after setup
    from directory.models import Agency, Enterprise  # noqa: PLC0415 -- after setup

    if User.objects.exclude(email__endswith="@bench.example").exists():
        raise SystemExit("This database holds accounts of people; name one that bench has grown.")
    found: dict[str, Any] = {}
    for role in ROLES[1:]:
        fields: dict[str, Any] = {"role": role, "approved_at": timezone.now()}
        if role == "officer":
            fields["agency"] = Agency.objects.order_by("pk").first()
        if role == "enterprise":
            fields["enterprise"] = Enterprise.objects.order_by("pk").first()
        user, _new = User.objects.get_or_create(email=f"{role}@bench.example", defaults=fields)
        found[role] = user
    chosen = os.environ.get("BENCH_ROLES", "").split() or list(ROLES)
    return {role: found.get(role) for role in chosen}


def visit(role: str, user: Any) -> Iterator[dict[str, Any]]:
    """Measure the pages of one role, one after the other."""
    from django.test import Client  # noqa: PLC0415 -- after setup

    client = Client()
    if user:
        client.force_login(user)
    for url, row, _source in follow(client, ask):
        yield {"role": role, "url": url, **row}


def follow(
    client: Any, ask: Callable[[Any, str], tuple[Any, str]]
) -> Iterator[tuple[str, Any, str]]:
    """Follow the links of one reader, an address of each route and choice of parameters."""
    waiting, seen = deque(["/"]), {kind_of("/", "")}
    while waiting and len(seen) < MOST:
        url = waiting.popleft()
        row, source = ask(client, url)
        yield url, row, source
        for link in Links(source).found:
            there = urlsplit(urljoin(url, link))
            if there.netloc or there.path.startswith(NO_PAGE) or not is_page(there.path):
                continue
            if (kind := kind_of(there.path, there.query)) not in seen:
                seen.add(kind)
                waiting.append(f"{there.path}?{there.query}" if there.query else there.path)


def is_page(path: str) -> bool:
    from django.urls import Resolver404, resolve  # noqa: PLC0415 -- after setup

    with suppress(Resolver404):
        return bool(resolve(path))
    return False


def kind_of(path: str, query: str) -> str:
    from django.urls import resolve  # noqa: PLC0415 -- after setup

    names = sorted(part.partition("=")[0] for part in query.split("&"))
    return f"{resolve(path).route}?{'&'.join(names)}"


def ask(client: Any, url: str) -> tuple[dict[str, Any], str]:
    """One page: its questions to the database, and its processor time, cold and warm."""
    from django.core.cache import cache  # noqa: PLC0415 -- after setup
    from django.db import connection  # noqa: PLC0415 -- after setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- after setup

    read_to_end(client.get(url))  # loads code and templates
    cache.clear()
    with CaptureQueriesContext(connection) as asked, Work() as cold:
        answer = client.get(url)
        read_to_end(answer)
        queries = len(asked)
    is_page = not answer.streaming and answer.get("Content-Type", "").startswith("text/html")
    with Work() as warm:
        packed = client.get(url, headers={"accept-encoding": "gzip"})
        read_to_end(packed)
    row = {
        "status": answer.status_code, "is_page": is_page, "queries": queries,
        "cold": cold.seconds, "seconds": warm.seconds,
        "bytes": 0 if answer.streaming else len(answer.content),
        "packed": 0 if packed.streaming else len(packed.content),
    }  # fmt: skip
    return row, answer.content.decode() if is_page else ""
