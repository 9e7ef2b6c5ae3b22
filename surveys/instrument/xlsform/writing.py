"""A document as an XLSForm that ODK, KoboToolbox and our own import can read."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from surveys.instrument import types
from surveys.instrument.model import Choice, Document, Question, Section, Text
from surveys.instrument.types.coding import part_name
from surveys.instrument.xlsform.languages import heading
from surveys.instrument.xlsform.names import INTRO, OWN, with_columns
from surveys.instrument.xlsform.references import write_references

TEXTS = ("label", "hint", "constraint_message")
Row = dict[str, Any]


def export_xlsform(document: Document) -> bytes:
    """Write a document as an XLSX file; texts that look like formulas stay texts."""
    lists = _Lists(document)
    survey = [row for section in document.sections for row in _section(section, document, lists)]
    sheets = {
        "survey": (_survey_headings(document), _label_or_name(survey, document)),
        "choices": (
            ["list_name", "name", *_headings("label", document), *lists.attributes(), OWN],
            _label_or_name(list(lists.rows()), document),
        ),
        "settings": (
            ["form_title", "form_id", "version", "default_language", OWN],
            [_settings(document)],
        ),
        "criteria": (
            ["criterion", "measure", "items", "named", "reverse", "where"],
            list(_criteria(document)),
        ),
        "contradictions": (
            ["name", "expression", *_headings("message", document)],
            [
                {
                    "name": each.name,
                    "expression": with_columns(each.expression.source),
                    **_texts("message", each.message),
                }
                for each in document.contradictions
            ],
        ),
    }
    return _workbook(sheets)


def _headings(base: str, document: Document) -> list[str]:
    return [heading(base, language) for language in document.languages]


def _survey_headings(document: Document) -> list[str]:
    texts = [each for base in TEXTS for each in _headings(base, document)]
    plain = ["required", "relevant", "constraint", "calculation", "choice_filter"]
    plain += ["appearance", "parameters", OWN]
    return ["type", "name", *texts, *plain]


def _workbook(sheets: dict[str, tuple[list[str], list[Row]]]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 -- slow import

    memory = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(memory, options) as workbook:
        bold = workbook.add_format({"bold": True})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        for name, (headings, rows) in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for at, text in enumerate(headings):
                sheet.write_string(0, at, text, bold)
                sheet.set_column(at, at, 44 if "::" in text else 18)
                for number, row in enumerate(rows, start=1):
                    if row.get(text) not in (None, ""):
                        sheet.write_string(number, at, str(row[text]), wrapped)
    return memory.getvalue()


def _texts(base: str, text: Text) -> Row:
    return {
        heading(base, language): with_columns(write_references(words))
        for language, words in text.items()
    }


def _label_or_name(rows: list[Row], document: Document) -> list[Row]:
    """XLSForm wants a label for everything; what has no words yet goes by its name."""
    headings = _headings("label", document)
    for row in rows:
        if row.get("type") == "calculate" or not row.get("name"):
            continue
        if not any(row.get(each) for each in headings):
            row[headings[0]] = row["name"]
    return rows


def _settings(document: Document) -> Row:
    own = {"title": dict(document.title), "languages": list(document.languages)}
    default = document.languages[0]
    return {
        "form_title": document.words(document.title, default) or document.name,
        "form_id": document.name,
        "version": document.version,
        "default_language": heading("", default).removeprefix("::"),
        OWN: json.dumps(own, ensure_ascii=False),
    }


class _Lists:
    """Lists of choices, each written once however many questions share it."""

    def __init__(self, document: Document) -> None:
        self.names: dict[tuple[str, ...], str] = {}
        self.choices: dict[str, tuple[Choice, ...]] = {}
        for question in document.questions():
            if question.choices:
                name = self.names.setdefault(_list_key(question.choices), question.name)
                self.choices[name] = question.choices

    def of(self, question: Question) -> str:
        return self.names[_list_key(question.choices)]

    def rows(self) -> Iterator[Row]:
        for name, choices in self.choices.items():
            for choice in choices:
                flags = [flag for flag in ("exclusive", "other", "fixed") if getattr(choice, flag)]
                flags += [f"missing={choice.missing}"] if choice.missing else []
                row = {"list_name": name, "name": choice.code, OWN: " ".join(flags)}
                yield row | _texts("label", choice.text) | dict(choice.attributes)

    def attributes(self) -> list[str]:
        """The columns that filters look at."""
        found = {name for each in self.choices.values() for c in each for name in c.attributes}
        return sorted(found)


def _list_key(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """Equal for equal lists; choices hold dicts, so they cannot be keys themselves."""
    return tuple(repr((sorted(each.text.items()), replace(each, text={}))) for each in choices)


def _section(section: Section, document: Document, lists: _Lists) -> Iterator[Row]:
    yield {
        "type": "begin_group",
        "name": section.name,
        "appearance": "field-list",
        "relevant": _source(section.relevance),
        **_texts("label", section.title),
    }
    if section.intro:
        yield {"type": "note", "name": f"{section.name}{INTRO}", **_texts("label", section.intro)}
    for question in section.questions:
        yield from _question(question, lists)
    yield {"type": "end_group"}


def _source(expression: Any) -> str:
    return with_columns(expression.source) if expression else ""


def _question(question: Question, lists: _Lists) -> Iterator[Row]:
    row: Row = {
        "name": question.name,
        "required": "yes" if question.required else "",
        "relevant": _source(question.relevance),
        "calculation": _source(question.calculation),
        "choice_filter": _source(question.choice_filter),
        "parameters": "randomize=true" if question.shuffle else "",
        **_texts("label", question.text),
        **_texts("hint", question.help),
        **_constraints(question),
    }
    own = _own(question)
    row[OWN] = json.dumps(own, ensure_ascii=False) if own else ""
    if question.rows:
        yield from _matrix(question, row, lists)
        return
    yield {"type": _type(question, lists), **_appearance(question), **row}
    if question.other:
        yield _other(question, question.other)


def _type(question: Question, lists: _Lists) -> str:
    row_type = types.of(question).row_type(question)
    return f"{row_type} {lists.of(question)}" if question.choices else row_type


def _appearance(question: Question) -> Row:
    return {"appearance": types.of(question).appearance} if types.of(question).appearance else {}


def _constraints(question: Question) -> Row:
    sources = [with_columns(each.expression.source) for each in question.constraints]
    if not sources:
        return {}
    joined = sources[0] if len(sources) == 1 else " and ".join(f"({each})" for each in sources)
    return {"constraint": joined, **_texts("constraint_message", question.constraints[0].message)}


def _own(question: Question) -> Row:
    """What XLSForm has no column for."""
    own: Row = {}
    if not types.of(question).xlsform_rows and not question.rows:  # the row does not tell its kind
        own["kind"] = question.kind
    if question.unit:
        own["unit"] = dict(question.unit)
    if question.decimals:
        own["decimals"] = question.decimals
    if question.at_most is not None:
        own["at_most"] = question.at_most
    if len(question.constraints) > 1:
        own["constraints"] = [
            {"expression": with_columns(each.expression.source), "message": dict(each.message)}
            for each in question.constraints
        ]
    if question.known:
        own["known"] = question.known
    return own | dict(question.properties)


def _matrix(question: Question, row: Row, lists: _Lists) -> Iterator[Row]:
    """A matrix is a group of questions with the same choices; its own cells go with the group."""
    required = row.pop("required")
    shuffle = row.pop("parameters")
    constraint = {key: row.pop(key) for key in list(row) if key.startswith("constraint")}
    own = json.loads(row[OWN] or "{}") | {
        "kind": question.kind,
        "rows": [r.code for r in question.rows],
    }
    if constraint and "constraints" not in own:
        own["constraints"] = [
            {"expression": with_columns(each.expression.source), "message": dict(each.message)}
            for each in question.constraints
        ]
    row[OWN] = json.dumps(own, ensure_ascii=False)
    yield {"type": "begin_group", "appearance": "table-list", **row}
    for each in question.rows:
        yield {
            "type": f"select_one {lists.of(question)}",
            "name": part_name(question.name, each.code),
            "required": required,
            "parameters": shuffle,
            **_texts("label", each.text),
        }
    yield {"type": "end_group"}
    if question.other:
        yield _other(question, question.other)


def _other(question: Question, choice: Choice) -> Row:
    chosen = f"selected(${{{question.name}}}, '{choice.code}')"
    if question.rows:
        names = (part_name(question.name, row.code) for row in question.rows)
        chosen = " or ".join(f"selected(${{{name}}}, '{choice.code}')" for name in names)
    return {
        "type": "text",
        "name": part_name(question.name, "other"),
        "relevant": chosen,
        OWN: json.dumps({"other_of": question.name}),
        **_texts("label", choice.text),
    }


def _criteria(document: Document) -> Iterator[Row]:
    for rule in document.criteria:
        yield {
            "criterion": rule.criterion,
            "measure": rule.measure,
            "items": " ".join(rule.items),
            "named": " ".join(rule.named),
            "reverse": "" if rule.reverse is None else f"{rule.reverse:g}",
            "where": _source(rule.where),
        }
