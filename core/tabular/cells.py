"""What a table is made of: cells in lines on sheets, and how much of it is read."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from core.errors import DomainError

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 80 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 5_000


class TableRefused(DomainError):
    """The file cannot be read as a table."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that would compute something; we do not run it.

    ``shown`` is what the spreadsheet showed last: a reader may offer it, and never takes it unseen.
    """

    text: str
    shown: "str | float | bool | date | datetime | None" = None


Cell = str | float | bool | date | datetime | Formula | None


NARROW = {0xFF01 + k: 0x21 + k for k in range(94)} | {0xA0: " ", 0x3000: " "}  # wide signs


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is not blank, with its number in the file."""

    number: int
    cells: tuple[Cell, ...]
    is_hidden: bool = False  # in the spreadsheet, by hand or by a filter

    @property
    def is_all_formulas(self) -> bool:
        """Tell a row of sums below a table, whose only text is its heading."""
        filled = [cell for cell in self.cells if cell is not None]
        formulas = sum(isinstance(cell, Formula) for cell in filled)
        return formulas > 0 and formulas >= len(filled) - 1


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    lines: list[Line]
    is_visible: bool = True


def make_line(number: int, cells: Sequence[Cell], *, is_hidden: bool = False) -> Line:
    while cells and cells[-1] in (None, ""):
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise TableRefused(
            _("Line %(line)s has %(count)s columns; at most %(limit)s are read.")
            % {"line": number, "count": len(cells), "limit": MOST_COLUMNS}
        )
    return Line(number, tuple(_clean(number, cell) for cell in cells), is_hidden)


def _clean(number: int, cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = unicodedata.normalize("NFC", cell).translate(NARROW).strip()
    if len(text) > LONGEST_CELL:
        raise TableRefused(
            _("A cell of line %(line)s holds more than %(limit)s characters.")
            % {"line": number, "limit": LONGEST_CELL}
        )
    return text or None


def refuse_too_many(lines: list[Line]) -> None:
    if len(lines) > MOST_ROWS:
        raise TableRefused(
            _("The table has more than %(limit)s filled rows. Split it and import the parts.")
            % {"limit": MOST_ROWS}
        )
