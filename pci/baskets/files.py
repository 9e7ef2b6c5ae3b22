"""A basket as a table: read from a file of one’s own, written to be filled in."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.cells import Cell
from core.tabular.reading import sheets
from core.tabular.tables import Row as Line
from core.tabular.tables import table
from core.tabular.writing import xlsx_bytes
from core.text import fold
from pci.baskets.checks import row_problems
from pci.baskets.rows import EMPTY, Row
from pci.models import Measure, Unit

HEADINGS = {
    "number": ["STT", "Số", "No.", "number"],
    "code": ["Mã", "Mã tiêu chí", "code"],
    "name_vi": ["Tên tiêu chí", "Tiêu chí", "Tên", "name"],
    "name_en": ["Tên tiếng Anh", "name (English)"],
    "measure": ["Cách đo", "measure"],
    "unit": ["Đơn vị", "unit"],
    "unit_min": ["Thấp nhất", "lowest"],
    "unit_max": ["Cao nhất", "highest"],
    "direction": ["Chiều", "Chiều hướng", "direction"],
    "weight": ["Trọng số", "weight"],
    "scale_min": ["Đầu thang dưới", "Cận dưới", "scale_min"],
    "scale_max": ["Đầu thang trên", "Cận trên", "scale_max"],
    "source": ["Nguồn", "source"],
    "note_vi": ["Ghi chú", "note"],
}
MEASURES = {
    Measure.MEAN: ("diemtrungbinh", "trungbinh", "mean"),
    Measure.SHARE: ("tyle", "tile", "phantram", "share"),
    Measure.MEDIAN: ("trungvi", "median"),
    Measure.EXTERNAL: ("chamdiem", "benngoai", "external"),
}
UNITS = {
    Unit.SCALE: ("thang15", "diem15", "scale"),
    Unit.SHARE: ("tyle", "tile", "phantram", "share"),
    Unit.DAYS: ("ngay", "days"),
    Unit.POINTS: ("diem050", "points"),
    Unit.NUMBER: ("so", "number", "khac"),
}
UP = ("tang", "cao", "up", "thuan")
DOWN = ("giam", "thap", "down", "nghich")


class BasketFileRefused(DomainError):
    """Rows of the file that cannot be read, each with its cure; nothing was taken over."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems[:20]))


def read(name: str, content: bytes) -> tuple[list[Row], list[str]]:
    """Read every criterion of a file and name headings nobody reads, or refuse the file with all
    that is wrong.
    """
    found = table(sheets(name, content)[0], HEADINGS, required=["name_vi"])
    rows, problems = [], []
    for number, line in enumerate(found.rows, 1):
        try:
            row = _row(line, number)
        except CellRefused as refusal:
            problems.append(str(Problem(line.line, refusal.column, str(refusal))))
            continue
        problems += [str(Problem(line.line, "", sentence)) for sentence in row_problems(row)]
        rows.append(row)
    if problems:
        raise BasketFileRefused(problems)
    return rows, found.ignored


def _row(line: Line, number: int) -> Row:
    """One criterion; what a column leaves out is as for a new one."""
    row: dict[str, Any] = dict(EMPTY) | {"number": number, "code": ""}
    for column in HEADINGS:
        cell = line[column]
        if cell in (None, ""):
            continue
        try:
            row[column] = READERS[column](cell)
        except CellRefused as refusal:
            raise CellRefused(str(refusal), HEADINGS[column][0]) from refusal
    if "name_vi" not in row:
        raise CellRefused(_("A criterion needs a name."), HEADINGS["name_vi"][0])
    return row | {"wording_vi": row["name_vi"], "wording_en": row["name_en"]}


def _one_of(words: dict[Any, tuple[str, ...]]) -> Callable[[Cell], str]:
    def read_choice(cell: Cell) -> str:
        said = fold(cell_parsing.text(cell).replace("%", " phần trăm "))
        for choice, spellings in words.items():
            if said == fold(str(choice.label)) or any(said.startswith(one) for one in spellings):
                return str(choice.value)
        possible = ", ".join(str(choice.label) for choice in words)
        raise CellRefused(
            _("“%(text)s” is not known here. Possible: %(choices)s.")
            % {"text": cell_parsing.text(cell), "choices": possible}
        )

    return read_choice


def _direction(cell: Cell) -> int:
    words = cell_parsing.text(cell).strip()
    said = fold(words)
    if words.startswith(("-", "−")) or said.removeprefix("cang").startswith(DOWN):
        return -1
    if said == "1" or said.removeprefix("cang").startswith(UP):
        return 1
    raise CellRefused(_("Write 1 where higher is better, -1 where lower is better."))


READERS: dict[str, Callable[[Cell], Any]] = {
    "number": cell_parsing.whole,
    "code": cell_parsing.text,
    "name_vi": cell_parsing.text,
    "name_en": cell_parsing.text,
    "measure": _one_of(MEASURES),
    "unit": _one_of(UNITS),
    "unit_min": cell_parsing.share,
    "unit_max": cell_parsing.share,
    "direction": _direction,
    "weight": cell_parsing.share,
    "scale_min": cell_parsing.share,
    "scale_max": cell_parsing.share,
    "source": cell_parsing.text,
    "note_vi": cell_parsing.text,
}


def write(rows: list[Row]) -> bytes:
    """The criteria of a draft as a workbook that can be corrected and read again."""
    headings = [words[0] for words in HEADINGS.values()]
    return xlsx_bytes(headings, ([row.get(name) for name in HEADINGS] for row in rows))
