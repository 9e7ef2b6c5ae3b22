"""Cells become values, or a problem with its place and what to do about it."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.tabular.cells import Cell, Formula

NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
LARGEST_EXACT = 2**53


class CellRefused(DomainError):
    """One cell does not hold what its column is for."""

    def __init__(self, sentence: str, column: str = "") -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line, for the person who sent the file."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        place = _("Line %(line)s, column “%(column)s”") if self.column else _("Line %(line)s")
        return f"{place % {'line': self.line, 'column': self.column}}: {self.sentence}"


def text(cell: Cell) -> str:
    """Read a cell as text; a whole number typed as such loses its ``.0``."""
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        raise CellRefused(
            _("The cell holds a formula (%(formula)s); formulas are not run. Paste its value.")
            % {"formula": cell.text[:60]}
        )
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < LARGEST_EXACT else repr(cell)
    return cell


def number(cell: Cell) -> float | None:
    """Read a number as Vietnamese or English write it; ``12,5`` and ``12.5`` are the same."""
    if isinstance(cell, float):
        return cell
    if isinstance(cell, bool | date | datetime):
        raise CellRefused(_("A number is expected here."))
    words = text(cell).replace(" ", "")
    if not words:
        return None
    if not NUMBER.fullmatch(words):
        raise CellRefused(
            _("“%(text)s” is not a number. Write it without thousands marks, like 1234,5.")
            % {"text": words[:40]}
        )
    return float(words.replace(",", "."))


def share(cell: Cell) -> float | None:
    """Read a share between 0 and 1; ``95%`` says what it means, a bare ``95`` is asked back."""
    words = text(cell).replace(" ", "")
    if words.endswith("%"):
        value = number(words[:-1])
        return None if value is None else round(value / 100, 8)
    return number(cell)


def whole(cell: Cell) -> int | None:
    """Read a whole number."""
    value = number(cell)
    if value is None:
        return None
    if not value.is_integer():
        raise CellRefused(_("A whole number is expected, not %(value)s.") % {"value": text(cell)})
    return int(value)


def day(cell: Cell) -> date:
    """Read a day, as a date or as 01/03/2025."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = text(cell).strip()
    for written in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(words, written).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise CellRefused(_("“%(text)s” is no day. Write it like 01/03/2025.") % {"text": words[:40]})
