"""The one expression language of questionnaires: conditions, constraints and calculations.

An expression is parsed once into a tree of plain lists and strings, which travels as JSON; the
browser evaluates the same tree with ``static/js/expressions.js``. Both must agree on every case in
``tests/surveys/instrument/vectors.json``.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError

Value = None | bool | float | str | list[str]
Lookup = Callable[[str, str], Any]
Node = tuple[Any, ...]

LONGEST = 2000
DEEPEST = 30
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)

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
NUMBER: /[0-9]+(\.[0-9]+)?/
STRING: /'[^']*'|"[^"]*"/
REFERENCE: /\$\{\s*[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_-]+)?\s*\}/
HERE: /\.(?![0-9])/
FUNCTION: /[a-z]+(-[a-z]+)*(?=\s*\()/
%import common.WS
%ignore WS
"""

MANY = 99
ARITIES = {
    "not": (1, 1),
    "selected": (2, 2),
    "count-selected": (1, 1),
    "count-answered": (1, MANY),
    "coalesce": (2, MANY),
    "if": (3, 3),
    "round": (1, 2),
    "int": (1, 1),
    "number": (1, 1),
    "min": (1, MANY),
    "max": (1, MANY),
    "string-length": (1, 1),
    "true": (0, 0),
    "false": (0, 0),
}


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

    def value(self, lookup: Lookup) -> Value:
        return evaluate(self.tree, lookup)

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
        return any(node[0] == "ref" and not node[1] for node in walk(self.tree))


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

    def call(self, parts: list[Any]) -> Any:
        function, *arguments = parts
        arguments = [argument for argument in arguments if argument is not None]
        if function not in ARITIES:
            raise ExpressionError("unknown_function", function.start_pos + 1, str(function))
        fewest, most = ARITIES[function]
        if not fewest <= len(arguments) <= most:
            raise ExpressionError("argument_count", function.start_pos + 1, str(function))
        return ("call", str(function), *arguments)


PARSER = Lark(GRAMMAR, parser="lalr", transformer=_TreeBuilder(), maybe_placeholders=True)


@lru_cache(maxsize=4096)
def parse(source: str) -> Expression:
    """Read an expression, or say in an ExpressionError why it cannot be read."""
    if len(source) > LONGEST:
        raise ExpressionError("too_long", LONGEST)
    _refuse_depth(source)
    try:
        tree = PARSER.parse(source)
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
        waiting.extend(part for part in node if isinstance(part, tuple))


def plain(value: Any) -> Value:
    """Bring an answer into the five kinds of value that expressions know; blank is None."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value or None
    if isinstance(value, Mapping):
        return [str(code) for code in value.values() if code not in (None, "")] or None
    if isinstance(value, Sequence):
        return [str(code) for code in value] or None
    return _finite(float(value))


def as_number(value: Value) -> float | None:
    """Read a value as a number: true is 1, text must be a plain decimal, all else is blank."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, float):
        return value
    if isinstance(value, str) and DECIMAL.fullmatch(value):
        return _finite(float(value))
    return None


def truth(value: Value) -> bool:
    """Blank, zero and false are not true; any text or choice is."""
    return bool(value)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def evaluate(node: Node, lookup: Lookup) -> Value:
    """Compute a tree; ``lookup(question, row)`` gives answers, ``lookup("", "")`` this one's."""
    kind = node[0]
    if kind in ("number", "text"):
        return node[1] if node[1] != "" else None
    if kind == "ref":
        return plain(lookup(node[1], node[2]))
    if kind == "or":
        return any(truth(evaluate(part, lookup)) for part in node[1:])
    if kind == "and":
        return all(truth(evaluate(part, lookup)) for part in node[1:])
    if kind == "compare":
        return compare(node[1], evaluate(node[2], lookup), evaluate(node[3], lookup))
    if kind == "chain":
        return _chain(node, lookup)
    return _call(node, lookup)


def compare(operator: str, left: Value, right: Value) -> bool:
    """Compare as numbers when one side is a number, else as texts; blank equals blank alone."""
    if isinstance(left, list):
        left = left[0] if len(left) == 1 else "\0" + " ".join(left)
    if isinstance(right, list):
        right = right[0] if len(right) == 1 else "\0" + " ".join(right)
    if left is None or right is None:
        same = left is None and right is None
        return same if operator == "=" else operator == "!=" and not same
    one, other = as_number(left), as_number(right)
    if isinstance(left, str) and isinstance(right, str) and operator in ("=", "!="):
        return (left == right) == (operator == "=")
    if one is not None and other is not None:
        return _ordered(operator, one, other)
    if isinstance(left, str) and isinstance(right, str):
        return _ordered(operator, left, right)
    return operator == "!="


def _ordered(operator: str, left: Any, right: Any) -> bool:
    return bool(
        {
            "=": left == right,
            "!=": left != right,
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
        }[operator]
    )


def _chain(node: Node, lookup: Lookup) -> float | None:
    total = as_number(evaluate(node[1], lookup))
    for operator, part in zip(node[2::2], node[3::2], strict=True):
        number = as_number(evaluate(part, lookup))
        if total is None or number is None:
            return None
        total = _arithmetic(operator, total, number)
    return total


def _arithmetic(operator: str, left: float, right: float) -> float | None:
    if operator in ("div", "mod"):
        if right == 0:
            return None
        return _finite(left / right if operator == "div" else math.fmod(left, right))
    return _finite({"+": left + right, "-": left - right, "*": left * right}[operator])


def _call(node: Node, lookup: Lookup) -> Value:
    function, arguments = node[1], node[2:]
    if function == "if":
        return evaluate(arguments[1 if truth(evaluate(arguments[0], lookup)) else 2], lookup)
    return FUNCTIONS[function](*(evaluate(argument, lookup) for argument in arguments))


def _selected(chosen: Value, code: Value) -> bool:
    codes = chosen if isinstance(chosen, list) else [chosen]
    return code is not None and any(compare("=", each, code) for each in codes)


def _count_selected(chosen: Value) -> float:
    return float(len(chosen)) if isinstance(chosen, list) else float(chosen is not None)


def _round(value: Value, places: Value = 0.0) -> float | None:
    number, digits = as_number(value), as_number(places)
    if number is None or digits is None:
        return None
    factor = 10.0 ** max(0, min(9, math.floor(digits)))
    scaled = _finite(number * factor + 0.5)
    return None if scaled is None else math.floor(scaled) / factor


def _int(value: Value) -> float | None:
    number = as_number(value)
    return None if number is None else float(math.trunc(number))


def _extreme(choose: Callable[[list[float]], float], values: Sequence[Value]) -> float | None:
    numbers = [number for value in values if (number := as_number(value)) is not None]
    return choose(numbers) if numbers else None


def _string_length(value: Value) -> float:
    return float(len(value)) if isinstance(value, str) else 0.0


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "not": lambda value: not truth(value),
    "selected": _selected,
    "count-selected": _count_selected,
    "count-answered": lambda *values: float(sum(value is not None for value in values)),
    "coalesce": lambda *values: next((value for value in values if value is not None), None),
    "round": _round,
    "int": _int,
    "number": as_number,
    "min": lambda *values: _extreme(min, values),
    "max": lambda *values: _extreme(max, values),
    "string-length": _string_length,
    "true": lambda: True,
    "false": lambda: False,
}
