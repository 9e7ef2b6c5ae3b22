"""Rows under known headings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from core.tabular.cells import Cell, Formula, Line, Sheet, TableRefused
from core.text import fold

MOST_TITLES = 20  # lines above the headings

Headings = Mapping[str, Sequence[str]]  # by column: the words that may stand above it


@dataclass(frozen=True, slots=True)
class Row:
    """A line under known headings."""

    line: int
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells.get(column)


@dataclass(frozen=True, slots=True)
class Table:
    columns: dict[str, str]
    rows: list[Row]
    ignored: list[str] = field(default_factory=list)


def table(sheet: Sheet, headings: Headings, *, required: Iterable[str] = ()) -> Table:
    """Find the columns by their headings: the first line with all that must be there, else the top.

    Titles may stand above it, as papers of offices have them.
    """
    if not sheet.lines:
        raise TableRefused(_("The sheet “%(sheet)s” is empty.") % {"sheet": sheet.name})
    lines = sheet.lines[_find_headings(sheet.lines, headings, set(required)) :]
    places, ignored = _place_columns(lines[0], headings)
    _refuse_repeated(places, headings)
    _refuse_missing(places, headings, required, lines[0].number)
    rows = [Row(line.number, _cells_of(line, places)) for line in lines[1:]]
    columns = {name: get_column_letter(place + 1) for place, name in places.items()}
    return Table(columns, rows, ignored)


def _find_headings(lines: Sequence[Line], headings: Headings, needed: set[str]) -> int:
    """Where the headings stand; the top where no line holds all that are needed."""
    for at, line in enumerate(lines[:MOST_TITLES]):
        if needed and needed <= set(_place_columns(line, headings)[0].values()):
            return at
    return 0


def _place_columns(first: Line, headings: Headings) -> tuple[dict[int, str], list[str]]:
    """Which column stands where, and the headings nobody knows."""
    known = {fold(word): column for column, words in headings.items() for word in (column, *words)}
    places: dict[int, str] = {}
    ignored: list[str] = []
    for place, heading in enumerate(heading_of(cell) for cell in first.cells):
        column = known.get(fold(heading))
        if column:
            places[place] = column
        elif heading:
            ignored.append(heading)
    return places, ignored


def heading_of(cell: Cell) -> str:
    return str(cell.text if isinstance(cell, Formula) else cell or "").strip()


def _refuse_repeated(places: Mapping[int, str], headings: Headings) -> None:
    twice = [column for column, count in Counter(places.values()).items() if count > 1]
    if twice:
        raise TableRefused(
            _("These columns stand there twice: %(columns)s. Keep one of each.")
            % {"columns": ", ".join(headings[column][0] for column in twice)}
        )


def _refuse_missing(
    places: Mapping[int, str], headings: Headings, required: Iterable[str], line: int
) -> None:
    missing = [headings[column][0] for column in required if column not in places.values()]
    if missing:
        raise TableRefused(
            _("Columns not found: %(columns)s. Line %(line)s was read as the headings.")
            % {"line": line, "columns": ", ".join(missing)}
        )


def _cells_of(line: Line, places: Mapping[int, str]) -> dict[str, Cell]:
    found = {name: cell_at(line, place) for place, name in places.items()}
    return {name: cell for name, cell in found.items() if cell != ""}


def cell_at(line: Line, place: int) -> Cell:
    return line.cells[place] if place < len(line.cells) else None
