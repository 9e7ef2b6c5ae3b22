"""CSV: codes as they are stored, for programs that read nothing else."""

import csv
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from surveys.dataset.files.columns import plain_number
from surveys.dataset.table import Table

NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([variable.name for variable in table.variables])
        for row in table.rows:
            writer.writerow([neutral(_cell(value)) for value in row])


def count_csv(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return plain_number(value)


def neutral(value: Any) -> Any:
    """Keep a text from being run as a formula by whatever opens the file; a number is none."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value
