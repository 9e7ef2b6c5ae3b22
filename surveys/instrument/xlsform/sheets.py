"""An XLSX file as sheets of rows of text, with the numbers people see in the margin."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from surveys.instrument.xlsform.remarks import SENTENCES, Remark, XLSFormError

LARGEST_MB = 5
LARGEST_UNPACKED_MB = 40  # a small file can unpack to gigabytes
MOST_ROWS = 5000
MOST_COLUMNS = 100
# what a damaged or hostile workbook makes its readers stumble over
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that holds anything: its number and its cells by heading."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: headings in order, and the rows below them."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_sheets(content: bytes, remarks: list[Remark]) -> dict[str, Sheet]:
    """Read all sheets; formulas are remarked and left out, never computed."""
    if len(content) > LARGEST_MB * 2**20:
        raise XLSFormError("too_large", most=LARGEST_MB)
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow import
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 -- with the above

    try:
        _refuse_bombs(content)
        workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            return {each.title: _sheet(each, remarks) for each in workbook.worksheets}
        finally:
            workbook.close()
    except XLSFormError:
        raise
    except (InvalidFileException, *BROKEN) as refusal:
        raise XLSFormError("not_xlsx") from refusal


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > LARGEST_UNPACKED_MB * 2**20:
        raise XLSFormError("unpacks_too_large", most=LARGEST_UNPACKED_MB)


def _sheet(worksheet: Any, remarks: list[Remark]) -> Sheet:
    headings: tuple[str, ...] = ()
    rows: list[SheetRow] = []
    for number, cells in _rows_with_content(worksheet):
        if not headings:
            headings = tuple(_text(cell.value) for cell in cells)
            continue
        if len(rows) >= MOST_ROWS:
            raise XLSFormError("too_many_rows", sheet=worksheet.title, most=MOST_ROWS)
        row: dict[str, str] = {}
        for heading, cell in zip(headings, cells, strict=False):
            if cell.data_type == "f":
                params = {"column": heading}
                remarks.append(
                    Remark(worksheet.title, number, SENTENCES["formula"], params, is_wrong=True)
                )
            elif heading and _text(cell.value):
                row[heading] = _text(cell.value)
        rows.append(SheetRow(number, row))
    return Sheet(worksheet.title, headings, tuple(rows))


def _rows_with_content(worksheet: Any) -> Iterator[tuple[int, Any]]:
    rows = worksheet.iter_rows(max_col=MOST_COLUMNS)
    for number, cells in enumerate(rows, start=1):
        if any(cell.value not in (None, "") for cell in cells):
            yield number, cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip()
