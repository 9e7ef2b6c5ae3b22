"""A data set before it becomes a file: columns, rows, and where they come from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from surveys.dataset.bases import base_values
from surveys.dataset.usage import Usage
from surveys.dataset.variables import Variable, distinct, variables
from surveys.instrument.model import Document


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
    asked = list(variables(document, source.language))
    ours = distinct(own, asked)
    last = distinct(bases, [*ours, *asked])
    rows = [
        (
            *_typed(ours, values),
            *(each.typed(each.column.value(answers)) for each in asked if each.column),
            *_typed(last, base_values(document, answers) if last else ()),
        )
        for values, answers in records
    ]
    return Table((*ours, *asked, *last), rows, source)


def _typed(columns: Sequence[Variable], values: Sequence[Any]) -> Iterator[Any]:
    for variable, value in zip(columns, values, strict=True):
        yield variable.typed(value)
