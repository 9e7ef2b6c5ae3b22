"""Whoever waits for SQLite's lock looks again soon, and is told in the end that it is taken."""

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connection

from core.sqlite import base

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite"),
]


@pytest.fixture
def file(tmp_path):
    """A database, and a connection of ours to it."""
    path = tmp_path / "a.sqlite3"
    settings = connection.settings_dict | {"NAME": str(path)}
    ours = base.DatabaseWrapper(settings, "waiting")
    with ours.cursor() as cursor:
        cursor.execute("CREATE TABLE row (here)")
    yield path, ours
    ours.close()


def test_who_waits_looks_again_within_milliseconds(file):
    _path, ours = file
    with ours.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (8,)


@pytest.mark.parametrize("many", [False, True])
def test_a_lock_that_is_let_go_is_taken(file, monkeypatch, many):
    path, ours = file
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        looks = []

        def now():
            looks.append(1)
            if len(looks) == 4:
                other.execute("ROLLBACK")
            return 0.0

        monkeypatch.setattr(base.time, "monotonic", now)
        with ours.cursor() as cursor:
            if many:
                cursor.executemany("INSERT INTO row VALUES (%s)", iter([(1,), (2,)]))
            else:
                cursor.execute("INSERT INTO row VALUES (1)")
        held = other.execute("SELECT count(*) FROM row").fetchone()

    assert (held, len(looks)) == ((2 if many else 1,), 4)


@pytest.mark.parametrize(("passed", "asked"), [(20.0, 2), (20.1, 1)])
def test_after_twenty_seconds_a_lock_is_told(file, monkeypatch, passed, asked):
    path, ours = file
    moments = iter([0.0, passed, 99.0])
    monkeypatch.setattr(base.time, "monotonic", lambda: next(moments))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ours.cursor() as cursor, pytest.raises(OperationalError, match="locked"):
            cursor.execute("INSERT INTO row VALUES (1)")

    assert len(list(moments)) == 2 - asked


def test_any_other_fault_is_told_at_once(file, monkeypatch):
    _path, ours = file
    monkeypatch.setattr(base.time, "monotonic", iter([0.0]).__next__)
    with ours.cursor() as cursor, pytest.raises(OperationalError, match="no such table"):
        cursor.execute("INSERT INTO absent VALUES (1)")
