"""Queries whose SQL is made once in a process.

Django writes the SQL of a query anew each time; for the wide joins behind a personal link that is
more work than the database has with it. Here it is written once and run with other values.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

STAND_IN = "0"
Part = tuple[type[Model], str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Written:
    """A query in the SQL of one database, with what turns its columns into Python's values."""

    sql: str
    converters: Mapping[int, tuple[list[Callable[..., Any]], Any]]


class Prepared:
    """Rows of some models by one value, as ``make`` selects them with ``values_list``."""

    def __init__(self, make: Callable[[Any], "QuerySet[Any, Any]"]) -> None:
        self.make = make
        self.written: dict[str, Written] = {}

    def rows(self, value: str | int) -> list[list[Any]]:
        written = self.written.get(connection.vendor) or self._write()
        with connection.cursor() as cursor:
            cursor.execute(written.sql, [value])
            rows = [list(row) for row in cursor.fetchall()]
        for row in rows:
            for at, (converters, expression) in written.converters.items():
                for convert in converters:
                    row[at] = convert(row[at], expression, connection)
        return rows

    def _write(self) -> Written:
        compiler = self.make(STAND_IN).order_by().query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        if [str(value) for value in values] != [STAND_IN]:
            raise ValueError("A prepared query takes exactly one value.")
        columns = [column for column, _sql, _alias in compiler.select]
        written = Written(sql, compiler.get_converters(columns))
        self.written[connection.vendor] = written
        return written


class PreparedParts:
    """One row over several models, as objects that know only the columns named."""

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
            yield [model.from_db("default", fields, row[cut]) for model, fields, cut in self.slices]
