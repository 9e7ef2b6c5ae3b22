"""From an XLSForm to a document, with a remark on every cell that cannot come along."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from surveys.instrument import loading, types
from surveys.instrument.model import Document
from surveys.instrument.problems import DocumentError, Problem
from surveys.instrument.xlsform import extension_sheets as own_sheets
from surveys.instrument.xlsform.conversion import as_workbook
from surveys.instrument.xlsform.differences import find_differences
from surveys.instrument.xlsform.languages import guess_language, language_of
from surveys.instrument.xlsform.names import OWN, plain
from surveys.instrument.xlsform.parsing import Builder
from surveys.instrument.xlsform.remarks import SENTENCES, Remark, XLSFormError, gather
from surveys.instrument.xlsform.rows import split_heading
from surveys.instrument.xlsform.sheets import SHEETS, Sheet, read_sheets, refuse_large

CRASHES = (AttributeError, LookupError, TypeError, ValueError, RecursionError)
NAMELESS = "questionnaire"
SETTINGS = {
    "title": "form_title",
    "set_form_title": "form_title",
    "id_string": "form_id",
    "set_form_id": "form_id",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an XLSForm: a document unless something is wrong, and all remarks."""

    document: Document | None
    remarks: tuple[Remark, ...]
    names_itself: bool = True  # by a “form_id”

    def called_after(self, file: str) -> "Imported":
        """A form without a name goes by that of its file, as in ODK; so does one without title."""
        document, name = self.document, _name(file)
        if document is None or self.names_itself or not name:
            return self
        title = {document.languages[0]: file} if NAMELESS in document.title.values() else {}
        return replace(self, document=replace(document, name=name, title=title or document.title))

    @property
    def wrong(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.is_wrong)

    @property
    def losses(self) -> tuple[Remark, ...]:
        """What the form says and the document cannot."""
        return tuple(remark for remark in self.remarks if not remark.is_wrong)


def import_xlsform(content: bytes, *, fallback_language: str = "vi") -> Imported:
    """Read an XLSForm; nothing is dropped without a remark that names its row and the reason."""
    remarks: list[Remark] = []
    refuse_large(content)
    content = as_workbook(content)
    sheets = read_sheets(content, remarks)
    if "survey" not in sheets:
        raise XLSFormError("no_sheet", sheet="survey")
    if not any(remark.is_wrong for remark in remarks):
        remarks += _pyxform(content)
    remarks += _name_unknown(sheets)
    settings = _settings(sheets.get("settings"), remarks)
    named = settings.get("default_language", "")
    if named and not language_of(named):
        remarks.append(Remark("settings", 2, SENTENCES["default_language"], {"value": named}))
    default = language_of(named) or guess_language(_unnamed_words(sheets), fallback_language)
    builder = Builder(sheets, default, remarks)
    try:
        data = _whole(builder, settings, default)
    except CRASHES as crash:  # what stands in our own columns was not written by us
        raise XLSFormError("unreadable_own", value=str(crash)[:80]) from crash
    loaded = _load(data, builder, remarks)
    is_wrong = any(remark.is_wrong for remark in remarks)
    told = tuple(sorted(gather(remarks), key=_place))
    return Imported(None if is_wrong else loaded, told, bool(settings.get("form_id")))


def _name_unknown(sheets: Mapping[str, Sheet]) -> list[Remark]:
    return [
        Remark(name, 0, SENTENCES["unknown_sheet"], {"sheet": name, "rows": len(sheet.rows)})
        for name, sheet in sheets.items()
        if name not in SHEETS and sheet.rows
    ]


def _unnamed_words(sheets: Mapping[str, Sheet]) -> list[str]:
    """What stands in columns of labels that name no language."""
    return [
        value
        for name in ("survey", "choices")
        for row in (sheets[name].rows if name in sheets else ())
        for column, value in row.cells.items()
        if split_heading(column) in (("label", ""), ("hint", ""))
    ]


def _load(data: dict[str, Any], builder: Builder, remarks: list[Remark]) -> Document | None:
    """The document, or None with a remark on everything that is wrong with it."""
    try:
        loaded = loading.load(data)
    except DocumentError as refusal:
        remarks += [_remark(problem, builder) for problem in refusal.problems]
        return None
    if not any(types.of(question).is_asked for question in loaded.questions()):
        remarks.append(Remark("survey", 0, SENTENCES["no_questions"], is_wrong=True))
    for path, reason, params in find_differences(loaded):
        sheet, row = builder.origin.get(path, ("survey", 0))
        remarks.append(Remark(sheet, row, SENTENCES[reason], params))
    return loaded


def _place(remark: Remark) -> tuple[int, int]:
    return (SHEETS.index(remark.sheet) if remark.sheet in SHEETS else len(SHEETS), remark.row)


def _pyxform(content: bytes) -> list[Remark]:
    """Let XLSForm's own library look at the file; it knows rules that we need not repeat."""
    from pyxform.errors import PyXFormError  # noqa: PLC0415 -- slow import
    from pyxform.xls2xform import convert  # noqa: PLC0415 -- slow import

    try:
        convert(content, file_type=".xlsx", validate=False)
    except PyXFormError as refusal:
        words = {"words": " ".join(str(refusal).split())}
        return [Remark("survey", _row_in(str(refusal)), SENTENCES["pyxform"], words, is_wrong=True)]
    except CRASHES:
        return [Remark("survey", 0, SENTENCES["pyxform_broke_off"], is_wrong=True)]
    return []


def _row_in(words: str) -> int:
    found = re.search(r"\[row : (\d+)\]", words)
    return int(found[1]) if found else 0


def _settings(sheet: Sheet | None, remarks: list[Remark]) -> dict[str, str]:
    known = {"form_title", "form_id", "version", "default_language", OWN}
    if sheet is None or not sheet.rows:
        return {}
    settings: dict[str, str] = {}
    row = sheet.rows[0]
    for column, value in row.cells.items():
        name = re.sub(r"\s+", "_", column.strip().lower())
        name = SETTINGS.get(name, name)
        if name not in known:
            params = {"column": column, "value": value}
            remarks.append(Remark("settings", row.number, SENTENCES["unknown_column"], params))
        settings.setdefault(name, value)
    remarks.extend(
        Remark("settings", more.number, SENTENCES["more_settings"]) for more in sheet.rows[1:]
    )
    return settings


def _whole(builder: Builder, settings: Mapping[str, str], default: str) -> dict[str, Any]:
    own = _own(settings.get(OWN, ""))
    parts = {
        "sections": builder.sections(),
        "criteria": own_sheets.criteria(builder),
        "contradictions": own_sheets.contradictions(builder),
    }
    languages = own.get("languages") or sorted(
        builder.languages or [default], key=lambda each: each != default
    )
    name = settings.get("form_id") or NAMELESS
    return {
        "name": _name(name) or NAMELESS,
        "version": settings.get("version") or "1",
        "languages": languages,
        "title": own.get("title") or {languages[0]: settings.get("form_title") or name},
        **parts,
    }


def _name(written: str) -> str:
    """A name for a questionnaire: letters first, as every name has them."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", plain(written)).strip("_")
    name = f"q_{name}" if name[:1].isdigit() else name
    return name[:32].strip("_")


def _own(written: str) -> dict[str, Any]:
    try:
        own = json.loads(written or "{}")
    except (ValueError, RecursionError):
        return {}
    return own if isinstance(own, dict) else {}


def _remark(problem: Problem, builder: Builder) -> Remark:
    """Lead a problem of the document back to the row it came from."""
    path = problem.path
    while path and path not in builder.origin:
        path = path.rpartition("/")[0]
    sheet, row = builder.origin.get(path, ("survey", 0))
    dropped = builder.dropped.get(str(problem.params.get("name", "")))
    reason = _reason_by_form(problem, dropped)
    if reason:
        params = {**problem.params, "type": dropped}
        return Remark(sheet, row, SENTENCES[reason], params, is_wrong=True)
    return Remark(sheet, row, problem.template, problem.params, is_wrong=True)


def _reason_by_form(problem: Problem, dropped: str | None) -> str:
    """What the form says of a problem that the document alone cannot know."""
    if problem.code == "duplicate" and "/choices/" in problem.path:
        return "code_twice"
    if dropped is None:
        return ""
    reasons = {"unknown_question": "dropped_question", "piped_question": "dropped_in_text"}
    if problem.code == "unknown_question" and not dropped:
        return "disabled_question"
    return reasons.get(problem.code, "") if dropped else ""
