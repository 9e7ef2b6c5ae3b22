"""Columns that hold a name and its tax code in one cell, parted into two."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.tabular.cells import Cell, Line
from directory import taxcodes
from directory.register_files import columns
from directory.register_files.layout import Layout, as_text
from directory.register_files.matching import ENOUGH, HALF, SAMPLED, holds_name, is_plain_code

CODE = re.compile(r"(?<!\d)\d{10}(?:\s?-?\s?\d{3})?(?!\d)")
AROUND = re.compile(
    r"\(?\s*(?:mst|msdn|mã số(?: thuế| dn| doanh nghiệp)?)\s*[:.]?\s*$", re.IGNORECASE
)
EDGES = " \n\t-–:;,./()"


def part_codes(layout: Layout) -> Layout:
    """Give name and tax code a column each, where one column holds both and no other codes."""
    width = len(layout.headings)
    sampled = layout.rows[:SAMPLED]
    if any(_share(sampled, place, is_plain_code) >= ENOUGH for place in range(width)):
        return layout
    both = [place for place in range(width) if _share(sampled, place, _holds_both) >= HALF]
    return _part(layout, both[0]) if both else layout


def _part(layout: Layout, place: int) -> Layout:
    headings = [*layout.headings, columns.HEADINGS["tax_code"][0]]
    headings[place] = columns.HEADINGS["name"][0]
    parted = {line.number: as_text(_cell(line, place)) for line in layout.rows}
    rows = [_part_line(line, place, len(headings)) for line in layout.rows]
    return replace(layout, headings=headings, rows=rows, parted=parted)


def _part_line(line: Line, place: int, width: int) -> Line:
    cells = [*line.cells, *[None] * (width - len(line.cells))]
    if found := split(_cell(line, place)):
        cells[place], cells[-1] = found
    return replace(line, cells=tuple(cells))


def split(cell: Cell) -> tuple[str, str] | None:
    """The words of a cell and the one tax code among them; None where there are not both."""
    words = as_text(cell)
    codes = [found for found in CODE.finditer(words) if _is_code(found[0])]
    if len(codes) != 1:
        return None
    before, after = words[: codes[0].start()], words[codes[0].end() :]
    rest = f"{AROUND.sub('', before).strip(EDGES)} {after.strip(EDGES)}".strip()
    return (rest, re.sub(r"\s", "", codes[0][0])) if rest else None


def _holds_both(cell: Cell) -> bool:
    found = split(cell)
    return found is not None and holds_name(found[0])


def _is_code(words: str) -> bool:
    try:
        taxcodes.check_tax_code(re.sub(r"\s", "", words))
    except taxcodes.InvalidTaxCode:
        return False
    return True


def _cell(line: Line, place: int) -> Cell:
    return line.cells[place] if place < len(line.cells) else None


def _share(rows: Sequence[Line], place: int, holds: Callable[[Cell], bool]) -> float:
    filled = [cell for line in rows if (cell := _cell(line, place)) not in (None, "")]
    return sum(map(holds, filled)) / len(filled) if filled else 0.0
