"""How statements reach the database; values and plans are left to the server that keeps plans."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


def ask(
    connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any]
) -> Sequence[Sequence[Any]]:
    """Return the rows of a query."""
    if _goes_past_cursors(connection):
        return _kept(connection, sql, values)[0]
    with open_cursor(connection) as asking:
        asking.execute(sql, values)
        rows: Sequence[Sequence[Any]] = asking.fetchall()
        return rows


def change(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> int:
    """Return how many rows were changed."""
    if _goes_past_cursors(connection):
        return _kept(connection, sql, values)[1]
    with open_cursor(connection) as writing:
        writing.execute(sql, values)
        return int(writing.rowcount)


def _goes_past_cursors(connection: BaseDatabaseWrapper) -> bool:
    """Whether plans may be kept, nobody listens to the statements, and each is by itself."""
    return (
        connection.vendor == "postgresql"
        and connection.settings_dict["OPTIONS"].get("prepare_threshold") is not None
        and not connection.in_atomic_block
        and not connection.execute_wrappers
        and not connection.queries_logged
    )


def _kept(
    connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any]
) -> tuple[Sequence[Sequence[Any]], int]:
    from surveys.prepared_statements import kept_plans  # noqa: PLC0415 -- psycopg

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return kept_plans.run(connection.connection, sql, values)


def open_cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """Open a cursor; on PostgreSQL one that sends values beside the SQL, so that plans are kept.

    Django's ``server_side_binding`` would do the same for every query of the site, whose SQL
    differs each time and would only fill the server with plans.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 -- psycopg

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        bare = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # of psycopg
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(bare)  # type: ignore[arg-type]
