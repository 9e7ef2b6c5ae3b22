"""Stata: numbers with labels; missing answers are its letters .a to .z."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from surveys.dataset.files.columns import columns, frame, series
from surveys.dataset.table import Table
from surveys.dataset.variables import Variable

LABEL = 80
LETTERS = {"na": "a", "refused": "b"}
FURTHER_LETTERS = "cdefghijklmnopqrstuvwxyz"


def write_dta(table: Table, path: Path) -> None:
    import pyreadstat  # noqa: PLC0415 -- slow import

    found: dict[str, Any] = {}
    labels: dict[str, str | None] = {}
    values: dict[str, Any] = {}
    missing: dict[str, list[str]] = {}
    for variable, column in columns(table):
        name = variable.name
        found[name] = series(variable, column)
        labels[name] = _shorten(variable.label, LABEL)
        if not variable.codes:
            continue
        letters = missing_letters(variable)
        values[name] = {letters.get(c.number, c.number): c.label for c in variable.codes}
        if letters:
            missing[name] = sorted(letters.values())
            found[name] = found[name].astype(object).replace(letters)
    pyreadstat.write_dta(
        frame(found),
        str(path),
        file_label=_shorten(table.source.title, LABEL),
        column_labels=labels,
        variable_value_labels=values,
        missing_user_values=missing,
        version=15,
    )


def missing_letters(variable: Variable) -> dict[int, str]:
    """Letter the codes of missing answers: .a not applicable, .b refused, then on from .c."""
    letters: dict[int, str] = {}
    further: Iterator[str] = iter(FURTHER_LETTERS)
    for code in variable.codes:
        if code.missing:
            own = LETTERS[code.missing]
            letters[code.number] = next(further) if own in letters.values() else own
    return letters


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def count_dta(path: Path) -> int:
    import pyreadstat  # noqa: PLC0415 -- slow import

    _frame_read, meta = pyreadstat.read_dta(str(path), metadataonly=True)
    return meta.number_rows or 0
