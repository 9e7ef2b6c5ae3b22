"""Registers typed before Unicode: their letters become those of today, told row by row."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.tabular.cells import Cell, Line, Sheet
from vietnam import old_letters

SAMPLED = 300


@dataclass(slots=True)
class Turned:
    """Sheets in letters of today, and by sheet and line what the first turned cell said before."""

    sheets: list[Sheet] = field(default_factory=list)
    before: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)


def modernise(sheets: Sequence[Sheet]) -> Turned:
    """Turn every sheet whose words say that it was typed in TCVN3 or VNI."""
    turned = Turned()
    for sheet in sheets:
        name = old_letters.name_of(_texts(sheet.lines[:SAMPLED]))
        turned.sheets.append(_turn(sheet, name, turned) if name else sheet)
    return turned


def _texts(lines: Sequence[Line]) -> list[str]:
    return [cell for line in lines for cell in line.cells if isinstance(cell, str)]


def _turn(sheet: Sheet, name: str, turned: Turned) -> Sheet:
    lines = []
    for line in sheet.lines:
        cells = tuple(_modern(cell, name) for cell in line.cells)
        pairs = zip(line.cells, cells, strict=True)
        changed = next(((str(a), str(b)) for a, b in pairs if a != b), None)
        if changed:
            turned.before[sheet.name, line.number] = changed
        lines.append(replace(line, cells=cells))
    return Sheet(sheet.name, lines, sheet.is_visible)


def _modern(cell: Cell, name: str) -> Cell:
    return old_letters.modernise(cell, name) if isinstance(cell, str) else cell
