"""SPSS: numbers with labels, codes of missing answers declared, text codes in the notes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from surveys.dataset.files.columns import columns, frame, series
from surveys.dataset.table import Table
from surveys.dataset.variables import Variable
from surveys.instrument.types.coding import DataType

TEXT_BYTES = 32_000
LABEL_BYTES = 255
VALUE_LABEL_BYTES = 120
NOTE_SIGNS = 80  # of a line of notes
CODES_NOTE = "thuoc-do codes "  # analysis.survey_files reads what follows
MOST_MISSING = 3  # values a column may declare one by one
MEASURES = {DataType.NUMBER: "scale", DataType.DATE: "scale", DataType.MOMENT: "scale"}


def write_sav(table: Table, path: Path) -> None:
    import pyreadstat  # noqa: PLC0415 -- slow import

    found: dict[str, Any] = {}
    labels: dict[str, str | None] = {}
    values: dict[str, dict[float, str]] = {}
    missing: dict[str, Any] = {}
    measures: dict[str, str] = {}
    for variable, column in columns(table):
        for name, label, part in _parts(variable, column):
            found[name] = part
            labels[name] = _within_bytes(label, LABEL_BYTES)
            measures[name] = MEASURES.get(variable.type, "nominal")
        if variable.codes:
            values[variable.name] = {
                float(code.number): _within_bytes(code.label, VALUE_LABEL_BYTES)
                for code in variable.codes
            }
        if gone := declared_missing(variable):
            missing[variable.name] = gone
    pyreadstat.write_sav(
        frame(found),
        str(path),
        file_label=_within_bytes(table.source.title, 60),
        column_labels=labels,
        variable_value_labels=values,
        missing_ranges=missing,
        variable_measure=measures,
        note=_notes(table.variables),
        compress=True,
    )


def declared_missing(variable: Variable) -> list[Any]:
    """Declare the codes of missing answers: three one by one, or a range that holds no answer.

    Of more than a range can hold, those beyond it keep their labels but are not declared.
    """
    gone = sorted(float(code.number) for code in variable.codes if code.missing)
    if len(gone) <= MOST_MISSING:
        return gone
    given = [float(code.number) for code in variable.codes if not code.missing]
    lowest = min((number for number in given if number > gone[0]), default=gone[-1] + 1)
    below = [number for number in gone if number < lowest]
    beyond = [number for number in gone if number > lowest]
    return [{"lo": below[0], "hi": below[-1]}, *beyond[:1]]


def _notes(variables: Sequence[Variable]) -> list[str]:
    """Write the codes behind the numbers into the notes of the file, line by line."""
    told = {
        variable.name: {str(c.number): c.code for c in variable.codes}
        for variable in variables
        if any(c.code != str(c.number) for c in variable.codes)
    }
    if not told:
        return []
    text = json.dumps(told, separators=(",", ":")).replace(" ", "\\u0020")
    whole = CODES_NOTE + text
    return [whole[at : at + NOTE_SIGNS] for at in range(0, len(whole), NOTE_SIGNS)]


def _parts(variable: Variable, column: list[Any]) -> list[tuple[str, str, Any]]:
    """SPSS holds 32,767 bytes of text; a longer one goes on in columns ``name_c2``, ``name_c3``."""
    if variable.type is not DataType.TEXT:
        return [(variable.name, variable.label, series(variable, column))]
    pieces = [_in_pieces(value or "") for value in column]
    most = max((len(each) for each in pieces), default=1)
    return [
        (
            variable.name if at == 0 else f"{variable.name[:28]}_c{at + 1}",
            variable.label if at == 0 else f"({at + 1}) {variable.label}",
            series(variable, [each[at] if at < len(each) else "" for each in pieces]),
        )
        for at in range(most)
    ]


def _in_pieces(text: str) -> list[str]:
    pieces: list[str] = []
    piece: list[str] = []
    size = 0
    if len(text.encode()) <= TEXT_BYTES:
        return [text]
    for letter in text:
        width = len(letter.encode())
        if size + width > TEXT_BYTES:
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
