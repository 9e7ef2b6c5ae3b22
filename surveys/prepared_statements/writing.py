"""Changes of one table written once; each says how many rows it changed."""

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

from surveys.prepared_statements.cursors import open_cursor


class PreparedWrite:
    """A statement that changes rows of one table; values come in the order of ``fields``."""

    def __init__(self, sql: str, fields: "Sequence[Field[Any, Any]]") -> None:
        self.sql, self.fields = sql, fields

    def run(self, *values: Any) -> int:
        """Return the number of rows changed; alone it is a transaction of its own."""
        connection = connections["default"]
        with open_cursor(connection) as writing:
            writing.execute(self.sql, self.prepare(values, connection))
            return int(writing.rowcount)

    def prepare(self, values: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """Values as the database takes them."""
        return [
            field.get_db_prep_save(value, connection)
            for field, value in zip(self.fields, values, strict=True)
        ]


class PreparedWrites:
    """Changes of different tables, sent together; each has its own values.

    PostgreSQL makes them by one statement, so that they wait for one answer instead of several.
    Who calls stands in a transaction and gives all of it up when a number is not as it should be.
    """

    def __init__(self, *writes: PreparedWrite) -> None:
        self.writes = writes
        parts = ", ".join(f"w{at} AS ({each.sql} RETURNING 1)" for at, each in enumerate(writes))
        counts = ", ".join(f"(SELECT count(*) FROM w{at})" for at in range(len(writes)))  # noqa: S608 -- names of ours
        self.sql = f"WITH {parts} SELECT {counts}"

    def run(self, *values: Sequence[Any]) -> list[int]:
        """Return how many rows each has changed."""
        pairs, connection = list(zip(self.writes, values, strict=True)), connections["default"]
        if connection.vendor != "postgresql":
            return [write.run(*own) for write, own in pairs]
        ready = [each for write, own in pairs for each in write.prepare(own, connection)]
        with open_cursor(connection) as writing:
            writing.execute(self.sql, ready)
            return list(writing.fetchone())


def insert(model: type[Model], unless: "Field[Any, Any] | None" = None) -> PreparedWrite:
    """Add a row, all columns given; nothing happens where a unique value stands already.

    ``unless`` is a column, perhaps of another table, that must not hold the last value given.
    """
    fields = list(model._meta.concrete_fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(["%s"] * len(fields))
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} '
    if unless is None:
        return PreparedWrite(f"{sql}WHERE true ON CONFLICT DO NOTHING", fields)
    other = f'SELECT 1 FROM "{unless.model._meta.db_table}" WHERE "{unless.column}" = %s'  # noqa: S608 -- same
    return PreparedWrite(
        f"{sql}WHERE NOT EXISTS ({other}) ON CONFLICT DO NOTHING", [*fields, unless]
    )


def update(model: type[Model], changed: Sequence[str], where: Sequence[str]) -> PreparedWrite:
    """Change some columns of the rows in which other columns hold the last values given."""
    settings, conditions = _fields(model, changed), _fields(model, where)
    sets = ", ".join(f'"{field.column}" = %s' for field in settings)
    sql = f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {_all_of(conditions)}'  # noqa: S608 -- names of ours
    return PreparedWrite(sql, [*settings, *conditions])


def delete(model: type[Model], where: Sequence[str]) -> PreparedWrite:
    """Delete the rows in which these columns hold the values given."""
    conditions = _fields(model, where)
    sql = f'DELETE FROM "{model._meta.db_table}" WHERE {_all_of(conditions)}'  # noqa: S608 -- names of ours
    return PreparedWrite(sql, conditions)


def _fields(model: type[Model], names: Sequence[str]) -> "list[Field[Any, Any]]":
    return [model._meta.get_field(name) for name in names]  # type: ignore[misc]


def _all_of(fields: "Sequence[Field[Any, Any]]") -> str:
    return " AND ".join(f'"{field.column}" = %s' for field in fields)
