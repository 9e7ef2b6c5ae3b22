"""A table as CSV, Excel, SPSS, Stata or Parquet.

Text codes stay as they are where the format can label them (Parquet) or nothing else reads them
(CSV); SPSS and Stata get numbers with labels. Every file is opened again to count its rows.
"""

from collections.abc import Callable
from pathlib import Path

from surveys.dataset.files.columns import RowsLost, UnknownCode
from surveys.dataset.files.delimited import count_csv, neutral, write_csv
from surveys.dataset.files.parquet import count_parquet, write_parquet
from surveys.dataset.files.spss import count_sav, write_sav
from surveys.dataset.files.stata import count_dta, write_dta
from surveys.dataset.files.workbook import count_xlsx, write_xlsx
from surveys.dataset.table import Table

__all__ = ["COUNTERS", "WRITERS", "RowsLost", "UnknownCode", "neutral", "write"]

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


def write(table: Table, kind: str, path: Path) -> int:
    """Write a table in a format and return how many rows the file holds."""
    WRITERS[kind](table, path)
    found = COUNTERS[kind](path)
    if found != len(table.rows):
        raise RowsLost(len(table.rows), found)
    return found
