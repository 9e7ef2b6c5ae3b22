"""Forms in old Excel files, and in CSV as XLSForm's own tools write it, as XLSX workbooks."""

import csv
import io
import struct
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from surveys.instrument.xlsform.remarks import XLSFormError

OLE = b"\xd0\xcf\x11\xe0"  # the first bytes of an .xls file
ZIP = b"PK"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
Rows = list[list[Any]]


def as_workbook(content: bytes) -> bytes:
    """The form as an XLSX workbook, with every row where it was."""
    if content.startswith(OLE):
        return _write(_read_old_excel(content))
    if content.startswith(ZIP):
        if OPEN_DOCUMENT in content[:200]:
            raise XLSFormError("not_excel")
        return content
    sheets = _read_csv(content)
    if "survey" not in sheets:
        raise XLSFormError("not_xlsx")
    return _write(sheets)


def _read_old_excel(content: bytes) -> dict[str, Rows]:
    import xlrd  # noqa: PLC0415 -- slow import

    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
        return {
            sheet.name: [
                [_value(cell, book.datemode) for cell in sheet.row(at)] for at in range(sheet.nrows)
            ]
            for sheet in book.sheets()
        }
    except (xlrd.XLRDError, struct.error, ArithmeticError, *_STUMBLES) as broken:
        raise XLSFormError("not_excel") from broken


_STUMBLES = (AssertionError, AttributeError, LookupError, TypeError, ValueError, OSError)


def _value(cell: Any, datemode: int) -> Any:
    import xlrd  # noqa: PLC0415 -- slow import

    if cell.ctype == xlrd.XL_CELL_DATE:
        moment: datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        return moment.time() if cell.value < 1 else moment
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return None if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY) else cell.value


def _read_csv(content: bytes) -> dict[str, Rows]:
    """Sheets below each other: the name of one alone in the first column, its rows beside it."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as broken:
        raise XLSFormError("not_xlsx") from broken
    sheets: dict[str, Rows] = {}
    own: Rows = []
    for first, *cells in filter(None, rows):
        if first.strip():
            own = sheets.setdefault(first.strip().lower(), [])
        if any(cells):
            own.append(list(cells))
    return sheets


def _write(sheets: dict[str, Rows]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 -- slow import

    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for name, rows in sheets.items():
            _fill(book.add_worksheet(name), rows, day)
    return file.getvalue()


def _fill(sheet: Any, rows: Iterable[list[Any]], day: Any) -> None:
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value not in (None, ""):
                sheet.write(at, column, value, *([day] if hasattr(value, "hour") else []))
