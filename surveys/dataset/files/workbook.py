"""Excel: the answers under their codes, under their labels, the codebook, and how to use them."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from surveys.dataset.table import Table

SHEETS = {
    "vi": ("du_lieu", "nhan", "so_ma", "cach_dung"),
    "en": ("data", "labels", "codebook", "how_to_use"),
}
CODEBOOK_HEAD = {
    "vi": ("cột", "nội dung", "mã", "số", "nhãn", "thiếu", "giải thích"),
    "en": ("column", "content", "code", "number", "label", "missing", "explanation"),
}
USE_HEAD = {"vi": ("chương trình", "lệnh"), "en": ("program", "commands")}


def write_xlsx(table: Table, path: Path) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 -- slow import

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    options |= {"strings_to_numbers": False}
    language = table.source.language if table.source.language in SHEETS else "en"
    names = SHEETS[language]
    with Workbook(str(path), options) as workbook:
        formats = {
            "head": workbook.add_format({"bold": True}),
            "date": workbook.add_format({"num_format": "dd/mm/yyyy"}),
            "moment": workbook.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}),
        }
        heads = [variable.name for variable in table.variables]
        _sheet(workbook, names[0], heads, table.rows, formats)
        _sheet(workbook, names[1], heads, _label_rows(table), formats)
        _sheet(workbook, names[2], list(CODEBOOK_HEAD[language]), _codebook_rows(table), formats)
        if table.source.usage:
            rows = [[use.program, line] for use in table.source.usage for line in use.lines]
            _sheet(workbook, names[3], list(USE_HEAD[language]), rows, formats)


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
                kind = "moment" if isinstance(value, datetime) else "date"
                sheet.write_datetime(number, at, value, formats[kind])
        if all(value is None for value in row):
            sheet.write_blank(number, 0, None, formats["date"])  # else the row would not be there


def _label_rows(table: Table) -> Iterator[list[Any]]:
    labels = [{code.code: code.label for code in variable.codes} for variable in table.variables]
    for row in table.rows:
        yield [known.get(value, value) for known, value in zip(labels, row, strict=True)]


def _codebook_rows(table: Table) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for variable in table.variables:
        rows.append([variable.name, variable.label, "", "", "", "", variable.explanation])
        rows += [["", "", c.code, c.number, c.label, c.missing or ""] for c in variable.codes]
    return rows


def count_xlsx(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    return len(re.findall(rb"<row ", sheet)) - 1
