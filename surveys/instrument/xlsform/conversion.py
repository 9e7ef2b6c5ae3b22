"""Forms in old Excel and OpenDocument files, and in CSV, as XLSX workbooks."""

import csv
import io
import struct
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from surveys.instrument.xlsform.open_document import Computed, read_open_document
from surveys.instrument.xlsform.remarks import XLSFormError
from surveys.instrument.xlsform.sheets import BROKEN, forget_sizes, refuse_bombs

OLE = b"\xd0\xcf\x11\xe0"  # the first bytes of an .xls file
ZIP = b"PK"
WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, as Excel saves “Unicode text”
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
STUMBLES = (struct.error, AssertionError, *BROKEN)
Rows = list[list[Any]]


def _is_open_document(content: bytes) -> bool:
    return content.startswith(ZIP) and OPEN_DOCUMENT in content[:200]


def as_workbook(content: bytes) -> bytes:
    """The form as an XLSX workbook, with every row where it was."""
    if content.startswith(OLE):
        return _write(_read_old_excel(content))
    if content.startswith(ZIP):
        return _write(_read_ods(content)) if _is_open_document(content) else _as_it_is(content)
    sheets = _read_csv(content)
    if "survey" not in sheets:
        raise XLSFormError("not_xlsx")
    return _write(sheets)


def _as_it_is(content: bytes) -> bytes:
    try:
        return forget_sizes(content)
    except (*BROKEN, RuntimeError):  # refused in words where it is read
        return content


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
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *STUMBLES) as broken:
        raise XLSFormError("not_excel") from broken


def _read_ods(content: bytes) -> dict[str, Rows]:
    try:
        refuse_bombs(content)
        return read_open_document(content)
    except XLSFormError:
        raise
    except (*BROKEN, RecursionError) as broken:
        raise XLSFormError("not_excel") from broken


def _value(cell: Any, datemode: int) -> Any:
    import xlrd  # noqa: PLC0415 -- slow import

    if cell.ctype == xlrd.XL_CELL_DATE:
        moment: datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        return moment.time() if cell.value < 1 else moment
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:  # as XLSX holds it, so that no condition is lost unsaid
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    return None if cell.ctype == xlrd.XL_CELL_EMPTY else cell.value


def _read_csv(content: bytes) -> dict[str, Rows]:
    """Sheets below each other: the name of one alone in the first column, its rows beside it."""
    try:
        text = content.decode("utf-16" if content.startswith(WIDE) else "utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except (UnicodeDecodeError, csv.Error) as broken:
        raise XLSFormError("not_xlsx") from broken
    if rows and {"type", "name"} <= {cell.strip().lower() for cell in rows[0]}:
        return {"survey": rows}  # the one sheet, as a spreadsheet saves it
    sheets: dict[str, Rows] = {}
    own: Rows = []
    for first, *cells in filter(None, rows):
        if first.strip():
            own = sheets.setdefault(first.strip().lower(), [])
        if any(cells):
            own.append(list(cells))
    return sheets


def _delimiter(text: str) -> str:
    """What parts the cells: what stands most often in the first row, as ; does in Vietnam."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


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
            if isinstance(value, Computed):
                sheet.write_formula(at, column, "=0", None, _stored(value.value))
            elif value not in (None, ""):
                sheet.write(at, column, value, *([day] if hasattr(value, "hour") else []))


def _stored(value: Any) -> Any:
    """What a formula came to, as a workbook keeps it."""
    return value.isoformat()[:10] if isinstance(value, datetime) else value
