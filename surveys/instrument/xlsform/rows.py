"""Rows of the sheets of an XLSForm: their cells by language, and the lists of choices."""

import json
from collections.abc import Iterable
from typing import Any

from surveys.instrument.parsing import NAME, NO_ATTRIBUTES
from surveys.instrument.xlsform.names import OWN, language_of
from surveys.instrument.xlsform.remarks import SENTENCES, Remark
from surveys.instrument.xlsform.row_types import (
    ALIASES,
    COLUMNS,
    REASONS,
    TEXT_COLUMNS,
    Data,
    Line,
)
from surveys.instrument.xlsform.sheets import Sheet, SheetRow


class RowReader:
    """Reads rows into lines and choices into lists; remarks what stays behind."""

    def __init__(self, sheets: dict[str, Sheet], default: str, remarks: list[Remark]) -> None:
        self.sheets, self.default, self.remarks = sheets, default, remarks
        self.languages: dict[str, None] = {}
        self.used_lists: set[str] = set()
        self.filtered_lists: set[str] = set()
        self.attributes: dict[str, list[tuple[int, dict[str, str]]]] = {}
        self.lists = self._lists()

    # -- remarks

    def remark(
        self, sheet: str, row: int, code: str, *, wrong: bool = False, **params: Any
    ) -> None:
        self.remarks.append(Remark(sheet, row, SENTENCES[code], params, is_wrong=wrong))

    # -- cells

    def line(self, row: SheetRow, sheet: str) -> Line:
        line = Line(row.number, {})
        for column, value in row.cells.items():
            base, _, language = column.partition("::")
            base = ALIASES.get(base.strip().lower(), base.strip().lower())
            if base in TEXT_COLUMNS:
                self._text(line, sheet, column, base, language, value)
            elif not language and base in COLUMNS:
                line.cells[base] = value
            else:
                self.left_out(sheet, row.number, column, value)
        self._own(line, sheet)
        return line

    def left_out(self, sheet: str, row: int, column: str, value: str) -> None:
        reason = REASONS.get(column.partition("::")[0].strip().lower(), "unknown_column")
        self.remark(sheet, row, reason, column=column, value=value[:60])

    def _text(
        self, line: Line, sheet: str, column: str, base: str, language: str, value: str
    ) -> None:
        code = language_of(language) if language else self.default
        if not code:
            self.remark(sheet, line.number, "unknown_language", wrong=True, column=column)
            return
        self.languages[code] = None
        line.texts.setdefault(TEXT_COLUMNS[base], {})[code] = value

    def _own(self, line: Line, sheet: str) -> None:
        written = line.cells.pop(OWN, "")
        if not written:
            return
        try:
            own = json.loads(written)
        except (ValueError, RecursionError):
            own = None
        if not isinstance(own, dict):
            self.remark(sheet, line.number, "unreadable_own", wrong=True, value=written[:60])
            return
        line.own = own

    # -- choices

    def _lists(self) -> dict[str, list[Data]]:
        lists: dict[str, list[Data]] = {}
        sheet = self.sheets.get("choices")
        for row in sheet.rows if sheet else ():
            cells = dict(row.cells)
            name = cells.pop("list_name", "") or cells.pop("list name", "")
            flags = cells.pop(OWN, "").split()
            code = cells.pop("name", "") or cells.pop("value", "")
            extra = {column: cells.pop(column) for column in list(cells) if not _is_text(column)}
            choice: Data = {"code": code, "text": self._texts_of_choice(row.number, cells)}
            choice |= _read_flags(flags)
            for column in [each for each in extra if not _is_attribute(each)]:
                self.left_out("choices", row.number, column, extra.pop(column))
            if name:
                lists.setdefault(name, []).append(choice)
                self.attributes.setdefault(name, []).append((row.number, extra))
        return lists

    def _texts_of_choice(self, number: int, cells: dict[str, str]) -> dict[str, str]:
        line = self.line(SheetRow(number, cells), "choices")
        for key in line.texts.keys() - {"text"}:
            self.left_out("choices", number, key, next(iter(line.texts[key].values())))
        return line.texts.get("text", {})

    def choices(self, line: Line, list_name: str) -> list[Data]:
        self.used_lists.add(list_name)
        if list_name not in self.lists:
            self.remark("survey", line.number, "no_list", wrong=True, list=list_name)
            return []
        choices = [dict(choice) for choice in self.lists[list_name]]
        if line.cells.get("choice_filter"):
            self.filtered_lists.add(list_name)
            for choice, (_row, extra) in zip(choices, self.attributes[list_name], strict=True):
                choice["attributes"] = dict(extra)
        return choices

    def unused(self) -> None:
        """Remark lists nobody asks for, and columns of choices that no filter looks at."""
        for name in self.lists.keys() - self.used_lists:
            self.remark("choices", 0, "unused_list", list=name)
        for name in self.attributes.keys() - self.filtered_lists:
            for row, extra in self.attributes[name]:
                for column, value in extra.items():
                    self.left_out("choices", row, column, value)


def _read_flags(flags: Iterable[str]) -> Data:
    """Read ``other`` as true and ``missing=na`` as a value."""
    parts = (flag.partition("=") for flag in flags)
    return {key: value or True for key, _, value in parts}


def _is_text(column: str) -> bool:
    base = column.partition("::")[0].strip().lower()
    return ALIASES.get(base, base) in TEXT_COLUMNS


def _is_attribute(column: str) -> bool:
    return bool(NAME.fullmatch(column)) and column.lower() not in NO_ATTRIBUTES
