"""Rows of a file with agencies or places: each cell by its reader, each fault with its line."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.cells import Cell
from core.tabular.tables import Row
from core.text import fold
from directory.models import Agency, District
from directory.register_files.layout import is_no_name

Successive = TypeVar("Successive", Agency, District)
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: rows new and known, headings nobody reads, and what to look at."""

    new: int
    known: int
    ignored: Sequence[str]
    remarks: Sequence[str] = ()


class FileRefused(DomainError):
    """Rows that cannot be read; nothing was taken over."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(str(problem) for problem in problems[:MOST_TOLD]))


def read_row(
    row: Row,
    headings: Mapping[str, Sequence[str]],
    readers: Mapping[str, Callable[[Cell], Any]],
    problems: list[Problem],
) -> dict[str, Any] | None:
    """The filled cells of a row as values, with its line; nothing where a cell is refused."""
    values: dict[str, Any] = {}
    before = len(problems)
    for column, words in headings.items():
        try:
            if row[column] not in (None, ""):
                values[column] = readers.get(column, squeeze)(row[column])
        except CellRefused as refusal:
            problems.append(Problem(row.line, words[0], str(refusal)))
    begins, ends = values.get("valid_from"), values.get("valid_to")
    if begins and ends and ends < begins:
        problems.append(Problem(row.line, "", _("It cannot end before it begins.")))
    return None if len(problems) > before else values | {"line": row.line}


def find_contradictions(
    rows: Iterable[Mapping[str, Any]], name: str, heading: str
) -> list[Problem]:
    """Rows of one name that say different things: which of them counts, nobody can tell."""
    first: dict[str, Mapping[str, Any]] = {}
    problems = []
    for row in rows:
        known = first.setdefault(fold(row[name]), row)
        if {**known, "line": 0} != {**row, "line": 0}:
            sentence = _(
                "“%(name)s” stands in line %(line)s already and says otherwise there. Keep one of"
                " them, or give them names that can be told apart."
            )
            words = {"name": row[name], "line": known["line"]}
            problems.append(Problem(row["line"], heading, sentence % words))
    return problems


def part_names(rows: Iterable[Row], column: str) -> tuple[list[Row], list[str]]:
    """The rows that name something, and a sentence on those that do not or that need a look."""
    named, left, noted = [], [], []
    for row in rows:
        words = squeeze(row[column])
        told = _("line %(line)s “%(words)s”") % {"line": row.line, "words": words[:80]}
        if is_no_name(words):
            left.append(told)
            continue
        named.append(row)
        if words.endswith(")"):
            noted.append(told)
    sentences = (
        (left, _("Left out, for they name nothing: %(lines)s.")),
        (noted, _("Taken over with the note behind the name; take the note away: %(lines)s.")),
    )
    return named, [
        said % {"lines": "; ".join(found[:MOST_TOLD])} for found, said in sentences if found
    ]


def squeeze(cell: Cell) -> str:
    """Read words, with one blank between them."""
    return " ".join(cell_parsing.text(cell).split())


def name_successors(
    named: Iterable[tuple[Successive, Mapping[str, Any]]],
    known: Mapping[str, Successive],
    *,
    unknown: str,
    change: Callable[[Successive], object],
) -> None:
    """Name who follows each one: last, for successors may stand anywhere in the file.

    ``known`` has folded names; ``unknown`` is the sentence for a name that is not among them, and
    ``change`` keeps what was checked.
    """
    problems = []
    for one, values in named:
        try:
            one.successor = _find_successor(values, known, unknown) or one.successor
            one.clean()
        except CellRefused as refusal:
            problems.append(Problem(values["line"], "", str(refusal)))
        except ValidationError as refusal:
            problems.append(Problem(values["line"], "", " ".join(refusal.messages)))
        else:
            change(one)
    if problems:
        raise FileRefused(problems)


def _find_successor(
    values: Mapping[str, Any], known: Mapping[str, Successive], unknown: str
) -> Successive | None:
    words = values.get("successor", "")
    found = known.get(fold(words))
    if words and found is None:
        raise CellRefused(unknown % {"name": words})
    return found
