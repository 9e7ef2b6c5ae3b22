"""Cursors that leave values and plans to the server, where it keeps plans."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


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
