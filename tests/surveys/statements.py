"""What a piece of work asks of the database, on every database alike."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def asked():
    """Gather the statements as they are sent, their values left out.

    Django's own capture tells nothing of statements whose values PostgreSQL binds itself.
    """
    statements = []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements
