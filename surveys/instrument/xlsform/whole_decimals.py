"""Where a decimal question is read as text: programs of ODK write a whole one as 1 or as 1.0."""

import re
from collections.abc import Iterator

from surveys.instrument import types
from surveys.instrument.expressions.language import Expression, Node, walk
from surveys.instrument.model import Document, Question

READERS = frozenset({
    "string", "concat", "substr", "substring-before", "substring-after", "translate",
    "normalize-space", "string-length", "contains", "starts-with", "ends-with", "selected",
    "selected-at",
})  # fmt: skip
PASSED_ON = {"if": 1, "coalesce": 0}  # functions that give an answer on, from this argument
WHOLE = re.compile(r"-?[0-9]+(\.0)?", re.ASCII)


def find_decimals(document: Document) -> frozenset[str]:
    """Name the questions for decimal numbers, and the calculations that repeat their answers."""
    found: set[str] = set()
    for question in document.questions():
        kind, computed = types.of(question), question.calculation
        repeats = computed and found & set(_list_passed_on(computed.tree))
        if repeats or (kind.is_asked and kind.row_type(question) == "decimal"):
            found.add(question.name)
    return frozenset(found)


def reads_as_text(
    expression: Expression, decimals: frozenset[str], itself: Question | None = None
) -> bool:
    """Whether an expression looks at the text of a decimal question's answer."""
    here = itself.name if itself else ""

    def is_decimal(node: Node) -> bool:
        return any((name or here) in decimals for name in _list_passed_on(node))

    return any(
        _compares_text(node, is_decimal(node[2]), is_decimal(node[3]))
        if node[0] == "compare"
        else any(map(is_decimal, _list_read(node)))
        for node in walk(expression.tree)
    )


def _compares_text(node: Node, left: bool, right: bool) -> bool:
    """Whether = or != sets a decimal beside a text that may be the other spelling of it."""
    other = node[3] if left else node[2]
    return node[1] in ("=", "!=") and left != right and _may_be_spelled_otherwise(other)


def _may_be_spelled_otherwise(node: Node) -> bool:
    if node[0] == "text":
        return WHOLE.fullmatch(node[1]) is not None
    if node[0] == "call" and node[1] in PASSED_ON:
        return any(map(_may_be_spelled_otherwise, node[2 + PASSED_ON[node[1]] :]))
    return node[0] == "ref" or (node[0] == "call" and node[1] in READERS - {"string-length"})


def _list_read(node: Node) -> tuple[Node, ...]:
    """The parts of a node that are read as text."""
    if node[0] == "regex":
        return (node[1],)
    return node[2:] if node[0] == "call" and node[1] in READERS else ()


def _list_passed_on(node: Node) -> Iterator[str]:
    """The questions whose answers a node may come to as they are."""
    if node[0] == "ref":
        yield node[1]
    elif node[0] == "call" and node[1] in PASSED_ON:
        for part in node[2 + PASSED_ON[node[1]] :]:
            yield from _list_passed_on(part)
