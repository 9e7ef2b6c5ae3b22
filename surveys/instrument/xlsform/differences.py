"""Where an expression means something else here than in ODK, on purpose: told by row."""

from collections.abc import Iterator
from typing import Any

from surveys.instrument import types
from surveys.instrument.expressions.language import Expression, Node, walk
from surveys.instrument.expressions.values import as_date
from surveys.instrument.model import Document, Question
from surveys.instrument.xlsform.whole_decimals import PASSED_ON, find_decimals, reads_as_text

LOGICAL = frozenset(
    {"not", "boolean", "selected", "contains", "starts-with", "ends-with", "true", "false"}
)
Finding = tuple[str, str, dict[str, Any]]


def find_differences(document: Document) -> Iterator[Finding]:
    """Name each place in the document, the reason, and what fills its sentence."""
    decimals = find_decimals(document)
    for path, itself, expression in _list_expressions(document):
        if reads_as_text(expression, decimals, itself):
            yield path, "whole_decimals", {"source": expression.source}
    for at, section in enumerate(document.sections):
        path = f"/sections/{at}"
        yield from _condition(section.relevance, path)
        yield from _days(document, None, section.relevance, path)
        for place, question in enumerate(section.questions):
            where = f"{path}/questions/{place}"
            for condition in (question.relevance, question.choice_filter):
                yield from _condition(condition, where)
                yield from _days(document, None, condition, where)
            for constraint in question.constraints:
                yield from _condition(constraint.expression, where)
                yield from _days(document, question, constraint.expression, where)
            if question.calculation:
                yield from _inside(question.calculation, where)
                yield from _infinite(question.calculation, where)
                yield from _days(document, None, question.calculation, where)


def _list_expressions(document: Document) -> Iterator[tuple[str, Question | None, Expression]]:
    """Every expression with its place, and the question that “.” stands for in it."""
    for at, section in enumerate(document.sections):
        path = f"/sections/{at}"
        if section.relevance:
            yield path, None, section.relevance
        for place, question in enumerate(section.questions):
            where = f"{path}/questions/{place}"
            for each in (question.relevance, question.choice_filter, question.calculation):
                if each:
                    yield where, None, each
            for constraint in question.constraints:
                yield where, question, constraint.expression


def _days(
    document: Document, itself: Question | None, expression: Expression | None, path: str
) -> Iterator[Finding]:
    """Days that are compared with a text that is no day, and so with nothing."""
    for node in walk(expression.tree) if expression else ():
        for text in _find_texts_for_days(document, itself, node):
            if text and as_date(text) is None:
                params = {"source": expression.source if expression else "", "text": text}
                yield path, "no_day", params


def _find_texts_for_days(document: Document, itself: Question | None, node: Node) -> Iterator[str]:
    if node[:2] == ("call", "date") and node[2][0] == "text":
        yield node[2][1]
    if node[0] == "compare":
        for one, other in ((node[2], node[3]), (node[3], node[2])):
            if one[0] == "ref" and other[0] == "text":
                asked = document.question(one[1]) if one[1] else itself
                if asked and types.of(asked).reads == "day":
                    yield other[1]


def _condition(expression: Expression | None, path: str) -> Iterator[Finding]:
    if expression is None:
        return
    yield from _truths([expression.tree], expression, path)
    yield from _inside(expression, path)


def _inside(expression: Expression, path: str) -> Iterator[Finding]:
    if any(node[0] == "regex" and node[3:] for node in walk(expression.tree)):
        yield path, "part_of_text", {"source": expression.source}
    for node in walk(expression.tree):
        yield from _truths(_list_truth_parts(node), expression, path)
        if node[:2] in (("call", "min"), ("call", "max")) and any(
            part[0] != "number" for part in node[2:]
        ):
            yield path, "blanks_in_extremes", {"source": expression.source}


def _list_truth_parts(node: Node) -> list[Node]:
    """The parts of a node whose truth counts."""
    if node[0] in ("and", "or"):
        return list(node[1:])
    if node[:2] in (("call", "not"), ("call", "boolean"), ("call", "if")):
        return [node[2]]
    if node[0] == "compare" and node[1] in ("=", "!=") and any(map(_is_logical, node[2:])):
        return list(node[2:])
    return []


def _truths(nodes: list[Node], expression: Expression, path: str) -> Iterator[Finding]:
    for node in nodes:
        for name in sorted(set(_find_bare_answers(node))):
            params = {"source": expression.source, "name": name or "."}
            yield path, "truth_of_answer", params


def _find_bare_answers(node: Node) -> Iterator[str]:
    """The questions whose bare answers a node may come to."""
    if node[0] == "ref":
        yield node[1]
    elif node[0] == "call" and node[1] in PASSED_ON:
        parts = node[2 + PASSED_ON[node[1]] :]
        for part in parts:
            yield from _find_bare_answers(part)
        if node[1] == "coalesce" and any(part[0] not in ("ref", "text") for part in parts):
            yield "coalesce()"


def _is_logical(node: Node) -> bool:
    if node[0] == "call" and node[1] in PASSED_ON:
        return any(map(_is_logical, node[2 + PASSED_ON[node[1]] :]))
    is_call = node[0] == "call" and node[1] in LOGICAL
    return is_call or node[0] in ("compare", "and", "or", "regex")


def _infinite(expression: Expression, path: str) -> Iterator[Finding]:
    """A calculation that may come to infinity, which is no value to store."""
    if any(map(_may_overflow, walk(expression.tree))):
        yield path, "infinite", {"source": expression.source}


def _may_overflow(node: Node) -> bool:
    if node[:2] == ("call", "pow"):
        return True
    pairs = zip(node[2::2], node[3::2], strict=True) if node[0] == "chain" else ()
    return any(sign == "div" and (part[0] != "number" or not part[1]) for sign, part in pairs)
