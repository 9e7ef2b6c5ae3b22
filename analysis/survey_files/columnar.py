"""Parquet: columns with types; labels and codes of an export stand in the schema."""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.dictionary import ColumnCodes, Dictionary
from analysis.survey_files.cells import FIRST_UNSURE_INTEGER, column_of, normal, refuse_twins


def read_parquet(path: Path) -> tuple[pd.DataFrame, Dictionary]:
    """Read a .parquet file, its index as columns, and the codes its schema tells of."""
    if sys.modules.get("pyarrow", sys) is None:  # kept out while nobody needed it
        del sys.modules["pyarrow"]
    import pyarrow as pa  # noqa: PLC0415 -- slow import
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

    with pq.ParquetFile(path) as file:
        table = file.read()
    names = [normal(name) for name in table.column_names]
    refuse_twins(names, str(path))
    columns = {}
    for name, column in zip(names, table.columns, strict=True):
        if pa.types.is_nested(column.type):
            raise EstimationError(f"{path}: column {name!r} holds lists, not one value a row.")
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            raise EstimationError(f"{path}: column {name!r} holds bytes; store it as text.")
        columns[name] = _column(column)
    codes = {
        name: found
        for name, field in zip(names, table.schema, strict=True)
        if (found := _codes(field.metadata or {})) is not None
    }
    return pd.DataFrame(columns, columns=names), Dictionary(codes)


def _column(column: Any) -> "pd.Series[Any]":
    values = column.to_pandas()
    if column.null_count and pd.api.types.is_float_dtype(values.dtype):
        cells = column.to_pylist()  # whole numbers that a float would take for one another
        if any(isinstance(one, int) and abs(one) >= FIRST_UNSURE_INTEGER for one in cells):
            return column_of(cells)
    if pd.api.types.is_numeric_dtype(values.dtype) and values.dtype != object:
        return pd.Series(values)
    return column_of(values.astype(object))


def _codes(about: dict[bytes, bytes]) -> ColumnCodes | None:
    """Return the codes an export keeps with a column: labels, numbers, and which are missing."""
    if b"codes" not in about:
        return None
    try:
        labels = json.loads(about[b"codes"])
        numbers = json.loads(about.get(b"numbers", b"{}"))
        missing = json.loads(about.get(b"missing", b"{}"))
        levels = {
            str(code): tuple(
                normal(str(other)) for other in (numbers.get(code), label) if other is not None
            )
            for code, label in labels.items()
        }
    except (AttributeError, json.JSONDecodeError):
        return None  # somebody else's metadata of the same name
    return ColumnCodes(levels, frozenset(map(str, missing)))
