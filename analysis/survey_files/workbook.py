"""A sheet of a workbook: its first row names the columns."""

import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.survey_files.cells import column_names, column_of, normal, without_nameless
from analysis.survey_files.decimals import read_comma_cells
from analysis.survey_files.hidden import find_hidden_rows, note_hidden

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet, and what of it is hidden."""

    rows: Rows
    hidden: frozenset[int]
    is_visible: bool


def read_workbook(
    path: Path, sheet: str = "", decimal: str | None = None
) -> tuple[pd.DataFrame, dict[str, Rows], list[str]]:
    """Read a sheet (the first unless named); return it, the rows of every other, and notes."""
    sheets = _sheets(path)
    chosen = sheet or next(iter(sheets))
    if chosen not in sheets:
        listed = ", ".join(map(repr, sheets))
        raise EstimationError(f"{path} has no sheet {chosen!r}; it has {listed}.")
    read = sheets[chosen]
    _refuse_uncomputed(path, chosen, read.rows)
    others = {name: one.rows for name, one in sheets.items() if name != chosen}
    frame, notes = without_nameless(_frame(path, read.rows, decimal), path.name)
    numbers = [at for at, _row in _filled(read.rows)[1:]]
    hidden = note_hidden(path.name, chosen, read.is_visible, numbers, read.hidden)
    return frame, others, [*notes, *hidden]


def _sheets(path: Path, *, values: bool = True) -> dict[str, Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles openpyxl does not know
        book = load_workbook(path, read_only=True, data_only=values)
        try:
            return {normal(sheet.title): _sheet(sheet) for sheet in book.worksheets}
        finally:
            book.close()


def _sheet(sheet: Any) -> Sheet:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    raw = sheet.parent._archive.read(sheet._worksheet_path)
    rows = list(sheet.iter_rows(values_only=True))
    return Sheet(rows, find_hidden_rows(raw), sheet.sheet_state == "visible")


def _refuse_uncomputed(path: Path, chosen: str, rows: Rows) -> None:
    """Refuse a formula whose result the file does not hold: it would be read as empty."""
    with zipfile.ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f" in archive.read(name) for name in parts if name.endswith(".xml")):
            return
    for number, (known, raw) in enumerate(
        zip(rows, _sheets(path, values=False)[chosen].rows, strict=False), start=1
    ):
        for value, written in zip(known, raw, strict=False):
            if value is None and isinstance(written, str) and written.startswith("="):
                raise EstimationError(
                    f"{path}, row {number} of sheet {chosen!r} holds the formula {written!r} "
                    "without its result; open and save the file in a spreadsheet program first."
                )


def _filled(rows: Rows) -> list[tuple[int, tuple[Any, ...]]]:
    """Return the rows that hold anything, with their numbers."""
    return [(at, row) for at, row in enumerate(rows, start=1) if any(c is not None for c in row)]


def _frame(path: Path, rows: Rows, decimal: str | None) -> pd.DataFrame:
    filled = _filled(rows)
    if not filled:
        raise EstimationError(f"{path} is empty; its first row must name the columns.")
    (_, header), *records = filled
    names = column_names(header, str(path))
    for at, row in records:
        beyond = [cell for cell in row[len(names) :] if cell is not None]
        if beyond:
            raise EstimationError(
                f"{path}, row {at} holds {beyond[0]!r} beyond the last column with a name, "
                f"{names[-1]!r}; name every column, and put no title above their names."
            )
    columns = {
        name: _column([row[at] if at < len(row) else None for _, row in records], decimal)
        for at, name in enumerate(names)
    }
    return pd.DataFrame(columns, columns=names)


def _column(cells: list[Any], decimal: str | None) -> "pd.Series[Any]":
    return column_of(read_comma_cells(cells) if decimal == "," else cells)
