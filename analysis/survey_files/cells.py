"""Cells of a text or a workbook become columns: numbers, true and false, or text."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError

EMPTY = frozenset({"", "NA"})
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
LEADING_ZERO = re.compile(r"[+-]?0\d", re.ASCII)
LONG_INTEGER = re.compile(r"[+-]?\d{16,}", re.ASCII)  # a float would take two of them for one
FIRST_UNSURE_INTEGER = 10**15  # as long as LONG_INTEGER's
NAMELESS = "\x00nameless "
TRUTH = {"true": True, "false": False}


def normal(text: str) -> str:
    """Write a text in the composed form of Unicode, without blanks around it."""
    stripped = text.strip()
    return stripped if stripped.isascii() else unicodedata.normalize("NFC", stripped)


def is_code(text: str) -> bool:
    """Say whether digits are a code, not a number: 01 is not 1."""
    return bool(LEADING_ZERO.match(text) or LONG_INTEGER.fullmatch(text))


def column_of(cells: Iterable[Any]) -> "pd.Series[Any]":
    """Type a column by its cells: all numbers, all true or false, else all text.

    Codes such as 01 keep their zeros; dates and times become text that sorts as time does.
    """
    values = [_plain(cell) for cell in cells]
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known):
        return pd.Series(values, dtype=object)
    if known and all(map(_is_truth, known)):
        return _map_known(values, lambda text: TRUTH[text.lower()], empty=None, dtype=object)
    if all(map(_is_number, known)):
        return _map_known(values, float, empty=np.nan, dtype="float64")
    return _map_known(values, as_text, empty=None, dtype="str")


def _map_known(
    values: Iterable[Any], write: Callable[[Any], Any], *, empty: Any, dtype: Any
) -> "pd.Series[Any]":
    found: pd.Series[Any] = pd.Series(
        [empty if v is None else write(v) for v in values], dtype=dtype
    )
    return found


def _is_truth(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in TRUTH


def _is_number(value: Any) -> bool:
    """Say whether a value is a number, or a text that reads as one."""
    if isinstance(value, str):
        return NUMBER.fullmatch(value) is not None and not is_code(value)
    if isinstance(value, int) and abs(value) >= FIRST_UNSURE_INTEGER:
        return False
    return not isinstance(value, bool)


def _plain(cell: Any) -> Any:
    """Return None for an empty cell, normal text, ISO text for a time, or the number."""
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return None
    if isinstance(cell, str):
        text = normal(cell)
        return None if text in EMPTY else text
    if isinstance(cell, bool | np.bool_):
        return bool(cell)
    if isinstance(cell, int | float | np.integer | np.floating | Decimal):
        number = float(cell)
        return None if np.isnan(number) else cell
    return moment_text(cell)


def moment_text(cell: Any) -> str:
    """Write a date, a moment, a time of day or a duration so that text sorts as time does."""
    if isinstance(cell, datetime):
        whole = cell.time() == time() and cell.tzinfo is None
        return cell.date().isoformat() if whole else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    raise EstimationError(f"A cell holds {cell!r}, which is neither a number nor text nor a date.")


def as_text(value: Any) -> str:
    """Write a value as text; whole numbers without a decimal point."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float | np.floating | Decimal) and value == int(value):
        return str(int(value))
    return str(value)


def column_names(cells: Sequence[Any], where: str) -> list[str]:
    """Return the names in a header, refusing two of one name; the last may be missing.

    A column without a name gets one nobody can ask for; see :func:`without_nameless`.
    """
    names = ["" if cell is None else normal(_header_text(cell)) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise EstimationError(f"{where} has no header: its first row must name the columns.")
    refuse_twins(names, where)
    return [name or f"{NAMELESS}{at}" for at, name in enumerate(names, start=1)]


def _header_text(cell: Any) -> str:
    return moment_text(cell) if isinstance(cell, date | time) else as_text(cell)


def without_nameless(frame: pd.DataFrame, where: str) -> tuple[pd.DataFrame, list[str]]:
    """Leave out columns without a name, such as the row numbers R writes, and say so."""
    lost = [name for name in frame.columns if name.startswith(NAMELESS)]
    if not lost:
        return frame, []
    places = ", ".join(name.removeprefix(NAMELESS) for name in lost)
    note = f"{where}: column {places} has no name in the header and was left out."
    return frame.drop(columns=lost), [note]


def refuse_twins(names: Sequence[str], where: str) -> None:
    """Refuse a name that two columns bear, for nobody could say which of them is meant."""
    seen: dict[str, int] = {}
    for at, name in enumerate(names, start=1):
        if name and name in seen:
            raise EstimationError(
                f"{where} has two columns named {name!r} (columns {seen[name]} and {at}); "
                "rename one of them."
            )
        seen[name] = at
