"""Rows of the sheets of an XLSForm: their cells by language, and the lists of choices."""

import json
import re
from collections.abc import Iterable
from typing import Any

from surveys.instrument.markup import is_styled
from surveys.instrument.parsing import NAME, NO_ATTRIBUTES
from surveys.instrument.xlsform.codes import fit_codes
from surveys.instrument.xlsform.languages import language_of
from surveys.instrument.xlsform.names import OWN, straighten
from surveys.instrument.xlsform.references import read_references
from surveys.instrument.xlsform.remarks import SENTENCES, Remark
from surveys.instrument.xlsform.row_types import (
    ALIASES,
    BOUND,
    COLUMNS,
    EXPRESSIONS,
    EXTERNAL,
    LOGICAL,
    REASONS,
    TEXT_COLUMNS,
    Data,
    Line,
)
from surveys.instrument.xlsform.sheets import Sheet, SheetRow

SINGLE_COLON = re.compile(
    rf"\s*(bind|control|caption|{'|'.join(TEXT_COLUMNS)})\s*:\s*([^:].*)", re.IGNORECASE
)
JAVAROSA = re.compile(r"(jr\s*:\s*\w+)(?:\s*:\s*(.+))?$", re.IGNORECASE)


class RowReader:
    """Reads rows into lines and choices into lists; remarks what stays behind."""

    def __init__(self, sheets: dict[str, Sheet], default: str, remarks: list[Remark]) -> None:
        self.sheets, self.default, self.remarks = sheets, default, remarks
        self.languages: dict[str, None] = {}
        self.dropped: dict[str, str] = {}  # names of rows that were left out, and their types
        self.used_lists: set[str] = set()
        self.filtered_lists: set[str] = set()
        self.attributes: dict[str, list[tuple[int, dict[str, str]]]] = {}
        self.lists = self._lists()
        self.recoded = {name: self._recode(name) for name in self.lists}

    # -- remarks

    def remark(
        self, sheet: str, row: int, code: str, *, wrong: bool = False, **params: Any
    ) -> None:
        self.remarks.append(Remark(sheet, row, SENTENCES[code], params, is_wrong=wrong))

    # -- cells

    def line(self, row: SheetRow, sheet: str) -> Line:
        line = Line(row.number, {})
        for column, value in row.cells.items():
            base, language = split_heading(column)
            if base in TEXT_COLUMNS:
                self._text(line, sheet, column, base, language, value)
            elif not language and base in COLUMNS:
                line.cells[base] = self._cell(base, value)
            else:
                self.left_out(sheet, row.number, column, value)
        self._own(line, sheet)
        return line

    def _cell(self, base: str, value: str) -> str:
        if base not in EXPRESSIONS:
            return value
        return straighten(value) if base == "required" else LOGICAL.get(value, straighten(value))

    def left_out(self, sheet: str, row: int, column: str, value: str) -> None:
        reason = REASONS.get(split_heading(column)[0], "unknown_column")
        self.remark(sheet, row, reason, column=column, value=value[:60])

    def _text(
        self, line: Line, sheet: str, column: str, base: str, language: str, value: str
    ) -> None:
        code = language_of(language) if language else self.default
        if not code:
            reason = "unknown_language" if self._is_only_label(column) else "language_left_out"
            wrong = reason == "unknown_language"
            self.remark(sheet, line.number, reason, wrong=wrong, column=column)
            return
        self.languages[code] = None
        value = read_references(value)
        written = line.texts.setdefault(TEXT_COLUMNS[base], {})
        if written.get(code, value) != value:
            self.remark(sheet, line.number, "same_language", column=column, value=value[:60])
            return
        written[code] = value
        if is_styled(value):
            self.remark(sheet, line.number, "styled", value=value[:40])

    def _is_only_label(self, column: str) -> bool:
        """Whether no other column of labels is in a language that is known."""
        headings = map(split_heading, self.sheets["survey"].headings)
        return not any(
            base == "label" and (not language or language_of(language))
            for base, language in headings
        )

    def _own(self, line: Line, sheet: str) -> None:
        written = line.cells.pop(OWN, "")
        if not written:
            return
        try:
            own = json.loads(written)
            plain = json.dumps(own, ensure_ascii=False)
            plain.encode()  # half a letter, which no row can hold, is a ValueError
        except (ValueError, RecursionError):
            own, plain = None, ""
        if not isinstance(own, dict) or "\\u0000" in plain:
            self.remark(sheet, line.number, "unreadable_own", wrong=True, value=written[:60])
            return
        line.own = own

    # -- choices

    def _lists(self) -> dict[str, list[Data]]:
        lists: dict[str, list[Data]] = {}
        for sheet, mark in (("choices", ""), ("external_choices", EXTERNAL)):
            for row in self.sheets[sheet].rows if sheet in self.sheets else ():
                name, choice, extra = self._choice(sheet, row)
                if name:
                    lists.setdefault(name + mark, []).append(choice)
                    self.attributes.setdefault(name + mark, []).append((row.number, extra))
        return lists

    def _choice(self, sheet: str, row: SheetRow) -> tuple[str, Data, dict[str, str]]:
        """The list of a row, its choice, and the columns that filters look at."""
        cells = dict(row.cells)
        name = _pop(cells, "list_name", "list name")
        flags = cells.pop(OWN, "").split()
        code = _pop(cells, "name", "value")
        extra = {column: cells.pop(column) for column in list(cells) if not _is_text(column)}
        words = self._texts_of_choice(sheet, row.number, cells) or {self.default: code}
        choice: Data = {"code": code, "text": words}
        choice |= _read_flags(flags)
        for column in [each for each in extra if not _is_attribute(each)]:
            self.left_out(sheet, row.number, column, extra.pop(column))
        return name, choice, extra

    def _recode(self, name: str) -> dict[str, str]:
        """Give a list codes that the platform can keep; the old ones that changed."""
        written = [choice["code"] for choice in self.lists[name]]
        changes = fit_codes(self.lists[name])
        for old, (row, _extra) in zip(written, self.attributes[name], strict=True):
            if old in changes:
                self.remark(_sheet_of(name), row, "recoded", value=f"{old} → {changes[old]}")
        return changes

    def _texts_of_choice(self, sheet: str, number: int, cells: dict[str, str]) -> dict[str, str]:
        line = self.line(SheetRow(number, cells), sheet)
        for key in line.texts.keys() - {"text"}:
            self.left_out(sheet, number, key, next(iter(line.texts[key].values())))
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
        for name in [each for each in self.lists if each not in self.used_lists]:
            self.remark(_sheet_of(name), 0, "unused_list", list=name.removesuffix(EXTERNAL))
        for name in self.attributes.keys() - self.filtered_lists:
            for row, extra in self.attributes[name]:
                for column, value in extra.items():
                    self.left_out(_sheet_of(name), row, column, value)


def _sheet_of(list_name: str) -> str:
    return "external_choices" if list_name.endswith(EXTERNAL) else "choices"


def _read_flags(flags: Iterable[str]) -> Data:
    """Read ``other`` as true and ``missing=na`` as a value."""
    parts = (flag.partition("=") for flag in flags)
    return {key: value or True for key, _, value in parts}


def _pop(cells: dict[str, str], *names: str) -> str:
    """Take out the cell under the first of these headings, in small letters or not."""
    column = next((each for each in cells if each.strip().lower() in names), "")
    return cells.pop(column, "")


def split_heading(column: str) -> tuple[str, str]:
    """The column a heading means, and its language: “label::French”, “bind::relevant”."""
    first, *rest = (part.strip() for part in re.split("::", column))
    if not rest and (found := SINGLE_COLON.match(column)):
        first, rest = found[1].strip(), [found[2].strip()]
        if bound := JAVAROSA.match(rest[0]):
            rest = [each.strip() for each in bound.groups(default="") if each]
    base = re.sub(r"\s+", "_", first.lower())
    if base in ("bind", "control") and rest:
        bound_to = BOUND.get(rest[0].lower())
        return (bound_to, _language(rest[1:])) if bound_to else (column.lower(), "")
    return ALIASES.get(base, base), _language(rest)


def _language(rest: list[str]) -> str:
    """The language of a heading; “default” means the one that names none, as in ODK."""
    language = "::".join(rest)
    return "" if language.lower() == "default" else language


def _is_text(column: str) -> bool:
    return split_heading(column)[0] in TEXT_COLUMNS


def _is_attribute(column: str) -> bool:
    return bool(NAME.fullmatch(column)) and column.lower() not in NO_ATTRIBUTES
