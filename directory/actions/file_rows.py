"""Rows of a file with agencies or places: each cell by its reader, each fault with its line."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.cells import Cell
from core.tabular.tables import Row


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


def squeeze(cell: Cell) -> str:
    """Read words, with one blank between them."""
    return " ".join(cell_parsing.text(cell).split())
