"""Delimited text: the separator told from the header, every row as wide as it, decimal commas."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.survey_files import decimals
from analysis.survey_files.cells import EMPTY, column_names, column_of, without_nameless

SEPARATORS = ",;\t|"
NAMED_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # a line Excel writes and obeys
# what pandas would read as a number although it is a code, or is no number of a survey
CODES = re.compile(
    r"(?:^|[,;\t|\"])[ ]*[+-]?(?:0\d|\d{16}|inf(?:inity)?[ ]*(?:[,;\t|\"]|$))",
    re.MULTILINE | re.IGNORECASE,
)
COMMA_INSIDE = re.compile(r"\d,\d")
GROUPS_INSIDE = re.compile(
    r"(?:^|[^\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?:$|[^\d.,])", re.ASCII | re.MULTILINE
)
LEFT_OVER = "\x00left over"


@dataclass(frozen=True, slots=True)
class Lines:
    """Where each record of a file begins, how many fields it has, and whether all are empty."""

    number: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int64]
    bare: npt.NDArray[np.bool_]


def read_delimited(
    path: Path, separator: str | None = None, decimal: str | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """Read a delimited text; return the frame and what had to be recognised in it."""
    text, first = _text(path), 0
    if named := NAMED_SEPARATOR.match(text):
        separator, first = separator or named[1], 1
        text = text[named.end() :]
    separator = separator or tell_separator(text)
    lines = _lines(text, separator, path)
    lines = replace(lines, number=lines.number + first)
    header = next(csv.reader(io.StringIO(text), delimiter=separator), [])
    names = column_names(header, str(path))
    _refuse_short_rows(path, lines, len(names))
    width = int(lines.fields.max())
    commas = decimal == "," or (decimal is None and separator != ",")
    marked = COMMA_INSIDE.search(text) or GROUPS_INSIDE.search(text)
    careful = bool(CODES.search(text)) or (commas and bool(marked))
    frame = _cells(text, separator, names, width, careful=careful)
    frame, notes = _without_trailing(path, frame, names, lines)
    if commas and careful:
        frame, told = decimals.read_commas(frame, path.name, certain=decimal == ",")
        notes += told
    frame, bare = _without_bare_rows(path, _type_columns(frame), lines)
    frame, nameless = without_nameless(frame, path.name)
    if separator != ",":
        shown = {"\t": "a tab"}.get(separator, repr(separator))
        notes.insert(0, f"{path.name}: fields are separated by {shown}.")
    return frame, notes + bare + nameless


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        raise EstimationError(
            f"{path}, line {line}: the text is not UTF-8; save the file as CSV UTF-8 and try again."
        ) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise EstimationError(
            f"{path}, line {line} holds a character of value zero: no text, or one in UTF-16 or "
            "UTF-32 without its mark; save the file as CSV UTF-8 and try again."
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def tell_separator(text: str) -> str:
    """Tell the separator from the header: the sign that stands there most often unquoted."""
    header = re.sub(r'"[^"]*"', "", text.lstrip("\n").partition("\n")[0])
    return max(SEPARATORS, key=header.count)


def _lines(text: str, separator: str, path: Path) -> Lines:
    if '"' in text:
        return _quoted_lines(text, separator, path)
    content = text if text.endswith("\n") else f"{text}\n"
    signs = np.frombuffer(content.encode("utf-8"), dtype=np.uint8)
    ends = np.flatnonzero(signs == ord("\n"))
    counts = np.diff(np.searchsorted(np.flatnonzero(signs == ord(separator)), ends), prepend=0)
    written = content.split("\n")[:-1]
    blanks = " " if separator == "\t" else " \t"
    filled = np.array([bool(line.strip(blanks)) for line in written], dtype=np.bool_)
    bare = np.array([not line.strip(blanks + separator) for line in written], dtype=np.bool_)
    number = np.arange(1, len(ends) + 1)
    return _some(Lines(number[filled], (counts + 1)[filled], bare[filled]), path)


def _quoted_lines(text: str, separator: str, path: Path) -> Lines:
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    number, fields, bare = [], [], []
    begun = 1
    try:
        for row in reader:
            if row and not (len(row) == 1 and not row[0].strip()):
                number.append(begun)
                fields.append(len(row))
                bare.append(not any(map(str.strip, row)))
            begun = reader.line_num + 1
    except csv.Error as wrong:
        raise EstimationError(
            f"{path}, line {begun}: the quotation marks do not close ({wrong}); "
            'a quotation mark within a field is written twice: "".'
        ) from None
    found = Lines(
        np.array(number, dtype=np.int64), np.array(fields, dtype=np.int64), np.array(bare, np.bool_)
    )
    return _some(found, path)


def _some(lines: Lines, path: Path) -> Lines:
    if not len(lines.number):
        raise EstimationError(f"{path} is empty; its first row must name the columns.")
    return lines


def _refuse_short_rows(path: Path, lines: Lines, width: int) -> None:
    short = np.flatnonzero(lines.fields < width)
    if len(short):
        at = int(short[0])
        raise EstimationError(
            f"{path}, line {lines.number[at]} has {lines.fields[at]} fields, the header {width}"
            f"{_others(len(short))}; is a separator missing, or the end of the file?"
        )


def _others(count: int) -> str:
    return f" (and so {count - 1} more lines)" if count > 1 else ""


def _cells(
    text: str, separator: str, names: Sequence[str], width: int, *, careful: bool
) -> pd.DataFrame:
    """Read the fields: as text where a number might lose something, else as pandas tells them."""
    columns = [*names, *(f"{LEFT_OVER}{at}" for at in range(width - len(names)))]
    return pd.read_csv(
        io.StringIO(text), sep=separator, header=None, skiprows=1, names=columns,
        index_col=False, keep_default_na=False, na_values=list(EMPTY), skip_blank_lines=True,
        skipinitialspace=True, low_memory=False, dtype="str" if careful else None,
    )  # fmt: skip


def _type_columns(frame: pd.DataFrame) -> pd.DataFrame:
    told = {
        name: column_of(frame[name])
        for name in frame.columns
        if not pd.api.types.is_numeric_dtype(frame[name].dtype)
    }
    return frame.assign(**told) if told else frame


def _without_bare_rows(
    path: Path, frame: pd.DataFrame, lines: Lines
) -> tuple[pd.DataFrame, list[str]]:
    """Leave out lines of nothing but separators, as a spreadsheet writes below its last row."""
    bare = lines.bare[1:]
    if not bare.any():
        return frame, []
    first = lines.number[1:][bare][0]
    note = (
        f"{path.name}: lines without any value were left out ({int(bare.sum())} in all, the first "
        f"is line {first})."
    )
    return frame[~bare].copy(), [note]


def _without_trailing(
    path: Path, frame: pd.DataFrame, names: Sequence[str], lines: Lines
) -> tuple[pd.DataFrame, list[str]]:
    """Leave out empty fields after the last column; a filled one belongs to no column."""
    wide = np.flatnonzero(lines.fields > len(names))
    if not len(wide):
        return frame, []
    extra = frame.iloc[:, len(names) :].notna().any(axis=1).to_numpy()
    rows = np.flatnonzero(extra)
    if len(rows):
        at = int(rows[0]) + 1  # the header is the first of the lines
        raise EstimationError(
            f"{path}, line {lines.number[at]} has {lines.fields[at]} fields, the header "
            f"{len(names)}{_others(len(rows))}; name every column, or put a text that holds the "
            "separator in quotation marks."
        )
    note = (
        f"{path.name}: {len(wide)} lines, first line {lines.number[wide[0]]}, end with separators "
        f"after the last column {names[-1]!r}; these empty fields were left out."
    )
    return frame.iloc[:, : len(names)].copy(), [note]
