"""A paper's tables as an Excel workbook: real numbers, notes below, a sheet that lists them."""

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from analysis.reports.papers.document import Cell, Grid, Paper

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31  # letters of a sheet
SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
WIDE, NARROW = 46, 16


def write_xlsx(paper: Paper) -> bytes:
    """Write all tables; the same paper gives the same bytes."""
    import xlsxwriter  # noqa: PLC0415 -- slow import

    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": paper.title, "author": paper.author, "created": SOME_DAY})
    looks = {"bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top"})}
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
        sheet.write_string(at, 0, left)
        sheet.write_string(at, 1, right)


def _write_grid(book: Any, sheet: Any, grid: Grid, looks: dict[str, Any]) -> None:
    """Caption, head, rows, notes; the head stays when one scrolls."""
    sheet.write_string(0, 0, grid.caption, looks["bold"])
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, len(grid.head), NARROW)
    for column, text in enumerate(grid.head):
        sheet.write_string(2, column, text, looks["bold"])
    sheet.freeze_panes(3, 1)
    for at, row in enumerate(grid.rows, start=3):
        for column, cell in enumerate(row):
            _write_cell(book, sheet, at, column, cell, looks)
    for at, note in enumerate(grid.notes, start=len(grid.rows) + 4):
        sheet.write_string(at, 0, note)


def _write_cell(
    book: Any, sheet: Any, row: int, column: int, cell: Cell, looks: dict[str, Any]
) -> None:
    if cell.value is None:
        sheet.write_string(row, column, cell.text)
        return
    if cell.form not in looks:
        looks[cell.form] = book.add_format({"num_format": cell.form})
    sheet.write_number(row, column, cell.value, looks[cell.form])
