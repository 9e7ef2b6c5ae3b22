"""Tidy CSV files, one observation a row, become DataFrames whose rows know their line."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.errors import DomainError

PROBLEMS_SHOWN = 20


class UnfitFile(DomainError):
    """Nothing was computed, because rows of a file are wrong; every problem is named."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        shown = [f"{path.name}, {problem}" for problem in self.problems[:PROBLEMS_SHOWN]]
        if len(self.problems) > PROBLEMS_SHOWN:
            shown.append(f"and {len(self.problems) - PROBLEMS_SHOWN} more problems of this file.")
        super().__init__("\n".join(shown))


@dataclass(frozen=True, slots=True)
class Column:
    """A column a file must or may have."""

    name: str
    number: bool = False
    whole: bool = False
    optional: bool = False  # the file may lack the column
    blank: bool = False  # a row may leave it empty

    @property
    def empty(self) -> object:
        return math.nan if self.number else ""


PROVINCE = Column("province")
YEAR = Column("year", number=True, whole=True)
CRITERION = Column("criterion")
VALUE = Column("value", number=True)
CONSTANTS = (
    YEAR,
    CRITERION,
    Column("weight", number=True),
    Column("direction", number=True, whole=True),
    Column("scale_min", number=True),
    Column("scale_max", number=True),
    Column("unit", optional=True, blank=True),
)


def read_tidy(path: Path, columns: Sequence[Column]) -> pd.DataFrame:
    """Read the named columns and ignore others; the column ``line`` says where a row stands."""
    rows = csv.reader(io.StringIO(_text(path)), delimiter=_delimiter(_text(path)))
    header = [name.strip().lower() for name in next(rows, [])]
    _refuse_missing_columns(path, header, columns)
    problems: list[str] = []
    records = []
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        record: dict[str, object] = {"line": rows.line_num}
        for column in columns:
            value, problem = _value(column, row.get(column.name, ""))
            record[column.name] = value
            if problem:
                problems.append(f"line {rows.line_num}: {problem}")
        records.append(record)
    if problems:
        raise UnfitFile(path, problems)
    return _frame(records, columns)


def _frame(records: list[dict[str, object]], columns: Sequence[Column]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(records, columns=["line", *(c.name for c in columns)])
    types = {c.name: "int64" if c.whole else "float64" if c.number else "str" for c in columns}
    return frame.astype({"line": "int64"} | types)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnfitFile(path, [f"there is no such file: {path}"]) from None
    except IsADirectoryError:
        raise UnfitFile(path, [f"this is a folder, not a file: {path}"]) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        cure = "Save the file as CSV UTF-8 and try again."
        raise UnfitFile(path, [f"line {line}: the text is not UTF-8. {cure}"]) from None


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _refuse_missing_columns(path: Path, header: list[str], columns: Sequence[Column]) -> None:
    missing = [c.name for c in columns if not c.optional and c.name not in header]
    if missing:
        found = ", ".join(header) or "none"
        raise UnfitFile(
            path, [f"line 1: the columns {', '.join(missing)} are missing; found: {found}."]
        )


def _value(column: Column, text: str) -> tuple[object, str | None]:
    if not text:
        allowed = column.blank or column.optional
        return column.empty, None if allowed else f"{column.name} is empty."
    if not column.number:
        return text, None
    try:
        number = float(text)
    except ValueError:
        cure = " Write a decimal point, not a comma." if "," in text else ""
        return column.empty, f"{column.name} is {text!r}, which is not a number.{cure}"
    if not math.isfinite(number):
        return column.empty, f"{column.name} is {text!r}, which is not a number."
    if column.whole and number != int(number):
        return column.empty, f"{column.name} is {text!r}, which is not a whole number."
    return int(number) if column.whole else number, None


def duplicates(frame: pd.DataFrame, keys: list[str]) -> list[str]:
    """Name every row that says again what an earlier row has said."""
    first = frame.groupby(keys)["line"].transform("min")
    again = frame[frame["line"] != first]
    return [
        f"line {line}: {', '.join(map(str, key))} stands already in line {earlier}."
        for line, earlier, *key in zip(
            again["line"], first[again.index], *(again[k] for k in keys), strict=True
        )
    ]
