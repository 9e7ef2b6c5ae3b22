"""Django's SQLite, but who waits to write looks again after 1, 2, 5, 1, 2, 5, … milliseconds.

SQLite lets one connection write at a time. Left alone, who waits sleeps longer from look to look,
up to a tenth of a second, and whoever has just come is served first: while a mailing leaves, some
savings then take seconds although the lock is free between any two of its messages.
"""

import sqlite3
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.db.backends.sqlite3 import base

T = TypeVar("T")
LOOKS = "PRAGMA busy_timeout=8"  # SQLite's own looks after 1, 2 and 5 ms; then it is asked anew
PATIENCE = 20.0  # seconds until “database is locked” is told


def insist(ask: Callable[[], T]) -> T:
    """Ask again while another connection writes."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except sqlite3.OperationalError as problem:
            is_busy = getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise


@lru_cache(maxsize=512)
def _with_question_marks(query: str) -> str:
    """What SQLite reads; the same statements come again and again, some of them long."""
    return str(base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None:
            return _with_question_marks(query)
        return str(super().convert_query(query, param_names=param_names))

    def execute(self, query: str, params: Any = None) -> Any:
        run = super().execute
        return insist(lambda: run(query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        rows, run = list(param_list), super().executemany
        return insist(lambda: run(query, rows))


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.execute(LOOKS)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
