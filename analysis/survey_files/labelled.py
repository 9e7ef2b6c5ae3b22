"""SPSS and Stata files: values with their labels; what they declare missing is empty."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.dictionary import ColumnCodes, Dictionary, text_of
from analysis.survey_files.cells import column_of, normal, refuse_twins

CODES_NOTE = "thuoc-do codes "  # begins the line of a column's codes in the notes of an SPSS file


def read_spss(path: Path) -> tuple[pd.DataFrame, Dictionary]:
    """Read a .sav file with its value labels and, where its notes tell them, its codes."""
    import pyreadstat  # noqa: PLC0415 -- slow import

    frame, about = pyreadstat.read_sav(str(path))
    codes = _noted_codes(about.notes or [])
    return _frame(path, frame), _dictionary(about.variable_value_labels, codes)


def read_stata(path: Path) -> tuple[pd.DataFrame, Dictionary]:
    """Read a .dta file with its value labels; .a to .z are missing."""
    import pyreadstat  # noqa: PLC0415 -- slow import

    frame, about = pyreadstat.read_dta(str(path))
    return _frame(path, frame), _dictionary(about.variable_value_labels, {})


def _frame(path: Path, frame: Any) -> pd.DataFrame:
    names = [normal(str(name)) for name in frame.columns]
    refuse_twins(names, str(path))
    columns = {
        name: frame.iloc[:, at]
        if pd.api.types.is_numeric_dtype(frame.iloc[:, at].dtype)
        else column_of(frame.iloc[:, at])
        for at, name in enumerate(names)
    }
    return pd.DataFrame(columns, columns=names)


def _noted_codes(notes: list[str]) -> dict[str, dict[str, str]]:
    """Return the codes behind numbers, by column, that an export has written into the notes."""
    whole = "".join(line.rstrip("\n") for line in notes)
    _, found, told = whole.partition(CODES_NOTE)
    if not found:
        return {}
    try:
        read, _ = json.JSONDecoder().raw_decode(told)
    except json.JSONDecodeError as wrong:
        raise EstimationError(
            f"The notes of the file tell codes that cannot be read: {wrong}."
        ) from None
    return {str(column): dict(codes) for column, codes in read.items()}


def _dictionary(
    labels: Mapping[str, Mapping[Any, str]], codes: Mapping[str, Mapping[str, str]]
) -> Dictionary:
    columns = {}
    for name, named in labels.items():
        known = codes.get(normal(name), {})
        levels: dict[str, tuple[str, ...]] = {}
        for value, label in named.items():
            number = text_of(value)
            code = known.get(number, number)
            others = (number,) if code != number else ()
            levels[code] = (*others, normal(str(label)))
        columns[normal(name)] = ColumnCodes(levels)
    return Dictionary(columns)
