"""Decimal commas: recognised where the separator leaves room for them, refused where in doubt."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.survey_files.cells import EMPTY, is_code, normal

WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+(?:[eE][+-]?\d+)?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
POINT = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def read_commas(frame: pd.DataFrame, name: str, *, certain: bool) -> tuple[pd.DataFrame, list[str]]:
    """Turn text columns written with a decimal comma into numbers, and say which they were.

    ``certain``: somebody has said that the comma is the decimal sign; a point then groups digits.
    """
    found, pointed = {}, {}
    for label in frame.columns:
        marks = _marks(frame[label])
        if any(map(COMMA.fullmatch, marks.values())) or (certain and marks):
            _refuse_mixture(marks, label, name, certain=certain)
            found[label] = frame[label].map(_number).astype("float64")
        elif marks:
            pointed[label] = next(iter(marks.items()))
    if found and pointed:
        column, (at, text) = next(iter(pointed.items()))
        raise EstimationError(
            f"{name}: column {next(iter(found))!r} has decimal commas, but column {column!r} holds "
            f"{text!r} with a point (row {at + 1}); write one sign throughout, or say which it is: "
            "decimal = ',' or '.' under [data]."
        )
    if not found:
        return frame, _doubts(frame, list(pointed), name)
    listed = ", ".join(map(repr, list(found)[:10])) + (" …" if len(found) > 10 else "")
    return frame.assign(**found), [f"{name}: a comma was read as the decimal sign in {listed}."]


def read_comma_cells(cells: Sequence[Any]) -> list[Any]:
    """Turn the texts of a workbook's column into numbers, if all are written with a comma."""
    texts = {cell for cell in cells if isinstance(cell, str) and normal(cell) not in EMPTY}
    if not all(map(_with_comma, map(normal, texts))):
        return list(cells)
    return [_number(cell) if cell in texts else cell for cell in cells]


def _with_comma(text: str) -> bool:
    """Say whether a text is a whole number, or one with a comma or with points between groups."""
    if is_code(text):
        return False
    return any(one.fullmatch(text) for one in (WHOLE, COMMA, GROUPED))


def _doubts(frame: pd.DataFrame, pointed: Sequence[str], name: str) -> list[str]:
    """Tell of columns whose points may as well group thousands, where fields end on semicolons."""
    doubtful = [
        label for label in pointed if all(map(THOUSANDS.fullmatch, _marks(frame[label]).values()))
    ]
    if not doubtful:
        return []
    return [
        f"{name}: a point was read as the decimal sign in {', '.join(map(repr, doubtful[:10]))}; if"
        " it groups thousands, write decimal = ',' under [data]."
    ]


def _marks(column: "pd.Series[Any]") -> dict[int, str]:
    """Give the texts of a column of numbers that are no whole numbers, by row; else nothing."""
    texts = {at: normal(t) for at, t in enumerate(column) if isinstance(t, str)}
    if not _numeric(texts.values()):
        return {}
    return {at: text for at, text in texts.items() if not WHOLE.fullmatch(text)}


def _numeric(texts: Any) -> bool:
    return all(
        (WHOLE.fullmatch(text) and not is_code(text))
        or COMMA.fullmatch(text)
        or GROUPED.fullmatch(text)
        or POINT.fullmatch(text)
        for text in texts
    )


def _refuse_mixture(marks: dict[int, str], label: str, name: str, *, certain: bool) -> None:
    """Refuse a point that may be a decimal sign beside a comma that is one."""
    grouping = certain or any("." in text for text in marks.values() if "," in text)
    for at, text in marks.items():
        if COMMA.fullmatch(text) or (GROUPED.fullmatch(text) and grouping):
            continue
        raise EstimationError(
            f"{name}: column {label!r} has a decimal comma, but row {at + 1} holds {text!r} with a "
            "point; write all its numbers with one decimal sign."
        )


def _number(text: Any) -> float:
    return (
        float(normal(text).replace(".", "").replace(",", ".")) if isinstance(text, str) else np.nan
    )
