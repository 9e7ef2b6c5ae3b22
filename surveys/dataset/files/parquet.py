"""Parquet: text codes, with labels, numbers and what is missing in the schema."""

import json
from pathlib import Path

from surveys.dataset.files.columns import columns
from surveys.dataset.table import Table
from surveys.dataset.variables import Variable
from surveys.instrument.types.coding import DataType


def write_parquet(table: Table, path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415 -- slow import
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

    types = {
        DataType.CODE: pa.string(),
        DataType.TEXT: pa.string(),
        DataType.NUMBER: pa.float64(),
        DataType.DATE: pa.date32(),
        DataType.MOMENT: pa.timestamp("us"),
    }
    fields, arrays = [], []
    for variable, column in columns(table):
        fields.append(pa.field(variable.name, types[variable.type], metadata=_about(variable)))
        arrays.append(pa.array(column, type=types[variable.type]))
    source = {"title": table.source.title, "rows": str(len(table.rows))}
    schema = pa.schema(fields, metadata=source | {"language": table.source.language})
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")


def _about(variable: Variable) -> dict[str, str]:
    about = {"label": variable.label}
    if variable.explanation:
        about["explanation"] = variable.explanation
    if variable.codes:
        labels = {code.code: code.label for code in variable.codes}
        about["codes"] = json.dumps(labels, ensure_ascii=False)
        about["numbers"] = json.dumps({code.code: code.number for code in variable.codes})
        gone = {code.code: code.missing for code in variable.codes if code.missing}
        about["missing"] = json.dumps(gone)
    return about


def count_parquet(path: Path) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

    return int(pq.read_metadata(path).num_rows)
