"""Queries written once: rows of values, or objects that know only the columns named."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

from surveys.prepared_statements.cursors import ask

STAND_IN = "0"
Part = tuple[type[Model], str, tuple[str, ...]]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Written:
    """A query in the SQL of one database, with what turns its columns into Python's values."""

    sql: str
    converters: Mapping[int, tuple[list[Callable[..., Any]], Any]]


class PreparedQuery:
    """Rows of some models by given values, as ``make`` selects them with ``values_list``."""

    def __init__(self, make: Callable[..., "QuerySet[Any, Any]"]) -> None:
        self.make = make
        self.written: dict[str, Written] = {}

    def rows(self, *values: str | int) -> list[list[Any]]:
        connection = connections["default"]
        written = self.written.get(connection.vendor) or self._write(connection, len(values))
        rows = [list(row) for row in ask(connection, written.sql, values)]
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
        columns = [column for column, _sql, _alias in compiler.select]
        written = Written(sql, compiler.get_converters(columns))
        self.written[connection.vendor] = written
        return written


class PreparedJoin:
    """One row over several models, as objects that know only the columns named.

    Each part names its key first; where that is empty, nothing was joined and the part is None.
    """

    def __init__(self, make: Callable[[str], "QuerySet[Any]"], parts: list[Part]) -> None:
        self.parts = parts
        paths = [f"{path}__{name}" if path else name for _m, path, names in parts for name in names]
        self.query = PreparedQuery(lambda value: make(value).values_list(*paths))

    @cached_property
    def slices(self) -> list[tuple[type[Model], tuple[str, ...], slice]]:
        cuts, at = [], 0
        for model, _path, names in self.parts:
            fields = tuple(model._meta.get_field(name).attname for name in names)  # type: ignore[union-attr]
            cuts.append((model, fields, slice(at, at + len(names))))
            at += len(names)
        return cuts

    def objects(self, value: str) -> Iterator[list[Any]]:
        for row in self.query.rows(value):
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


def join(row: Model, **others: Model) -> None:
    """Put rows in the places of the foreign keys that name them; the keys are known to agree."""
    row._state.fields_cache.update(others)
