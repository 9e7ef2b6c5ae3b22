"""A data set before it becomes a file: columns, rows, and where they come from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from surveys.dataset.bases import base_values
from surveys.dataset.usage import Usage
from surveys.dataset.variables import Variable, distinct, variables
from surveys.instrument.model import Document
from surveys.instrument.types.coding import DataType


@dataclass(frozen=True, slots=True)
class Source:
    """What a codebook says about the survey itself; all of it is already in the right language."""

    title: str
    producer: str
    language: str
    universe: str = ""
    sampling: str = ""
    collected: tuple[date, date] | None = None
    mode: str = ""
    protection: str = ""
    version: str = ""
    notes: tuple[str, ...] = ()
    usage: tuple[Usage, ...] = ()
    made_at: datetime | None = None


@dataclass(frozen=True)
class Table:
    """Rows under variables. A row holds typed values; blank is None."""

    variables: tuple[Variable, ...]
    rows: Sequence[Sequence[Any]]
    source: Source

    def column(self, name: str) -> list[Any]:
        at = next(place for place, each in enumerate(self.variables) if each.name == name)
        return [row[at] for row in self.rows]

    def counts(self) -> dict[str, Counter[Any]]:
        """How often each value of the coded columns occurs, and how many answered the others."""
        counts: dict[str, Counter[Any]] = {}
        for at, variable in enumerate(self.variables):
            values = (row[at] for row in self.rows)
            if variable.codes:
                counts[variable.name] = Counter(values)
            else:
                counts[variable.name] = Counter(None if v is None else "" for v in values)
        return counts


def build(
    document: Document,
    source: Source,
    own: Iterable[Variable],
    records: Iterable[tuple[Sequence[Any], Mapping[str, Any]]],
    bases: Iterable[Variable] = (),
) -> Table:
    """Lay out a table: our own columns, those of the questionnaire in its order, and the bases.

    A record is the values of our own columns and the answers.
    """
    asked = [each for each in variables(document, source.language) if each.column]
    ours = distinct(own, asked)
    last = distinct(bases, [*ours, *asked])
    raw = [
        (
            values,
            [each.column.value(answers) for each in asked if each.column],
            base_values(document, answers) if last else (),
        )
        for values, answers in records
    ]
    asked = [_widen(each, (row[1][at] for row in raw)) for at, each in enumerate(asked)]
    rows = [
        (*_convert_row(ours, mine), *_convert_row(asked, given), *_convert_row(last, counted))
        for mine, given, counted in raw
    ]
    return Table((*ours, *asked, *last), rows, source)


def _widen(variable: Variable, values: Iterable[Any]) -> Variable:
    """Make text of a column that holds something else than its question promises.

    Publishing tries for that (``surveys.instrument.trial_export``); whoever has to have the data of
    an older version gets all of it, whatever it says.
    """
    if variable.type is DataType.TEXT or all(variable.fits(value) for value in values):
        return variable
    return replace(variable, type=DataType.TEXT, codes=())


def _convert_row(columns: Sequence[Variable], values: Sequence[Any]) -> Iterator[Any]:
    for variable, value in zip(columns, values, strict=True):
        yield variable.typed(value)
