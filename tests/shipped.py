"""What ``load_fixtures --example`` writes, noted the first time and put back as rows afterwards.

Two hundred tests begin with it. It is noted as SQLite writes it, and put back only where the tables
are as empty as they were then; whatever else is asked goes through the command itself.
"""

from contextlib import contextmanager
from io import StringIO
from unittest import mock

from django.apps import apps
from django.db import connection, transaction

from plan.management.commands.load_fixtures import Command

load = Command.handle
noted = {}


@contextmanager
def put_back():
    """Let the command write from notes."""
    with mock.patch.object(Command, "handle", handle):
        yield


@contextmanager
def loaded_anew():
    """Let the command load, for tests that ask how it does."""
    with mock.patch.object(Command, "handle", load):
        yield


def handle(command, *given, **options):
    if connection.vendor != "sqlite" or options["overwrite"] or not options["example"]:
        load(command, *given, **options)
    elif noted and counts(noted["before"]) == noted["before"]:
        with transaction.atomic(), connection.cursor() as cursor:  # keys are compared at its end
            for statement in noted["statements"]:
                cursor.execute(statement)
        command.stdout.write(noted["told"])
    elif noted:
        load(command, *given, **options)
    else:
        note(command, *given, **options)


def note(command, *given, **options):
    before = counts(model._meta.db_table for model in apps.get_models(include_auto_created=True))
    told = StringIO()
    with mock.patch.object(command, "stdout", told):
        load(command, *given, **options)
    command.stdout.write(told.getvalue())
    grown = {table for table, count in counts(before).items() if count != before[table]}
    if not any(before[table] for table in grown):
        noted["before"] = dict.fromkeys(grown, 0)
        noted["statements"] = [statement_of(table) for table in grown]
        noted["told"] = told.getvalue()


def counts(tables):
    with connection.cursor() as cursor:
        return {table: count(cursor, table) for table in tables}


def count(cursor, table):
    return cursor.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 -- ours


def statement_of(table):
    """Write all rows of a table as one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')  # noqa: S608 -- our own name
        names = [column[0] for column in cursor.description]
        values = " || ',' || ".join(f'quote("{name}")' for name in names)
        cursor.execute(f'SELECT {values} FROM "{table}" ORDER BY rowid')  # noqa: S608 -- the same
        rows = ",".join(f"({row[0]})" for row in cursor.fetchall())
    columns = ",".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES {rows}'  # noqa: S608 -- as SQLite quotes
