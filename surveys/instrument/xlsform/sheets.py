"""An XLSX file as sheets of rows of text, with the numbers people see in the margin."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from surveys.instrument.xlsform.remarks import SENTENCES, Remark, XLSFormError

SHEETS = ("survey", "choices", "external_choices", "settings", "criteria", "contradictions")
HEADED = frozenset(SHEETS[:4])  # from their very first row
LARGEST_MB = 5
LARGEST_UNPACKED_MB = 40  # a small file can unpack to gigabytes
MOST_ROWS = 5000
MOST_COLUMNS = 500
MOST_BLANK_ROWS = 1000  # a format drawn down to the last row ends a sheet; ODK stops after 60
CARRIAGE = re.compile(r"(?:\r|_x000[dD]_)\n?")  # the second as Excel keeps it in its files
DIMENSION = re.compile(rb"<((?:\w+:)?)dimension\b[^>]*(?:/>|>\s*</\1dimension>)")
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


def refuse_large(content: bytes) -> None:
    if len(content) > LARGEST_MB * 2**20:
        raise XLSFormError("too_large", most=LARGEST_MB)


def read_sheets(content: bytes, remarks: list[Remark]) -> dict[str, Sheet]:
    """Read all sheets; formulas are remarked and left out, never computed."""
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow import
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 -- with the above

    try:
        refuse_bombs(content)
        workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            stored = StoredValues(content)
            sheets = [_sheet(each, remarks, stored) for each in workbook.worksheets]
        finally:
            workbook.close()
        return _by_name(sheets, remarks)
    except XLSFormError:
        raise
    except (InvalidFileException, *BROKEN) as refusal:
        raise XLSFormError("not_xlsx") from refusal


def _by_name(sheets: list[Sheet], remarks: list[Remark]) -> dict[str, Sheet]:
    """Sheets by name; two that go by one name would hide each other."""
    named: dict[str, Sheet] = {}
    for each in sheets:
        if each.name in named:
            params = {"sheet": each.name}
            remarks.append(Remark(each.name, 0, SENTENCES["sheet_twice"], params, is_wrong=True))
        named.setdefault(each.name, each)
    return named


def refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > LARGEST_UNPACKED_MB * 2**20:
        raise XLSFormError("unpacks_too_large", most=LARGEST_UNPACKED_MB)


def forget_sizes(content: bytes) -> bytes:
    """The same workbook without what it says of the size of its sheets.

    Some programs write “A1” there, and readers, ODK's too, would leave out the rows beyond.
    """
    refuse_bombs(content)
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(kept, "w") as written:
        for entry in held.infolist():
            part = held.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                part = DIMENSION.sub(b"", part, count=1)
            written.writestr(entry.filename, part)
    return kept.getvalue()


class StoredValues:
    """What formulas came to when the file was last saved; read only where there are any."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sheets: dict[str, list[tuple[Any, ...]]] = {}

    def read(self, title: str, row: int, column: int) -> str:
        rows = self.sheets.get(title)
        if rows is None:
            rows = self.sheets[title] = self._rows(title)
        cells = rows[row - 1] if row <= len(rows) else ()
        return _text(cells[column]) if column < len(cells) else ""

    def _rows(self, title: str) -> list[tuple[Any, ...]]:
        from openpyxl import load_workbook  # noqa: PLC0415 -- slow import

        book = load_workbook(
            io.BytesIO(self.content), read_only=True, keep_links=False, data_only=True
        )
        try:
            rows = book[title].iter_rows(
                max_row=MOST_ROWS + MOST_BLANK_ROWS, max_col=MOST_COLUMNS, values_only=True
            )
            return list(rows)
        finally:
            book.close()


def _sheet(worksheet: Any, remarks: list[Remark], stored: StoredValues) -> Sheet:
    name = _name_sheet(worksheet.title)
    headings: tuple[str, ...] = ()
    rows: list[SheetRow] = []
    for number, cells in _rows_with_content(worksheet, name):
        if not headings:
            headings = tuple(_text(cell.value) for cell in cells)
            remarks += _miss_headings(name, number)
            continue
        if len(rows) >= MOST_ROWS:
            raise XLSFormError("too_many_rows", sheet=name, most=MOST_ROWS)
        row: dict[str, str] = {}
        for at, (heading, cell) in enumerate(zip(headings, cells, strict=False)):
            text = _text(cell.value)
            if cell.data_type == "f":
                text = stored.read(worksheet.title, number, at)
                remarks += _say_formula(name, number, heading, text)
            if heading and text:
                row[heading] = text
        rows.append(SheetRow(number, row))
    return Sheet(name, headings, tuple(rows))


def _miss_headings(name: str, number: int) -> list[Remark]:
    """Remark where the headings of a sheet stand below its first row."""
    if number == 1 or name not in HEADED:
        return []
    return [Remark(name, 1, SENTENCES["headings"], {"sheet": name}, is_wrong=True)]


def _name_sheet(title: str) -> str:
    """A sheet we know goes by its name in small letters, however it is written."""
    small = title.strip().lower()
    return small if small in SHEETS else title


def _say_formula(sheet: str, row: int, column: str, value: str) -> list[Remark]:
    """A version in the settings is often written as a formula; elsewhere its value is told."""
    if not value:
        params = {"column": column}
        return [Remark(sheet, row, SENTENCES["formula"], params, is_wrong=True)]
    if sheet == "settings":
        return []
    params = {"column": column, "value": value[:60]}
    return [Remark(sheet, row, SENTENCES["formula_value"], params)]


def _rows_with_content(worksheet: Any, name: str) -> Iterator[tuple[int, Any]]:
    rows = worksheet.iter_rows(max_col=MOST_COLUMNS + 1)
    last = 0
    for number, cells in enumerate(rows, start=1):
        if len(cells) > MOST_COLUMNS and cells[-1].value not in (None, ""):
            raise XLSFormError("too_many_columns", sheet=name, most=MOST_COLUMNS)
        if any(cell.value not in (None, "") for cell in cells):
            last = number
            yield number, cells[:MOST_COLUMNS]
        elif number - last > MOST_BLANK_ROWS:
            return


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"  # as ODK's own converter writes it
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return CARRIAGE.sub("\n", str(value)).strip()
