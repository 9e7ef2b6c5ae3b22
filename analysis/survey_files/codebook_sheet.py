"""The codebook that an exported workbook carries in a sheet of its own."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.estimators.frame.dictionary import ColumnCodes, Dictionary, text_of
from analysis.survey_files.cells import normal

Rows = list[tuple[Any, ...]]
HEADS = (
    ("column", "content", "code", "number", "label", "missing"),
    ("cột", "nội dung", "mã", "số", "nhãn", "thiếu"),
)


def codes_beside(frame: pd.DataFrame, others: Mapping[str, Rows]) -> Dictionary:
    """Return the codes told by a sheet whose header is that of our codebook, else none."""
    for rows in others.values():
        if rows and tuple(normal(str(cell)) for cell in rows[0][:6]) in HEADS:
            return Dictionary(_codes(frame, rows[1:]))
    return Dictionary()


def _codes(frame: pd.DataFrame, rows: Rows) -> dict[str, ColumnCodes]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    missing: dict[str, set[str]] = {}
    column = ""
    for row in rows:
        name, _content, code, number, label, gone = (*row, *([None] * 6))[:6]
        if name:
            column = normal(str(name))
        elif code is not None and column in frame.columns:
            text = normal(text_of(code))
            others = tuple(normal(text_of(other)) for other in (number, label) if other is not None)
            found.setdefault(column, {})[text] = tuple(one for one in others if one != text)
            if gone:
                missing.setdefault(column, set()).add(text)
    return {
        name: ColumnCodes(levels, frozenset(missing.get(name, ())))
        for name, levels in found.items()
    }
