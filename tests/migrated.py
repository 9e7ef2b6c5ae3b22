"""The migrated tables of each kind of database, kept from one run of the tests to the next.

A hundred migrations take as long as a hundred tests. Their result depends on the migrations, on the
libraries that bring their own, and on nothing else, so a digest of both names the file that holds
it. What Django and the apps write after every migration is written anew each time.
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection

from core.backups import databases

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "migrated"


def call(command: str, *arguments: Any, **options: Any) -> None:
    """Stand in for ``call_command`` while test databases are made."""
    if not options.get("run_syncdb"):
        call_command(command, *arguments, **options)
        return
    kept = path_of_tables() if connection.vendor == "sqlite" else path_of_dump()
    with alone():
        if not kept.exists():
            call_command(command, *arguments, **options)
            keep(kept)
            return
    fetch(kept)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


@contextmanager
def alone() -> Iterator[None]:
    """Let one process migrate and the others wait for its tables, not all migrate at once."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fetch(kept: Path) -> None:
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        databases.replace_by(kept)
        return
    with sqlite3.connect(kept) as stored:
        stored.backup(connection.connection)


def keep(path: Path) -> None:
    """Store the tables for later runs, whole or not at all, and forget those of before."""
    KEPT.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    databases.copy_to(unfinished)
    unfinished.replace(path)
    for other in sorted(KEPT.glob(f"*{path.suffix}"), key=lambda one: one.stat().st_mtime)[:-3]:
        other.unlink(missing_ok=True)


def path_of_tables() -> Path:
    return KEPT / f"{digest_of_migrations()}.sqlite3"


def path_of_dump() -> Path:
    return KEPT / f"{digest_of_migrations()}.dump"


def digest_of_migrations() -> str:
    """Name what the tables depend on."""
    found = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            found.update(f"{config.label} {path.name}\n".encode() + path.read_bytes())
    return found.hexdigest()[:20]
