"""Sheets of an XLSX workbook; its formulas are kept as text and never computed."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import time, timedelta
from itertools import repeat
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from core.tabular.cells import (
    LARGEST_UNPACKED,
    MOST_ROWS,
    Cell,
    Formula,
    Line,
    Sheet,
    TableRefused,
    make_line,
    refuse_too_many,
)

LAST_ROW = 1_048_576  # of Excel; a number beyond it would be counted up to
CONTENT = re.compile(rb"<(?:\w+:)?(?:v|f|is)[\s>/]")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')


ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')


def unpacked_size(content: bytes) -> int:
    """How much a workbook holds, as it says itself; nothing when it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, LookupError):
        return 0


def read_workbook(content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > LARGEST_UNPACKED or len(archive.infolist()) > 2_000:
                raise TableRefused(
                    _("Unpacked, the workbook holds more than %(limit)s MB; it is not read.")
                    % {"limit": LARGEST_UNPACKED // 1024**2}
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # extensions that hold no cells
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            found = [_sheet(sheet, content) for sheet in book.worksheets]
            book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        ValueError,
        EOFError,
        OSError,
        zipfile.zlib.error,  # type: ignore[attr-defined]
    ) as problem:
        if isinstance(problem.__cause__ or problem, DefusedXmlException):
            raise TableRefused(
                _("The workbook declares XML entities, which no table needs; it is not read.")
            ) from problem
        raise TableRefused(
            _("The workbook is damaged or not an .xlsx file. Open it in Excel and save it again.")
        ) from problem
    return found


def _sheet(sheet: Any, content: bytes) -> Sheet:
    lines: list[Line] = []
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    raw = sheet.parent._archive.read(sheet._worksheet_path)
    shown: Iterable[Sequence[Any]] = repeat(())
    if FORMULA.search(raw):
        shown = _remember_results(content, sheet.title)
    merged, hidden = _find_merged_downwards(raw), _find_hidden(raw)
    carried: dict[int, tuple[int, Cell]] = {}  # by column: to which row its value reaches
    rows = zip(sheet.iter_rows(max_row=_last_filled_row(raw)), shown, strict=False)
    for number, (cells, results) in enumerate(rows, 1):
        values = [_value(cell, results) for cell in cells]
        if any(value not in (None, "") for value in values):
            _carry_down(number, values, merged, carried)
            lines.append(make_line(number, values, is_hidden=number in hidden))
            refuse_too_many(lines)
    return Sheet(sheet.title, lines, sheet.sheet_state == "visible")


def _find_merged_downwards(raw: bytes) -> dict[int, list[tuple[int, int]]]:
    """Cells merged over several rows, by their first row: (column, last row)."""
    found: dict[int, list[tuple[int, int]]] = {}
    begin = raw.find(b"mergeCells")
    for letters, first, last in MERGED.findall(raw, begin) if begin >= 0 else ():
        if int(last) > int(first):
            place = column_index_from_string(letters.decode()) - 1
            found.setdefault(int(first), []).append((place, int(last)))
    return found


def _find_hidden(raw: bytes) -> set[int]:
    """The rows that nobody sees who opens the workbook."""
    tags = (tag for tag in ROW_TAG.findall(raw) if HIDDEN.search(tag))
    numbers = (ROW_NUMBER.search(tag) for tag in tags)
    return {int(number[1]) for number in numbers if number}


def _carry_down(
    number: int,
    values: list[Cell],
    merged: dict[int, list[tuple[int, int]]],
    carried: dict[int, tuple[int, Cell]],
) -> None:
    """A cell merged over several rows is what each of them says."""
    for place, (last, value) in list(carried.items()):
        if number > last:
            del carried[place]
        elif place < len(values) and values[place] in (None, ""):
            values[place] = value
    for place, last in merged.get(number, ()):
        if place < len(values) and values[place] not in (None, ""):
            carried[place] = (last, values[place])


def _last_filled_row(raw: bytes) -> int:
    """Find where content ends, so that a hundred thousand formatted, empty rows cost nothing."""
    last = None
    for last in CONTENT.finditer(raw):  # noqa: B007 -- only the last one is wanted
        pass
    if last is None:
        return 1
    rows = ROW_NUMBER.findall(raw[: last.start()])
    number = int(rows[-1]) if rows else MOST_ROWS
    if number > LAST_ROW:
        raise TableRefused(_("Row %(row)s is beyond what a workbook can hold.") % {"row": number})
    return number


def _remember_results(content: bytes, title: str) -> Iterator[Sequence[Any]]:
    """Row by row, what the spreadsheet showed where it had computed something."""
    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False
    )
    sheet = book[title]
    sheet.reset_dimensions()
    yield from sheet.iter_rows()
    book.close()


def _value(cell: Any, results: Sequence[Any]) -> Cell:
    if cell.data_type == "f":
        formula = str(getattr(cell.value, "text", cell.value) or "=")
        return _with_result(formula, results[cell.column - 1] if results else None)
    if cell.data_type == "e":
        return Formula(str(cell.value))
    return _plain(cell.value)


def _with_result(formula: str, result: Any) -> Formula:
    """A formula with what it showed; one that came to an error is that error."""
    if getattr(result, "data_type", "") == "e":
        return Formula(str(result.value))
    shown = _plain(result.value) if result is not None else None
    return Formula(formula, None if isinstance(shown, Formula) else shown)


def _plain(value: Any) -> Cell:
    if isinstance(value, time | timedelta):
        return str(value)
    known: Cell = value
    return float(known) if isinstance(known, int) and not isinstance(known, bool) else known
