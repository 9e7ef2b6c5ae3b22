"""The one expression language of questionnaires: conditions, constraints and calculations.

An expression is parsed once into a tree of plain lists and strings, which travels as JSON; the
browser evaluates the same tree with ``static/js/expressions.js``. Both must agree on every case in
``tests/surveys/instrument/vectors.json``.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError

from surveys.instrument.expressions import patterns
from surveys.instrument.expressions.functions import ARITIES, FUNCTIONS
from surveys.instrument.expressions.patterns import PatternError
from surveys.instrument.expressions.values import (
    Plain,
    Value,
    arithmetic,
    as_number,
    compare,
    convert_answer,
    settle,
    spell,
    truth,
)

Lookup = Callable[[str, str], Any]
Node = tuple[Any, ...]

TODAY = "today()"  # what ``lookup("", …)`` is asked for the day of the answer
LONGEST = 2000
DEEPEST = 30

GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction (OR conjunction)*   -> disjunction
?conjunction: comparison (AND comparison)*    -> conjunction
?comparison: sum (COMPARE sum)?
?sum: product (ADD product | MINUS product)*  -> chain
?product: unary (TIMES unary)*                -> chain
?unary: MINUS primary                         -> negative
      | primary
?primary: NUMBER                              -> number
        | STRING                              -> text
        | REFERENCE                           -> reference
        | HERE                                -> here
        | FUNCTION "(" [disjunction ("," disjunction)*] ")" -> call
        | "(" disjunction ")"

OR: /or\b/
AND: /and\b/
COMPARE: "!=" | "<=" | ">=" | "=" | "<" | ">"
ADD: "+"
MINUS: "-"
TIMES: /\*|div\b|mod\b/
NUMBER: /[0-9]+(\.[0-9]*)?|\.[0-9]+/
STRING: /'[^']*'|"[^"]*"/
REFERENCE: /\$\{\s*[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_-]+)?\s*\}/
HERE: /\.(?![0-9])/
FUNCTION: /[a-z][a-z0-9]*([-:][a-z0-9]+)*(?=\s*\()/
%import common.WS
%ignore WS
"""
FILTER_GRAMMAR = (
    GRAMMAR.replace("| HERE ", "| COLUMN                              -> column\n        | HERE ")
    + r"""
COLUMN: /(?!(or|and|div|mod)\b)[A-Za-z_][A-Za-z0-9_]*(?![A-Za-z0-9_-]*\s*[(:])/
"""
)


class ExpressionError(ValueError):
    """What is wrong with an expression, and where (``position`` counts characters from one)."""

    def __init__(self, code: str, position: int, found: str = "") -> None:
        super().__init__(f"{code} at {position}: {found!r}")
        self.code, self.position, self.found = code, position, found


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as its author wrote it, and its tree."""

    source: str
    tree: Node

    def value(self, lookup: Lookup) -> Plain:
        return settle(evaluate(self.tree, lookup))

    def holds(self, lookup: Lookup) -> bool:
        return truth(evaluate(self.tree, lookup))

    def references(self) -> frozenset[tuple[str, str]]:
        """Name the questions asked for, as (question, row); the row is empty but for a matrix."""
        return frozenset(
            (node[1], node[2]) for node in walk(self.tree) if node[0] == "ref" and node[1]
        )

    def names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.references())

    def mentions_itself(self) -> bool:
        return any(node == ("ref", "", "") for node in walk(self.tree))

    def columns(self) -> frozenset[str]:
        """Name the columns of the list of choices that a filter looks at."""
        return frozenset(node[2] for node in walk(self.tree) if node[:2] == ("ref", "") and node[2])

    def has_pattern(self) -> bool:
        return any(node[0] == "regex" for node in walk(self.tree))

    def asks_for_today(self) -> bool:
        return any(node[0] == "today" for node in walk(self.tree))


class _TreeBuilder(Transformer[Token, Node]):
    """Turn lark's tree into ours while parsing, so that no recursion depends on the author."""

    def disjunction(self, parts: list[Any]) -> Any:
        return parts[0] if len(parts) == 1 else ("or", *parts[::2])

    def conjunction(self, parts: list[Any]) -> Any:
        return parts[0] if len(parts) == 1 else ("and", *parts[::2])

    def comparison(self, parts: list[Any]) -> Any:
        left, operator, right = parts
        return ("compare", str(operator), left, right)

    def chain(self, parts: list[Any]) -> Any:
        if len(parts) == 1:
            return parts[0]
        return ("chain", *(str(part) if isinstance(part, Token) else part for part in parts))

    def negative(self, parts: list[Any]) -> Any:
        return ("chain", ("number", 0.0), "-", parts[1])

    def number(self, parts: list[Token]) -> Node:
        return ("number", float(parts[0]))

    def text(self, parts: list[Token]) -> Node:
        return ("text", str(parts[0])[1:-1])

    def reference(self, parts: list[Token]) -> Node:
        name, _, row = parts[0][2:-1].strip().partition(".")
        return ("ref", name, row)

    def here(self, parts: list[Token]) -> Node:
        return ("ref", "", "")

    def column(self, parts: list[Token]) -> Node:
        return ("ref", "", str(parts[0]))

    def call(self, parts: list[Any]) -> Any:
        function, *arguments = parts
        place = (function.start_pos or 0) + 1
        arguments = [argument for argument in arguments if argument is not None]
        if function not in ARITIES:
            raise ExpressionError("unknown_function", place, str(function))
        fewest, most = ARITIES[function]
        if not fewest <= len(arguments) <= most:
            raise ExpressionError("argument_count", place, str(function))
        if function == "regex":
            return _pattern(function, *arguments)
        if function == "today":
            return ("today",)
        return ("call", str(function), *arguments)


def _pattern(function: Token, value: Node, pattern: Node) -> Node:
    """Compile a pattern once and for all; only one that is written out can be."""
    if pattern[0] != "text":
        raise ExpressionError("pattern_text", (function.start_pos or 0) + 1, str(function))
    try:
        node = ("regex", value, patterns.compile_pattern(pattern[1]))
        return node if patterns.names_its_ends(pattern[1]) else (*node, "part")
    except PatternError as refusal:
        code = f"pattern_{refusal.code}"
        raise ExpressionError(code, refusal.position, refusal.found) from refusal


PARSER = Lark(GRAMMAR, parser="lalr", transformer=_TreeBuilder(), maybe_placeholders=True)
FILTER_PARSER = Lark(
    FILTER_GRAMMAR, parser="lalr", transformer=_TreeBuilder(), maybe_placeholders=True
)


@lru_cache(maxsize=4096)
def parse(source: str, *, columns: bool = False) -> Expression:
    """Read an expression, or say in an ExpressionError why it cannot be read.

    With ``columns`` a bare word is allowed and names a column of the list of choices.
    """
    if len(source) > LONGEST:
        raise ExpressionError("too_long", LONGEST)
    _refuse_depth(source)
    try:
        tree = (FILTER_PARSER if columns else PARSER).parse(source)
    except UnexpectedInput as refusal:
        ended = isinstance(refusal, UnexpectedToken) and refusal.token.type == "$END"
        at = len(source.rstrip()) if ended else refusal.pos_in_stream or 0
        raise ExpressionError("syntax", at + 1, source[at : at + 12]) from refusal
    except VisitError as refusal:
        raise refusal.orig_exc from refusal
    return Expression(source, tree)  # type: ignore[arg-type]  # our transformer returns a Node


def _refuse_depth(source: str) -> None:
    depth = 0
    for position, letter in enumerate(
        re.sub(r"'[^']*'|\"[^\"]*\"", lambda m: "_" * len(m[0]), source)
    ):
        depth += (letter == "(") - (letter == ")")
        if depth > DEEPEST:
            raise ExpressionError("too_deep", position + 1)


def walk(tree: Node) -> Iterator[Node]:
    """Visit every node of a tree."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        parts = node[:2] if node[0] == "regex" else node
        waiting.extend(part for part in parts if isinstance(part, tuple))


def bind_choice(expression: Expression, columns: Mapping[str, str]) -> Expression:
    """Put a choice's columns into a filter, so that only answers are left to ask for."""

    def put(node: Any) -> Any:
        if isinstance(node, tuple) and node[:2] == ("ref", "") and node[2]:
            return ("text", columns.get(node[2], ""))
        return tuple(put(part) for part in node) if isinstance(node, tuple) else node

    return Expression(expression.source, put(expression.tree))


def evaluate(node: Node, lookup: Lookup) -> Value:
    """Compute a tree; ``lookup(question, row)`` gives answers, ``lookup("", "")`` this one's."""
    tag = node[0]
    if tag in ("number", "text"):
        return node[1] if node[1] != "" else None
    if tag == "ref":
        return convert_answer(lookup(node[1], node[2]))
    if tag == "today":
        return convert_answer(lookup("", TODAY))
    if tag == "or":
        return any(truth(evaluate(part, lookup)) for part in node[1:])
    if tag == "and":
        return all(truth(evaluate(part, lookup)) for part in node[1:])
    if tag == "compare":
        return _compare(node, lookup)
    if tag == "chain":
        return _chain(node, lookup)
    if tag == "regex":
        return patterns.matches(node[2], spell(evaluate(node[1], lookup)))
    return _call(node, lookup)


def _compare(node: Node, lookup: Lookup) -> bool:
    operator, left, right = node[1:]
    if operator == "=" and left[0] == "ref" and right[0] == "text":  # as nearly all conditions
        answer = lookup(left[1], left[2])
        if answer is None or isinstance(answer, str):
            return bool((answer or "") == right[1])
    return compare(operator, evaluate(left, lookup), evaluate(right, lookup))


def _chain(node: Node, lookup: Lookup) -> float:
    total = as_number(evaluate(node[1], lookup))
    for operator, part in zip(node[2::2], node[3::2], strict=True):
        total = arithmetic(operator, total, as_number(evaluate(part, lookup)))
    return total


def _call(node: Node, lookup: Lookup) -> Value:
    function, arguments = node[1], node[2:]
    if function == "if":
        return evaluate(arguments[1 if truth(evaluate(arguments[0], lookup)) else 2], lookup)
    return FUNCTIONS[function](*(evaluate(argument, lookup) for argument in arguments))
