"""Changes of one table written once; each says how many rows it changed."""

from collections.abc import Sequence
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

from surveys.prepared_statements.cursors import ask, change

FOR_SHARE, FOR_UPDATE = " FOR SHARE", " FOR UPDATE"


class PreparedWrite:
    """A statement that changes rows of one table; values come in the order of ``fields``.

    ``sql`` ends with a condition, to which others may be added; ``ending`` comes after them.
    """

    returns = " RETURNING 1"

    def __init__(self, sql: str, fields: "Sequence[Field[Any, Any]]", ending: str = "") -> None:
        self.sql, self.fields, self.ending = sql, fields, ending

    def run(self, *values: Any) -> int:
        """Return the number of rows changed; alone it is a transaction of its own."""
        connection = connections["default"]
        return change(connection, self.sql + self.ending, self.prepare(values, connection))

    def prepare(self, values: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """Values as the database takes them."""
        return [
            field.get_db_prep_save(value, connection)
            for field, value in zip(self.fields, values, strict=True)
        ]

    def part(self, more: str = "") -> str:
        """The statement within a larger one of PostgreSQL, with one more condition."""
        return f"{self.sql}{more}{self.ending}{self.returns}"


class PreparedHold(PreparedWrite):
    """Rows that stay as they are until the transaction ends: FOR SHARE, or FOR UPDATE.

    SQLite lets one writer in at a time. There, rows held for a change are not looked for: the step
    that changes them finds out whether they are there.
    """

    returns = ""

    def run(self, *values: Any) -> int:
        connection = connections["default"]
        if connection.vendor == "postgresql":
            return len(ask(connection, self.sql + self.ending, self.prepare(values, connection)))
        if self.ending == FOR_UPDATE:
            return 1
        return len(ask(connection, self.sql, self.prepare(values, connection)))


class PreparedWrites:
    """Changes of different tables, sent together; each has its own values.

    PostgreSQL makes them by one statement, so that they wait for one answer instead of several.
    Who calls stands in a transaction and gives all of it up when a number is not as it should be.
    """

    def __init__(self, *writes: PreparedWrite) -> None:
        self.writes = writes
        self.sql = _together([write.part() for write in writes])

    def run(self, *values: Sequence[Any]) -> list[int]:
        """Return how many rows each has changed."""
        pairs, connection = list(zip(self.writes, values, strict=True)), connections["default"]
        if connection.vendor == "postgresql":
            ready = [each for write, own in pairs for each in write.prepare(own, connection)]
            return list(ask(connection, self.sql, ready)[0])
        return self._one_by_one(pairs)

    def _one_by_one(self, pairs: "list[tuple[PreparedWrite, Sequence[Any]]]") -> list[int]:
        return [write.run(*own) for write, own in pairs]


class PreparedSteps(PreparedWrites):
    """Changes one after another, none without the one before it; a transaction by themselves.

    Rows are held before the first change, so that on PostgreSQL nothing is changed where a later
    step would find no row; elsewhere all is taken back then.
    """

    def __init__(self, *writes: PreparedWrite) -> None:
        self.writes = writes
        conditions = [f" AND EXISTS (SELECT 1 FROM w{at})" for at in range(len(writes) - 1)]  # noqa: S608 -- names of ours
        steps = zip(writes, ["", *conditions], strict=True)
        self.sql = _together([write.part(condition) for write, condition in steps])

    def _one_by_one(self, pairs: "list[tuple[PreparedWrite, Sequence[Any]]]") -> list[int]:
        numbers = [0] * len(pairs)
        with transaction.atomic():
            for at, (write, own) in enumerate(pairs):
                numbers[at] = write.run(*own)
                if not numbers[at]:
                    transaction.set_rollback(True)
                    break
        return numbers


def _together(statements: Sequence[str]) -> str:
    parts = ", ".join(f"w{at} AS ({each})" for at, each in enumerate(statements))
    counts = ", ".join(f"(SELECT count(*) FROM w{at})" for at in range(len(statements)))  # noqa: S608 -- names of ours
    return f"WITH {parts} SELECT {counts}"


def insert(model: type[Model], unless: "Field[Any, Any] | None" = None) -> PreparedWrite:
    """Add a row, all columns given; nothing happens where a unique value stands already.

    ``unless`` is a column, perhaps of another table, that must not hold the last value given.
    """
    fields = list(model._meta.concrete_fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(["%s"] * len(fields))
    sql, ending = (
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} ',
        " ON CONFLICT DO NOTHING",
    )
    if unless is None:
        return PreparedWrite(f"{sql}WHERE true", fields, ending)
    other = f'SELECT 1 FROM "{unless.model._meta.db_table}" WHERE "{unless.column}" = %s'  # noqa: S608 -- same
    return PreparedWrite(f"{sql}WHERE NOT EXISTS ({other})", [*fields, unless], ending)


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


def hold(model: type[Model], where: Sequence[str], *, others_too: bool = False) -> PreparedHold:
    """Hold the rows in which these columns hold the values given, perhaps beside others."""
    conditions = _fields(model, where)
    sql = f'SELECT 1 FROM "{model._meta.db_table}" WHERE {_all_of(conditions)}'  # noqa: S608 -- names of ours
    return PreparedHold(sql, conditions, FOR_SHARE if others_too else FOR_UPDATE)


def _fields(model: type[Model], names: Sequence[str]) -> "list[Field[Any, Any]]":
    return [model._meta.get_field(name) for name in names]  # type: ignore[misc]


def _all_of(fields: "Sequence[Field[Any, Any]]") -> str:
    return " AND ".join(f'"{field.column}" = %s' for field in fields)
