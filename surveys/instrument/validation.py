"""What a well-formed document may still get wrong: names that are not there, or not yet."""

import re
from collections.abc import Iterator
from typing import Any

from surveys.instrument import columns, types
from surveys.instrument.expressions.language import Expression, walk
from surveys.instrument.model import (
    KNOWN,
    MEASURES,
    MISSING,
    CriterionRule,
    Document,
    Question,
    Text,
)
from surveys.instrument.problems import Problem
from surveys.instrument.types import KINDS
from surveys.instrument.types.kind import Column

PIPED = re.compile(r"\$\{\s*([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)?)\s*\}")


def problems(document: Document) -> list[Problem]:
    """Name everything that keeps the document from being used."""
    return [*_names(document), *_questions(document), *_order(document), *_criteria(document)]


def _names(document: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    taken: dict[str, Column] = {}
    for at, section in enumerate(document.sections):
        path = f"/sections/{at}"
        yield from _once(seen, section.name, path)
        for place, question in enumerate(section.questions):
            where = f"{path}/questions/{place}"
            yield from _once(seen, question.name, where)
            yield from _columns(question, taken, where)
    for at, each in enumerate(document.contradictions):
        yield from _once(seen, each.name, f"/contradictions/{at}")


def _once(seen: set[str], name: str, path: str) -> Iterator[Problem]:
    if name.lower() in seen:
        yield Problem(f"{path}/name", "duplicate", {"name": name})
    seen.add(name.lower())


def _columns(question: Question, taken: dict[str, Column], path: str) -> Iterator[Problem]:
    for column in columns.of_question(question):
        if len(column.name) > columns.LONGEST:
            yield Problem(path, "long_column", {"column": column.name})
        if taken.setdefault(column.name.lower(), column) is not column:
            params = {"name": question.name, "column": column.name}
            yield Problem(path, "duplicate_column", params)


def _questions(document: Document) -> Iterator[Problem]:
    for at, section in enumerate(document.sections):
        for place, question in enumerate(section.questions):
            path = f"/sections/{at}/questions/{place}"
            yield from _shape(question, path)
            yield from _codes([choice.code for choice in question.choices], f"{path}/choices")
            yield from _codes([row.code for row in question.rows], f"{path}/rows")


def _shape(question: Question, path: str) -> Iterator[Problem]:
    name = {"name": question.name}
    if question.kind not in KINDS:
        yield Problem(f"{path}/kind", "unknown_kind", {"kind": question.kind})
    if question.known and question.known not in KNOWN:
        yield Problem(f"{path}/known", "unknown_known", {"known": question.known})
        return
    uses = types.of(question).uses
    choices, rows = len(question.choices), len(question.rows)
    yield from _part(path, "choices", name, used="choices" in uses, given=choices)
    yield from _part(path, "rows", name, used="rows" in uses, given=rows)
    yield from _filter(question, path)
    has_calculation = question.calculation is not None
    yield from _part(path, "calculation", name, used="calculation" in uses, given=has_calculation)
    for place, code in types.of(question).problems(question):
        yield Problem(f"{path}/{place}", code, name, types.of(question).sentences[code])
    for number, choice in enumerate(question.choices):
        if choice.missing and choice.missing not in MISSING:
            params = {"missing": choice.missing}
            yield Problem(f"{path}/choices/{number}/missing", "unknown_missing", params)


def _part(
    path: str, part: str, name: dict[str, str], *, used: bool, given: int
) -> Iterator[Problem]:
    """Miss what the kind of the question needs, and remark what it has no use for."""
    if used and not given:
        yield Problem(f"{path}/{part}", f"no_{part}", name)
    if given and not used:
        yield Problem(f"{path}/{part}", f"{part}_unused", name)


def _filter(question: Question, path: str) -> Iterator[Problem]:
    name = {"name": question.name}
    if question.choice_filter is None:
        if any(choice.attributes for choice in question.choices):
            yield Problem(f"{path}/choices", "attributes_unused", name)
        return
    if "choice_filter" not in types.of(question).uses:
        yield Problem(f"{path}/choice_filter", "filter_kind", name)
    known = {"name"}.union(*(choice.attributes for choice in question.choices))
    for column in sorted(question.choice_filter.columns() - known):
        params = {"source": question.choice_filter.source, "name": column}
        yield Problem(f"{path}/choice_filter", "unknown_attribute", params)


def _codes(codes: list[str], path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code.lower().replace("-", "_") in seen:
            yield Problem(f"{path}/{place}/code", "duplicate", {"name": code})
        seen.add(code.lower().replace("-", "_"))


def _order(document: Document) -> Iterator[Problem]:
    """Go through the document as a respondent does; only what was asked before may be used."""
    known: dict[str, Question] = {}
    for at, section in enumerate(document.sections):
        path = f"/sections/{at}"
        yield from _expression(section.relevance, f"{path}/relevance", known, document)
        yield from _piping([section.title, section.intro], path, known)
        for place, question in enumerate(section.questions):
            where = f"{path}/questions/{place}"
            for key in ("relevance", "choice_filter", "calculation"):
                expression = getattr(question, key)
                yield from _expression(expression, f"{where}/{key}", known, document)
            texts = [choice.text for choice in question.choices] + [r.text for r in question.rows]
            yield from _piping([question.text, question.help, *texts], where, known)
            known[question.name] = question
            for number, constraint in enumerate(question.constraints):
                spot = f"{where}/constraints/{number}/expression"
                yield from _expression(
                    constraint.expression, spot, known, document, itself=question
                )
    for at, each in enumerate(document.contradictions):
        yield from _expression(each.expression, f"/contradictions/{at}/expression", known, document)


def _piping(texts: list[Text], path: str, known: dict[str, Question]) -> Iterator[Problem]:
    names = {n for text in texts for words in text.values() for n in PIPED.findall(words)}
    for name in sorted(names):
        question, _, row = name.partition(".")
        if question not in known or (row and not known[question].has_row(row)):
            yield Problem(path, "piped_question", {"name": name})


def _expression(
    expression: Expression | None,
    path: str,
    known: dict[str, Question],
    document: Document,
    itself: Question | None = None,
) -> Iterator[Problem]:
    if expression is None:
        return
    source = expression.source
    if itself is None:
        yield from _only_in_constraints(expression, path)
    for name, row in sorted(expression.references()):
        code = _reference(name, row, known, document)
        if code:
            yield Problem(path, code, {"source": source, "name": name, "row": row})
    for (name, _row), code in _comparisons(expression):
        question = itself if name == "" else known.get(name)
        if question and question.choices and not _offers(question, code):
            params = {"source": source, "name": question.name, "code": code}
            yield Problem(path, "unknown_code", params)


def _offers(question: Question, text: str) -> bool:
    """Whether an answer can be this text: a code, or several where several are chosen."""
    codes = text.split(" ") if types.of(question).is_list else [text]
    return all(question.choice(code) is not None for code in codes)


def _only_in_constraints(expression: Expression, path: str) -> Iterator[Problem]:
    if expression.mentions_itself():
        yield Problem(path, "itself", {"source": expression.source})
    if expression.asks_for_today():
        yield Problem(path, "today", {"source": expression.source})


def _reference(name: str, row: str, known: dict[str, Question], document: Document) -> str:
    if name not in known:
        return "later_question" if document.has_question(name) else "unknown_question"
    question = known[name]
    if not types.of(question).has_answer:
        return "note_asked"
    if row and not question.has_row(row):
        return "unknown_row"
    return ""


def _comparisons(expression: Expression) -> Iterator[tuple[tuple[str, str], str]]:
    """Name each answer that is compared with a fixed text, and the text."""
    for node in walk(expression.tree):
        pair: tuple[Any, ...] = ()
        if node[0] == "compare" and node[1] in ("=", "!="):
            pair = (node[2], node[3]) if node[2][0] == "ref" else (node[3], node[2])
        elif node[:2] == ("call", "selected"):
            pair = (node[2], node[3])
        if pair and pair[0][0] == "ref" and pair[1][0] == "text" and pair[1][1]:
            yield (pair[0][1], pair[0][2]), pair[1][1]


def _criteria(document: Document) -> Iterator[Problem]:
    known = {question.name: question for question in document.questions()}
    seen: set[str] = set()
    for at, rule in enumerate(document.criteria):
        path = f"/criteria/{at}"
        about = {"criterion": rule.criterion}
        yield from _once(seen, rule.criterion, path)
        yield from _expression(rule.where, f"{path}/where", known, document)
        if rule.measure not in MEASURES:
            yield Problem(f"{path}/measure", "unknown_measure", {"measure": rule.measure})
        if not rule.items:
            yield Problem(f"{path}/items", "no_items", about)
        if rule.measure == "share" and not rule.named:
            yield Problem(f"{path}/named", "nothing_named", about)
        offered: set[str] = set()
        for item in rule.items:
            yield from _item(rule, item, known, offered, path)
        for code in rule.named:
            if code not in offered:
                yield Problem(f"{path}/named", "unknown_named", {**about, "code": code})


def _item(
    rule: CriterionRule,
    item: str,
    known: dict[str, Question],
    offered: set[str],
    path: str,
) -> Iterator[Problem]:
    """Check one item of a rule, and note the codes its question offers."""
    name, _, row = item.partition(".")
    question = known.get(name)
    about = {"criterion": rule.criterion, "item": item}
    if question is None or not _holds_item(question, row):
        yield Problem(f"{path}/items", "unknown_criterion_item", about)
        return
    offered |= {choice.code for choice in question.choices}
    has_numbers = types.of(question).measures_numbers(question)
    if rule.measure in ("mean", "median") and not has_numbers:
        yield Problem(f"{path}/items", "not_numeric", about)


def _holds_item(question: Question, row: str) -> bool:
    """Whether an item names a value: a row of a matrix, or any other question as a whole."""
    if "rows" in types.of(question).uses:
        return question.has_row(row)
    return not row and types.of(question).has_answer
