"""What all tests share."""

import functools
import gc
import json
import math
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import hypothesis
import pytest
from django.db import connection, transaction
from django.template import Engine
from django.test import TransactionTestCase
from django.utils import translation

from core import letterhead, printing
from core.attachments import text_extraction
from core.charts import raster
from core.messaging import rendering
from core.models import Association, hold_demonstration
from surveys.answering.queries import official
from surveys.texts.words import forget_held
from tests import migrated, shipped
from tests import write_guard as guarding

gc.disable()  # until all tests are gathered: none of what is read then is garbage
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' own thread

for catalogue in (Path(__file__).resolve().parent.parent / "locale").rglob("*.po"):
    compiled = catalogue.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
        subprocess.run(["msgfmt", "-o", str(compiled), str(catalogue)], check=True)  # noqa: S603, S607 -- gettext's own tool

hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no fault
hypothesis.settings.load_profile("house")

T = TypeVar("T")
# by the signal after migrations, whenever tables are emptied
MADE_ANEW = ("contenttypes.", "auth.", "sites.", "django_q.")


@pytest.fixture(scope="session", autouse=True)
def migrated_once() -> Iterator[None]:
    """Take the tables as the last run left them, where no migration has changed."""
    with mock.patch("django.core.management.call_command", migrated.call):
        yield


@pytest.fixture(scope="session", autouse=True)
def shipped_once() -> Iterator[None]:
    """Load what is shipped once a process; see tests/shipped.py."""
    with shipped.put_back():
        yield


@pytest.fixture
def migrated_tables(db: None) -> Path:
    """A migrated SQLite file, for platforms that run beside the tests."""
    return migrated.path_of_tables()


@pytest.fixture
def migrated_dump() -> Path:
    """Where a dump of migrated PostgreSQL tables lies, or is to be put."""
    return migrated.path_of_dump()


@pytest.fixture(scope="session", autouse=True)
def documents_read_once() -> Iterator[None]:
    """Start the program that reads a document once a document: it tells the same each time."""
    with mock.patch.object(
        text_extraction, "extract_text", functools.cache(text_extraction.extract_text)
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def printed_once() -> Iterator[None]:
    """Lay the same page out once a process; tests of equal bytes ask for ``printed_anew``."""
    with mock.patch.object(printing, "_lay_out", functools.lru_cache(64)(printing._lay_out)):
        yield


@pytest.fixture
def printed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay each page out, however often it has been."""
    monkeypatch.setattr(printing, "_lay_out", printing._lay_out.__wrapped__)  # type: ignore[attr-defined]


@pytest.fixture
def short_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay out one line for a whole paper and draw coarsely, where what it holds is not asked."""
    whole = printing._lay_out

    def one_line(_html: str, _rules: str, tagged: bool) -> printing.Printed:
        return whole('<html lang="vi"><title>Báo cáo</title><p>Báo cáo', "", tagged)

    monkeypatch.setattr(printing, "_lay_out", one_line)
    monkeypatch.setattr(raster, "SCALE", 0.2)


@pytest.fixture(scope="session", autouse=True)
def letters_have_no_gap() -> Iterator[None]:
    """Refuse a letter that names something its writer did not give: the gap would be sent."""
    real = rendering._part

    def checked(*given: Any) -> str:
        engine = Engine.get_default()
        with mock.patch.object(engine, "string_if_invalid", "NOT GIVEN %s"):
            words = real(*given)
        assert "NOT GIVEN" not in words, words
        return words

    with mock.patch.object(rendering, "_part", checked):
        yield


@pytest.fixture(autouse=True)
def process_as_it_starts() -> None:
    """Begin in the first language, and knowing the Association as after a process's first page.

    A page leaves its language in the thread; the next page sets its own, a test would not.
    """
    translation.deactivate()
    letterhead.hold(Association(), math.inf)
    hold_demonstration(None, 0)
    forget_held()
    official.forget_held()


@pytest.fixture(scope="session", autouse=True)
def shipped_rows_return() -> Iterator[None]:
    """Put back what migrations ship after a test that empties the tables, for those that follow."""
    begin = TransactionTestCase._fixture_setup.__func__
    empty = TransactionTestCase._fixture_teardown

    @functools.cache
    def shipped() -> str:
        rows = json.loads(connection.creation.serialize_db_to_string())
        return json.dumps([row for row in rows if not row["model"].startswith(MADE_ANEW)])

    def begun(case: type[TransactionTestCase]) -> None:
        begin(case)
        shipped()

    def emptied(case: TransactionTestCase) -> None:
        empty(case)
        connection.creation.deserialize_db_from_string(shipped())

    with mock.patch.multiple(
        TransactionTestCase, _fixture_setup=classmethod(begun), _fixture_teardown=emptied
    ):
        yield


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[Callable[[], T]], T]]:
    """Build what all tests of a file start from: ``once(build)`` returns what ``build`` returns.

    Each test undoes its own changes as ever, and the file undoes these rows. A test changes rows,
    never the objects that were built: it fetches its own.
    """

    def built(build: Callable[[], T]) -> T:
        with django_db_blocker.unblock():
            return build()

    whole = transaction.atomic()
    built(whole.__enter__)
    yield built
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture(scope="session")
def write_guard() -> Iterator[guarding.WriteGuard]:
    """What notes slow work inside write transactions; see tests/write_guard.py."""
    with guarding.watch() as guard:
        yield guard


@pytest.fixture(autouse=True)
def short_transactions(write_guard: guarding.WriteGuard) -> Iterator[None]:
    """Fail a test whose actions hold the database while they do something slow."""
    write_guard.found.clear()
    yield
    if write_guard.found:
        pytest.fail("\n\n".join(write_guard.found), pytrace=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="only tests without database and waiting")
    parser.addoption(
        "--share", help="K/N: of the tests marked crawl, only every N-th from the K-th"
    )
    parser.addoption("--half", help="0 or 1: on PostgreSQL, every other file, begun there")
    parser.addoption("--every-case", action="store_true", help="on PostgreSQL, too: all parameters")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that no process is left alone with one at the end."""
    if connection.vendor == "postgresql":  # the suite has passed on SQLite; the rest is the same
        asked = [one for one in items if uses_database(one)]
        if not config.getoption("--every-case"):
            asked = leave_out_middle_cases(asked)
        if half := config.getoption("--half"):
            asked = files_whose_turn_it_is(asked, int(half) % 2)
        kept = set(asked)
        config.hook.pytest_deselected(items=[one for one in items if one not in kept])
        items[:] = asked
    if share := config.getoption("--share"):
        left_out = crawls_of_others(items, share)
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [one for one in items if one not in left_out]
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    if config.getoption("--fast"):
        late = [one for one in items if not is_fast(one, slow)]
        config.hook.pytest_deselected(items=late)
        items[:] = [one for one in items if is_fast(one, slow)]
    items.sort(key=lambda item: item.path not in slow)
    for item in items:
        if not is_measured(item, slow):
            item.add_marker("no_cover")


def crawls_of_others(items: list[pytest.Item], share: str) -> set[pytest.Item]:
    """Of the tests that crawl, name those another share runs; shares together run them all."""
    part, of = map(int, share.split("/"))
    crawls = sorted((i for i in items if i.get_closest_marker("crawl")), key=lambda i: i.nodeid)
    return {one for place, one in enumerate(crawls) if place % of != part % of}


def files_whose_turn_it_is(items: list[pytest.Item], turn: int) -> list[pytest.Item]:
    """Keep every other file, and all tests that are about the database (marker ``postgres``)."""
    files = sorted({one.path for one in items})
    chosen = set(files[turn::2])
    return [one for one in items if one.path in chosen or one.get_closest_marker("postgres")]


def leave_out_middle_cases(items: list[pytest.Item]) -> list[pytest.Item]:
    """Keep the first and the last case of each test: the cases between ask the same of a database.

    Tests that are about the database (marker ``postgres``) keep all of theirs.
    """
    last = {one.nodeid.partition("[")[0]: one for one in items}
    seen: set[str] = set()
    kept = []
    for one in items:
        name = one.nodeid.partition("[")[0]
        if name not in seen or one is last[name] or one.get_closest_marker("postgres"):
            kept.append(one)
        seen.add(name)
    return kept


def is_measured(item: pytest.Item, slow: set[Path]) -> bool:
    """Tell whether coverage is taken: it takes half as long again, and quick tests cover enough.

    Each line of the estimators is to be covered, so their tests are measured however long they are.
    """
    parts = item.path.parts
    return "estimators" in parts or not ("browser" in parts or item.path in slow)


def is_fast(item: pytest.Item, slow: set[Path]) -> bool:
    """Tell whether a test needs neither database nor browser nor servers, and its file is quick."""
    waits = item.get_closest_marker("browser") or item.get_closest_marker("platform")
    return not (waits or item.path in slow or uses_database(item))


def uses_database(item: pytest.Item) -> bool:
    """Tell whether a test may reach the database of the tests.

    pytest-django shuts it off from others; platforms that run beside the tests have their own.
    """
    if item.get_closest_marker("platform"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"db", "transactional_db"} or item.get_closest_marker("django_db"))


def pytest_collection_finish() -> None:
    """Leave what was just read out of every later search for garbage, and search seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()
