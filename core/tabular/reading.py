"""Reading tables that people upload: CSV and XLSX, as they are, and nothing in them is executed.

``sheets`` returns what stands in the file; ``table`` finds the columns by their headings. Both
refuse with a sentence what cannot be read for certain: nothing is guessed.
"""

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import DomainError
from core.text import fold

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 80 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LAST_ROW = 1_048_576  # of Excel; a number beyond it would be counted up to
LONGEST_CELL = 5_000
SEPARATORS = ",;\t|"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Vietnamese text saved as UTF-8, read as Windows-1252 and saved again: two signs for a letter.
DECODED_TWICE = re.compile("á[º»]|Ä[\u0080-\u00bf\u2018\u2019]|Ã[\u00a1-\u00bf]|Æ[°¡]")
CONTENT = re.compile(rb"<(?:\w+:)?(?:v|f|is)[\s>/]")
ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')


class TableRefused(DomainError):
    """The file cannot be read as a table."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that would compute something; we neither run it nor trust its remembered result."""

    text: str


Cell = str | float | bool | date | datetime | Formula | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is not blank, with its number in the file."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_all_formulas(self) -> bool:
        """Tell a row of sums below a table, whose only text is its heading."""
        filled = [cell for cell in self.cells if cell is not None]
        formulas = sum(isinstance(cell, Formula) for cell in filled)
        return formulas > 0 and formulas >= len(filled) - 1


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    lines: list[Line]
    is_visible: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A line under known headings."""

    line: int
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells.get(column)


@dataclass(frozen=True, slots=True)
class Table:
    columns: dict[str, str]
    rows: list[Row]
    ignored: list[str] = field(default_factory=list)


def sheets(name: str, content: bytes) -> list[Sheet]:
    """Read a file by what it holds, not by what it is called."""
    if not content.strip():
        raise TableRefused(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise TableRefused(
            _("The file is larger than %(limit)s MB. Split it and import the parts.")
            % {"limit": LARGEST_FILE // 1024**2}
        )
    if content.startswith(OLE):
        raise TableRefused(
            _("This is an old Excel file (.xls) or a protected one. Save it as .xlsx or CSV UTF-8.")
        )
    found = _workbook(content) if content.startswith(ZIP) else [Sheet(name, _csv_lines(content))]
    if not any(sheet.lines for sheet in found):
        raise TableRefused(_("The file holds no filled cell."))
    return found


def table(
    sheet: Sheet, headings: Mapping[str, Sequence[str]], *, required: Iterable[str] = ()
) -> Table:
    """Find the columns by their headings, which stand in the first line that is not blank."""
    if not sheet.lines:
        raise TableRefused(_("The sheet “%(sheet)s” is empty.") % {"sheet": sheet.name})
    known = {fold(word): column for column, words in headings.items() for word in (column, *words)}
    places: dict[int, str] = {}
    ignored: list[str] = []
    for place, cell in enumerate(sheet.lines[0].cells):
        heading = str(cell.text if isinstance(cell, Formula) else cell or "").strip()
        column = known.get(fold(heading))
        if column:
            places[place] = column
        elif heading:
            ignored.append(heading)
    twice = [column for column, count in Counter(places.values()).items() if count > 1]
    if twice:
        raise TableRefused(
            _("These columns stand there twice: %(columns)s. Keep one of each.")
            % {"columns": ", ".join(headings[column][0] for column in twice)}
        )
    missing = [headings[column][0] for column in required if column not in places.values()]
    if missing:
        raise TableRefused(
            _("Line %(line)s must hold the headings; these are missing: %(columns)s.")
            % {"line": sheet.lines[0].number, "columns": ", ".join(missing)}
        )
    rows = [
        Row(line.number, {name: cell for p, name in places.items() if (cell := _at(line, p)) != ""})
        for line in sheet.lines[1:]
    ]
    columns = {name: get_column_letter(place + 1) for place, name in places.items()}
    return Table(columns, rows, ignored)


def _at(line: Line, place: int) -> Cell:
    return line.cells[place] if place < len(line.cells) else None


def _csv_lines(content: bytes) -> list[Line]:
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    lines: list[Line] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append(_line(start, cells))
                _count(lines)
            start = reader.line_num + 1
    except csv.Error as problem:
        raise TableRefused(
            _("Line %(line)s cannot be read as CSV (%(problem)s). Is a quotation mark left open?")
            % {"line": reader.line_num, "problem": problem}
        ) from problem
    return lines


def _decode(content: bytes) -> str:
    """Decode UTF-8, or UTF-16 when its mark says so; anything else would be a guess."""
    has_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if has_mark else "utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise TableRefused(
            _(
                "Line %(line)s holds signs that are not UTF-8, so Vietnamese letters could be"
                " misread. In Excel choose “Save as”, “CSV UTF-8”, or upload the .xlsx file."
            )
            % {"line": line}
        ) from problem
    broken = re.search("[\x00\ufffd]", text) or DECODED_TWICE.search(text)
    if broken:
        raise TableRefused(
            _(
                "The letters of line %(line)s are broken (“%(sample)s”): the file was once saved"
                " with a wrong encoding. Export it again from the source as CSV UTF-8 or .xlsx."
            )
            % {
                "line": text.count("\n", 0, broken.start()) + 1,
                "sample": _sample(text, broken.start()),
            }
        )
    return text


def _sample(text: str, place: int) -> str:
    around = text[max(0, place - 10) : place + 10]
    return "".join(sign if sign.isprintable() else " " for sign in around).strip()


def _separator(text: str) -> str:
    """Take the sign that divides the headings most often, outside of quotation marks."""
    heading = re.sub(r'"[^"]*"', "", next((line for line in text.splitlines() if line.strip()), ""))
    return max(SEPARATORS, key=heading.count)


def _workbook(content: bytes) -> list[Sheet]:
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
            found = [_sheet(sheet) for sheet in book.worksheets]
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


def _sheet(sheet: Any) -> Sheet:
    lines: list[Line] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=_last_filled_row(sheet)), 1):
        values = [_value(cell) for cell in cells]
        if any(value not in (None, "") for value in values):
            lines.append(_line(number, values))
            _count(lines)
    return Sheet(sheet.title, lines, sheet.sheet_state == "visible")


def _last_filled_row(sheet: Any) -> int:
    """Find where content ends, so that a hundred thousand formatted, empty rows cost nothing."""
    raw = sheet.parent._archive.read(sheet._worksheet_path)
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


def _value(cell: Any) -> Cell:
    if cell.data_type == "f":
        return Formula(str(getattr(cell.value, "text", cell.value) or "="))
    if cell.data_type == "e":
        return Formula(str(cell.value))
    value = cell.value
    if isinstance(value, time | timedelta):
        return str(value)
    known: Cell = value
    return float(known) if isinstance(known, int) and not isinstance(known, bool) else known


def _line(number: int, cells: Sequence[Cell]) -> Line:
    while cells and cells[-1] in (None, ""):
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise TableRefused(
            _("Line %(line)s has %(count)s columns; at most %(limit)s are read.")
            % {"line": number, "count": len(cells), "limit": MOST_COLUMNS}
        )
    return Line(number, tuple(_clean(number, cell) for cell in cells))


def _clean(number: int, cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = unicodedata.normalize("NFC", cell).replace("\u00a0", " ").strip()
    if len(text) > LONGEST_CELL:
        raise TableRefused(
            _("A cell of line %(line)s holds more than %(limit)s signs.")
            % {"line": number, "limit": LONGEST_CELL}
        )
    return text or None


def _count(lines: list[Line]) -> None:
    if len(lines) > MOST_ROWS:
        raise TableRefused(
            _("The table has more than %(limit)s filled rows. Split it and import the parts.")
            % {"limit": MOST_ROWS}
        )
