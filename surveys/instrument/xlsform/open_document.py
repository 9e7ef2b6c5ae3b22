"""Sheets of an OpenDocument spreadsheet (.ods), as LibreOffice saves it."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from surveys.instrument.xlsform.sheets import MOST_BLANK_ROWS, MOST_COLUMNS, MOST_ROWS

NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT = (f"{{{NAMES}{part}:1.0}}" for part in ("table", "office", "text"))
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
SPACES = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
# A file says “a million times” in a few letters. This much is written out: what is beyond makes the
# reader of sheets end or refuse (a heading and one row too many, one column too many).
ROWS, GAP, COLUMNS, BLANKS = MOST_ROWS + 2, MOST_BLANK_ROWS + 1, MOST_COLUMNS + 1, 1000


@dataclass(frozen=True, slots=True)
class Computed:
    """The value of a cell that holds a formula."""

    value: Any


def read_open_document(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet by its name, with every row where it was."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tree = fromstring(archive.read("content.xml"))  # refuses entities
    tables = tree.iter(f"{TABLE}table")
    return {table.get(f"{TABLE}name", ""): _read_rows(table) for table in tables}


def _read_rows(table: Element) -> list[list[Any]]:
    rows: list[list[Any]] = []
    waiting, held = 0, 0  # empty rows are written only where one with content follows
    for row in table.iter(f"{TABLE}table-row"):
        cells, times = _read_cells(row), _times(row, "rows")
        if not cells:
            waiting += times
            continue
        rows += [[]] * min(waiting, GAP) + [cells] * min(times, ROWS - held)
        waiting, held = 0, held + min(times, ROWS - held)
        if held == ROWS:
            break
    return rows


def _read_cells(row: Element) -> list[Any]:
    cells: list[Any] = []
    waiting = 0
    for cell in (each for each in row if each.tag in CELLS):
        value, times = _read_value(cell), _times(cell, "columns")
        if value in (None, ""):
            waiting += times
            continue
        cells += [None] * min(waiting, COLUMNS) + [value] * min(times, COLUMNS)
        waiting = 0
        if len(cells) >= COLUMNS:
            break
    return cells[:COLUMNS]


def _times(part: Element, what: str) -> int:
    return int(part.get(f"{TABLE}number-{what}-repeated", "1"))


def _read_value(cell: Element) -> Any:
    value = _plain_value(cell, cell.get(f"{OFFICE}value-type", ""))
    return Computed(value) if cell.get(f"{TABLE}formula") else value


def _plain_value(cell: Element, holds: str) -> Any:
    if holds in ("float", "percentage", "currency"):
        return float(cell.get(f"{OFFICE}value", "0"))
    if holds == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    if holds == "date":
        return datetime.fromisoformat(cell.get(f"{OFFICE}date-value", ""))
    return "\n".join("".join(_words(line)) for line in cell.findall(f"{TEXT}p"))


def _words(part: Element) -> Iterator[str]:
    """The words of a paragraph with its blanks; comments beside it are left out."""
    yield part.text or ""
    for inner in part:
        if inner.tag in SPACES:
            yield SPACES[inner.tag] * min(int(inner.get(f"{TEXT}c", "1")), BLANKS)
        elif inner.tag != f"{OFFICE}annotation":
            yield from _words(inner)
        yield inner.tail or ""
