"""A table as CSV, Excel, SPSS, Stata or Parquet.

Text codes stay as they are where the format can label them (Parquet) or nothing else reads them
(CSV); SPSS and Stata get numbers with labels. Every file is opened again to count its rows.
"""

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from surveys.dataset.table import Table
from surveys.dataset.variables import Variable
from surveys.instrument.types.coding import DataType

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SPSS_TEXT_BYTES = 32_000
SPSS_MEASURES = {DataType.NUMBER: "scale", DataType.DATE: "scale"}
SPSS_LABEL_BYTES = 255
SPSS_VALUE_LABEL_BYTES = 120
STATA_LABEL = 80
STATA_MISSING = {-8: "a", -9: "b"}
SHEETS = {"vi": ("du_lieu", "nhan", "so_ma"), "en": ("data", "labels", "codebook")}
CODEBOOK_HEAD = {
    "vi": ("cột", "nội dung", "mã", "số", "nhãn", "thiếu"),
    "en": ("column", "content", "code", "number", "label", "missing"),
}


class RowsLost(RuntimeError):
    """A file that was just written does not hold all rows."""

    def __init__(self, wanted: int, found: int) -> None:
        super().__init__(f"{found} of {wanted} rows were found in the file")


class UnknownCode(ValueError):
    """An answer that its question does not offer; better no file than one without it."""

    def __init__(self, variable: Variable, value: Any) -> None:
        super().__init__(f"{variable.name} has no code {value!r}")


def write(table: Table, kind: str, path: Path) -> int:
    """Write a table in a format and return how many rows the file holds."""
    WRITERS[kind](table, path)
    found = COUNTERS[kind](path)
    if found != len(table.rows):
        raise RowsLost(len(table.rows), found)
    return found


def neutral(value: Any) -> Any:
    """Keep a text from being run as a formula by whatever opens the file."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def plain_number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


# -- CSV


def write_csv(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([variable.name for variable in table.variables])
        for row in table.rows:
            writer.writerow([neutral(plain_number(value)) for value in row])


def count_csv(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


# -- Excel


def write_xlsx(table: Table, path: Path) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 -- slow import

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    options |= {"strings_to_numbers": False}
    names = SHEETS.get(table.source.language, SHEETS["en"])
    with Workbook(str(path), options) as workbook:
        formats = {
            "head": workbook.add_format({"bold": True}),
            "date": workbook.add_format({"num_format": "dd/mm/yyyy"}),
        }
        heads = [variable.name for variable in table.variables]
        _sheet(workbook, names[0], heads, table.rows, formats)
        _sheet(workbook, names[1], heads, _label_rows(table), formats)
        head = CODEBOOK_HEAD.get(table.source.language, CODEBOOK_HEAD["en"])
        _sheet(workbook, names[2], list(head), _codebook_rows(table), formats)


def _sheet(workbook: Any, name: str, heads: list[str], rows: Any, formats: Any) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head, formats["head"])
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, at, value)
            elif isinstance(value, int | float):
                sheet.write_number(number, at, value)
            elif value is not None:
                sheet.write_datetime(number, at, value, formats["date"])
        if all(value is None for value in row):
            sheet.write_blank(number, 0, None, formats["date"])  # else the row would not be there


def _label_rows(table: Table) -> Iterator[list[Any]]:
    labels = [{code.code: code.label for code in variable.codes} for variable in table.variables]
    for row in table.rows:
        yield [known.get(value, value) for known, value in zip(labels, row, strict=True)]


def _codebook_rows(table: Table) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for variable in table.variables:
        rows.append([variable.name, variable.label])
        rows += [["", "", c.code, c.number, c.label, c.missing or ""] for c in variable.codes]
    return rows


def count_xlsx(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    return len(re.findall(rb"<row ", sheet)) - 1


# -- SPSS


def write_sav(table: Table, path: Path) -> None:
    import pyreadstat  # noqa: PLC0415 -- slow import

    columns: dict[str, Any] = {}
    labels: dict[str, str | None] = {}
    values: dict[str, dict[float, str]] = {}
    missing: dict[str, Any] = {}
    measures: dict[str, str] = {}
    for variable, column in _columns(table):
        for name, label, part in _spss_parts(variable, column):
            columns[name] = part
            labels[name] = _within_bytes(label, SPSS_LABEL_BYTES)
            measures[name] = SPSS_MEASURES.get(variable.type, "nominal")
        if variable.codes:
            values[variable.name] = {
                float(code.number): _within_bytes(code.label, SPSS_VALUE_LABEL_BYTES)
                for code in variable.codes
            }
            gone = sorted(code.number for code in variable.codes if code.missing)
            if gone:
                missing[variable.name] = [{"lo": float(gone[0]), "hi": float(gone[-1])}]
    pyreadstat.write_sav(
        _frame(columns),
        str(path),
        file_label=_within_bytes(table.source.title, 60),
        column_labels=labels,
        variable_value_labels=values,
        missing_ranges=missing,
        variable_measure=measures,
        compress=True,
    )


def _spss_parts(variable: Variable, column: list[Any]) -> list[tuple[str, str, Any]]:
    """SPSS holds 32,767 bytes of text; a longer one goes on in columns ``name_c2``, ``name_c3``."""
    if variable.type is not DataType.TEXT:
        return [(variable.name, variable.label, _series(variable, column))]
    pieces = [_in_pieces(value or "") for value in column]
    most = max((len(each) for each in pieces), default=1)
    return [
        (
            variable.name if at == 0 else f"{variable.name[:28]}_c{at + 1}",
            variable.label if at == 0 else f"({at + 1}) {variable.label}",
            _series(variable, [each[at] if at < len(each) else "" for each in pieces]),
        )
        for at in range(most)
    ]


def _in_pieces(text: str) -> list[str]:
    pieces: list[str] = []
    piece: list[str] = []
    size = 0
    if len(text.encode()) <= SPSS_TEXT_BYTES:
        return [text]
    for letter in text:
        width = len(letter.encode())
        if size + width > SPSS_TEXT_BYTES:
            pieces.append("".join(piece))
            piece, size = [], 0
        piece.append(letter)
        size += width
    return [*pieces, "".join(piece)]


def _within_bytes(text: str, most: int) -> str:
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore") + "…"


def count_sav(path: Path) -> int:
    import pyreadstat  # noqa: PLC0415 -- slow import

    _frame_read, meta = pyreadstat.read_sav(str(path), metadataonly=True)
    return meta.number_rows or 0


# -- Stata


def write_dta(table: Table, path: Path) -> None:
    import pyreadstat  # noqa: PLC0415 -- slow import

    columns: dict[str, Any] = {}
    labels: dict[str, str | None] = {}
    values: dict[str, Any] = {}
    missing: dict[str, list[str]] = {}
    for variable, column in _columns(table):
        name = variable.name
        columns[name] = _series(variable, column)
        labels[name] = _shorten(variable.label, STATA_LABEL)
        if not variable.codes:
            continue
        letters = {code.number: _letter(code.number) for code in variable.codes if code.missing}
        values[name] = {letters.get(c.number, c.number): c.label for c in variable.codes}
        if letters:
            missing[name] = sorted(letters.values())
            columns[name] = columns[name].astype(object).replace(letters)
    pyreadstat.write_dta(
        _frame(columns),
        str(path),
        file_label=_shorten(table.source.title, STATA_LABEL),
        column_labels=labels,
        variable_value_labels=values,
        missing_user_values=missing,
        version=15,
    )


def _letter(number: int) -> str:
    """Stata's missing values: .a not applicable, .b refused, then on through the alphabet."""
    return STATA_MISSING.get(number, chr(ord("c") - (number + 10)))


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def count_dta(path: Path) -> int:
    import pyreadstat  # noqa: PLC0415 -- slow import

    _frame_read, meta = pyreadstat.read_dta(str(path), metadataonly=True)
    return meta.number_rows or 0


# -- Parquet


def write_parquet(table: Table, path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415 -- slow import
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

    types = {
        DataType.CODE: pa.string(),
        DataType.TEXT: pa.string(),
        DataType.NUMBER: pa.float64(),
        DataType.DATE: pa.date32(),
    }
    fields, arrays = [], []
    for variable, column in _columns(table):
        about = {"label": variable.label}
        if variable.codes:
            about["codes"] = json.dumps(
                {c.code: c.label for c in variable.codes}, ensure_ascii=False
            )
            gone = {c.code: c.missing for c in variable.codes if c.missing}
            about["missing"] = json.dumps(gone)
        fields.append(pa.field(variable.name, types[variable.type], metadata=about))
        arrays.append(pa.array(column, type=types[variable.type]))
    source = {"title": table.source.title, "rows": str(len(table.rows))}
    schema = pa.schema(fields, metadata=source | {"language": table.source.language})
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")


def count_parquet(path: Path) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

    return int(pq.read_metadata(path).num_rows)


# -- what SPSS and Stata share


def _columns(table: Table) -> Any:
    for at, variable in enumerate(table.variables):
        yield variable, [row[at] for row in table.rows]


def _series(variable: Variable, column: list[Any]) -> Any:
    import pandas as pd  # noqa: PLC0415 -- slow import

    if variable.codes:
        numbers = {code.code: float(code.number) for code in variable.codes}
        return pd.Series([_number(variable, numbers, v) for v in column], dtype="float64")
    if variable.type is DataType.NUMBER:
        return pd.Series(column, dtype="float64")
    if variable.type is DataType.DATE:
        return pd.Series(column, dtype=object)
    return pd.Series([value or "" for value in column], dtype=object)


def _number(variable: Variable, numbers: dict[str, float], value: Any) -> float | None:
    if value is None:
        return None
    if value not in numbers:
        raise UnknownCode(variable, value)
    return numbers[value]


def _frame(columns: dict[str, Any]) -> Any:
    import pandas as pd  # noqa: PLC0415 -- slow import

    return pd.DataFrame(columns)


WRITERS: dict[str, Callable[[Table, Path], None]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "sav": write_sav,
    "dta": write_dta,
    "parquet": write_parquet,
}
COUNTERS: dict[str, Callable[[Path], int]] = {
    "csv": count_csv,
    "xlsx": count_xlsx,
    "sav": count_sav,
    "dta": count_dta,
    "parquet": count_parquet,
}
