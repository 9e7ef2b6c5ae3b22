"""Copying and putting back the database: SQLite by its own copy, PostgreSQL by pg_dump."""

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]
    register,
)
from django.utils.translation import gettext as _

from core.errors import DomainError

PASSING = {"django_session", "cache", "django_q_ormq"}  # change while nobody does anything


class ProgramMissing(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("The program %(name)s is missing. Install Debian’s package postgresql-client.")
            % {"name": name}
        )


class ProgramFailed(DomainError):
    def __init__(self, name: str, said: str) -> None:
        super().__init__(_("%(name)s stopped: %(said)s") % {"name": name, "said": said})


class Differs(DomainError):
    def __init__(self, table: str, found: int, told: int) -> None:
        super().__init__(
            _("“%(table)s” holds %(found)s rows after restoring, and the backup tells %(told)s.")
            % {"table": table, "found": found, "told": told}
        )


class Damaged(DomainError):
    def __init__(self, said: str) -> None:
        super().__init__(_("The copy of the database is damaged: %(said)s") % {"said": said})


def copy_to(target: Path) -> dict[str, int]:
    """Copy the database as it is at one moment, and count its rows at that very moment."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(target)
    return _dump_postgres(target)


def _copy_sqlite(target: Path) -> dict[str, int]:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)  # in one step, which in WAL mode stops no writer
        copy.execute("PRAGMA journal_mode=DELETE")
        return _counts_of_sqlite(copy)


def _counts_of_sqlite(copy: sqlite3.Connection) -> dict[str, int]:
    register(copy)  # what constraints ask for, REGEXP for one
    found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise Damaged(str(found))
    names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 -- a name of the catalogue
        for (name,) in sorted(names)
        if not name.startswith("sqlite_") and name not in PASSING
    }


def _dump_postgres(target: Path) -> dict[str, int]:
    """Dump the snapshot that is counted: both see the same moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}",
            f"--file={target}")  # fmt: skip
        return counts()


def counts() -> dict[str, int]:
    """Rows of every table of this installation, but for what changes by itself."""
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            if name not in PASSING:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 -- a name of the catalogue
                found[name] = cursor.fetchone()[0]
    return found


def has_data() -> bool:
    """Whether anybody has an account here; an empty installation has none."""
    with connection.cursor() as cursor:
        if "accounts_user" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT count(*) FROM accounts_user")
        return bool(cursor.fetchone()[0])


def compare(found: Mapping[str, int], told: Mapping[str, int]) -> None:
    for table, number in told.items():
        if found.get(table, 0) != number:
            raise Differs(table, found.get(table, 0), number)


def counts_of_scratch(copy: Path) -> dict[str, int]:
    """Restore a copy where it disturbs nothing, and count its rows."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as opened:
            broken = opened.execute("PRAGMA foreign_key_check").fetchone()
            if broken:
                raise Damaged(str(broken))
            return _counts_of_sqlite(opened)
    with scratch() as name:
        run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={name}", str(copy), name=name)
        return _counts_by_psql(name)


@contextmanager
def scratch() -> Iterator[str]:
    """A database of PostgreSQL that is dropped afterwards; the account must be allowed to."""
    name = f"thuocdo_scratch_{secrets.token_hex(4)}"
    run("createdb", name)
    try:
        yield name
    finally:
        run("dropdb", name)


def _counts_by_psql(name: str) -> dict[str, int]:
    tables = run("psql", "-At", "-c", "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
                 name=name).split()  # fmt: skip
    return {
        table: int(run("psql", "-At", "-c", f'SELECT count(*) FROM "{table}"', name=name))  # noqa: S608 -- a name of the catalogue
        for table in sorted(tables)
        if table not in PASSING
    }


def replace_by(copy: Path) -> None:
    """Put a copy in the place of the database; whatever was there is gone."""
    if connection.vendor == "sqlite":
        target = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        shutil.copyfile(copy, target)
        target.chmod(0o600)
        return
    _empty_postgres()
    run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction",
        f"--dbname={connection.settings_dict['NAME']}", str(copy))  # fmt: skip


def _empty_postgres() -> None:
    style = no_style()
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            quoted = style.SQL_TABLE(connection.ops.quote_name(name))
            cursor.execute(f"DROP TABLE IF EXISTS {quoted} CASCADE")
    connection.close()


def run(program: str, *arguments: str, name: str = "") -> str:
    """Run a program of PostgreSQL against this installation's server."""
    found = _find(program)
    done = subprocess.run(  # noqa: S603 -- a program of PostgreSQL, its arguments are ours
        [found, *arguments], env=_environment(name), check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise ProgramFailed(program, done.stderr.strip()[-300:])
    return done.stdout


def _find(program: str) -> str:
    """The newest one Debian installs, else what the path offers; an older one refuses to dump."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    found = str(newest[-1]) if newest else shutil.which(program)
    if not found:
        raise ProgramMissing(program)
    return found


def _environment(name: str) -> dict[str, str]:
    given: dict[str, Any] = connection.settings_dict
    told = {
        "PGHOST": given["HOST"],
        "PGPORT": str(given["PORT"] or ""),
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": name or given["NAME"],
    }
    return os.environ | {key: value for key, value in told.items() if value}
