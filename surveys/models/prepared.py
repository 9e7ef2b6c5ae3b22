"""Statements whose SQL is made once in a process.

Django writes the SQL of a query anew each time; for what stands behind a personal link that is more
work than the database has with it. Here it is written once and run with other values. PostgreSQL
keeps the plan as well, which spares it more than half of its work (see docs/operations.md).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model, QuerySet
from django.db.models.base import ModelState

STAND_IN = "0"
Part = tuple[type[Model], str, tuple[str, ...]]
Row = TypeVar("Row", bound=Model)


def cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """Open a cursor; on PostgreSQL one that leaves values and plan to the server."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 -- psycopg

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[no-any-return, attr-defined, call-arg]


@dataclass(frozen=True, slots=True)
class Written:
    """A query in the SQL of one database, with what turns its columns into Python's values."""

    sql: str
    converters: Mapping[int, tuple[list[Callable[..., Any]], Any]]


class Prepared:
    """Rows of some models by given values, as ``make`` selects them with ``values_list``.

    Rows that are ``held`` stay as they are until the transaction ends; others may hold them, too.
    """

    def __init__(self, make: Callable[..., "QuerySet[Any, Any]"], *, held: bool = False) -> None:
        self.make, self.held = make, held
        self.written: dict[str, Written] = {}

    def rows(self, *values: str | int) -> list[list[Any]]:
        connection = connections["default"]
        written = self.written.get(connection.vendor) or self._write(connection, len(values))
        with cursor(connection) as asking:
            asking.execute(written.sql, values)
            rows = [list(row) for row in asking.fetchall()]
        for row in rows:
            for at, (converters, expression) in written.converters.items():
                for convert in converters:
                    row[at] = convert(row[at], expression, connection)
        return rows

    def _write(self, connection: BaseDatabaseWrapper, number: int) -> Written:
        stand_ins = [STAND_IN] * number
        compiler = self.make(*stand_ins).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        if [str(value) for value in values] != stand_ins:
            raise ValueError("A prepared query takes only the values it is given, once each.")
        if self.held and connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            sql += " FOR SHARE"
        columns = [column for column, _sql, _alias in compiler.select]
        written = Written(sql, compiler.get_converters(columns))
        self.written[connection.vendor] = written
        return written


class PreparedParts:
    """One row over several models, as objects that know only the columns named.

    Each part names its key first; where that is empty, nothing was joined and the part is None.
    """

    def __init__(self, make: Callable[[str], "QuerySet[Any]"], parts: list[Part]) -> None:
        self.parts = parts
        paths = [f"{path}__{name}" if path else name for _m, path, names in parts for name in names]
        self.prepared = Prepared(lambda value: make(value).values_list(*paths))

    @cached_property
    def slices(self) -> list[tuple[type[Model], tuple[str, ...], slice]]:
        cuts, at = [], 0
        for model, _path, names in self.parts:
            fields = tuple(model._meta.get_field(name).attname for name in names)  # type: ignore[union-attr]
            cuts.append((model, fields, slice(at, at + len(names))))
            at += len(names)
        return cuts

    def objects(self, value: str) -> Iterator[list[Any]]:
        for row in self.prepared.rows(value):
            yield [load_row(model, fields, row[cut]) for model, fields, cut in self.slices]


def load_row(model: type[Row], fields: Sequence[str], values: Sequence[Any]) -> Row | None:
    """Return a stored row as an object, as ``from_db`` does, without its signals."""
    if values[0] is None:
        return None
    made = model.__new__(model)
    made.__dict__.update(zip(fields, values, strict=True))
    made._state = ModelState()
    made._state.adding, made._state.db = False, "default"
    return made


class Write:
    """A statement that changes rows of one table; values come in the order of ``fields``."""

    def __init__(self, sql: str, fields: "Sequence[Field[Any, Any]]") -> None:
        self.sql, self.fields = sql, fields

    def run(self, *values: Any) -> int:
        """Return the number of rows changed; alone it is a transaction of its own."""
        connection = connections["default"]
        ready = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(self.fields, values, strict=True)
        ]
        with cursor(connection) as writing:
            writing.execute(self.sql, ready)
            return int(writing.rowcount)


def insert(model: type[Model], unless: "Field[Any, Any] | None" = None) -> Write:
    """Add a row, all columns given; nothing happens where a unique value stands already.

    ``unless`` is a column, perhaps of another table, that must not hold the last value given.
    """
    fields = list(model._meta.concrete_fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(["%s"] * len(fields))
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} '
    if unless is None:
        return Write(f"{sql}WHERE true ON CONFLICT DO NOTHING", fields)
    other = f'SELECT 1 FROM "{unless.model._meta.db_table}" WHERE "{unless.column}" = %s'  # noqa: S608 -- same
    return Write(f"{sql}WHERE NOT EXISTS ({other}) ON CONFLICT DO NOTHING", [*fields, unless])


def update(model: type[Model], changed: Sequence[str], where: Sequence[str]) -> Write:
    """Change some columns of the rows in which other columns hold the last values given."""
    settings, conditions = _fields(model, changed), _fields(model, where)
    sets = ", ".join(f'"{field.column}" = %s' for field in settings)
    sql = f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {_all_of(conditions)}'  # noqa: S608 -- names of ours
    return Write(sql, [*settings, *conditions])


def delete(model: type[Model], where: Sequence[str]) -> Write:
    """Delete the rows in which these columns hold the values given."""
    conditions = _fields(model, where)
    sql = f'DELETE FROM "{model._meta.db_table}" WHERE {_all_of(conditions)}'  # noqa: S608 -- names of ours
    return Write(sql, conditions)


def _fields(model: type[Model], names: Sequence[str]) -> "list[Field[Any, Any]]":
    return [model._meta.get_field(name) for name in names]  # type: ignore[misc]


def _all_of(fields: "Sequence[Field[Any, Any]]") -> str:
    return " AND ".join(f'"{field.column}" = %s' for field in fields)
