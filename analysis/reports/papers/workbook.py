"""A paper's tables as an Excel workbook: real numbers, notes below, a sheet that lists them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from analysis.reports.papers.document import Cell, Grid, Paper

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31  # letters of a sheet
SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
WIDE, NARROW = 46, 16  # letters
LONG = 24  # letters of a cell, from which its column is a wide one
LINE = 15  # points


def write_xlsx(paper: Paper) -> bytes:
    """Write all tables; the same paper gives the same bytes."""
    import xlsxwriter  # noqa: PLC0415 -- slow import

    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": paper.title, "author": paper.author, "created": SOME_DAY})
    looks = {
        "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "indent": 1}),
        "title": book.add_format({"bold": True}),
        "words": book.add_format({"text_wrap": True, "valign": "top", "indent": 1}),
    }
    grids = list(paper.grids)
    first = book.add_worksheet(_("Contents"))
    names = [f"{k} {FORBIDDEN.sub(' ', grid.caption)}" for k, grid in enumerate(grids, start=1)]
    names = [name[:LONGEST_NAME].strip() for name in names]
    _write_first(first, paper, grids, names, looks)
    for name, grid in zip(names, grids, strict=True):
        _write_grid(book, book.add_worksheet(name), grid, looks)
    book.close()
    return held.getvalue()


def _write_first(
    sheet: Any, paper: Paper, grids: list[Grid], names: list[str], looks: dict[str, Any]
) -> None:
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, 1, 2 * WIDE)
    sheet.write_string(0, 0, paper.title, looks["bold"])
    lines = [(paper.author, paper.place_and_day), *([(paper.mark, "")] if paper.mark else [])]
    lines += [*paper.seal, ("", "")]
    lines += [(name, grid.caption) for name, grid in zip(names, grids, strict=True)]
    for at, (left, right) in enumerate(lines, start=1):
        sheet.write_string(at, 0, left, looks["words"])
        sheet.write_string(at, 1, right, looks["words"])
        sheet.set_row(at, LINE * max(_count_lines(left, WIDE), _count_lines(right, 2 * WIDE)))
    _set_up_print(sheet)


def _write_grid(book: Any, sheet: Any, grid: Grid, looks: dict[str, Any]) -> None:
    """Caption, head, rows, notes; the head stays when one scrolls, and stands on every page."""
    wides = [WIDE if is_wordy else NARROW for is_wordy in _find_wordy(grid)]
    sheet.write_string(0, 0, grid.caption, looks["title"])
    for column, wide in enumerate(wides):
        sheet.set_column(column, column, wide)
    _write_line(book, sheet, 2, [Cell(text) for text in grid.head], wides, looks, bold=True)
    sheet.freeze_panes(3, 1)
    for at, row in enumerate(grid.rows, start=3):
        _write_line(book, sheet, at, row, wides, looks)
    last = len(grid.head) - 1
    for at, note in enumerate(grid.notes, start=len(grid.rows) + 4):
        if last:
            sheet.merge_range(at, 0, at, last, note, looks["words"])
        else:
            sheet.write_string(at, 0, note, looks["words"])
        sheet.set_row(at, LINE * _count_lines(note, sum(wides)))
    _set_up_print(sheet, heading=2)


def _find_wordy(grid: Grid) -> list[bool]:
    """Which columns hold long words; the first does unless it counts."""
    columns = list(zip(*grid.rows, strict=True)) or [()] * len(grid.head)
    longest = [
        max((len(c.text) for c in column if not c.is_number), default=0) for column in columns
    ]
    return [length > LONG or (at == 0 and length > 0) for at, length in enumerate(longest)]


def _count_lines(text: str, wide: int) -> int:
    return ceil(1.1 * len(text) / wide) or 1


def _set_up_print(sheet: Any, *, heading: int | None = None) -> None:
    """Print on A4, as wide as a page and as many pages long as it takes."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if heading is not None:
        sheet.repeat_rows(heading)


def _write_line(
    book: Any,
    sheet: Any,
    at: int,
    row: Sequence[Cell],
    wides: Sequence[int],
    looks: dict[str, Any],
    *,
    bold: bool = False,
) -> None:
    """One row, as high as its longest words need."""
    for column, cell in enumerate(row):
        _write_cell(book, sheet, at, column, cell, looks, bold=bold)
    lines = [
        _count_lines(cell.text, wide)
        for cell, wide in zip(row, wides, strict=True)
        if not cell.is_number
    ]
    if max(lines, default=1) > 1:
        sheet.set_row(at, LINE * max(lines))


def _write_cell(
    book: Any, sheet: Any, row: int, column: int, cell: Cell, looks: dict[str, Any], *, bold: bool
) -> None:
    if cell.value is None:
        sheet.write_string(row, column, cell.text, looks["bold" if bold else "words"])
        return
    if cell.form not in looks:
        looks[cell.form] = book.add_format({"num_format": cell.form, "valign": "top"})
    sheet.write_number(row, column, cell.value, looks[cell.form])
