"""A small language for conditions on rows, parsed by hand and never evaluated as code.

    sector == 'trade' and (workers >= 10 or member == 1) and not missing(days)

Comparisons ``== = != <> < <= > >=``, ``in ('a', 'b')``, ``is missing``; ``and or not``, also
written ``& | !``; ``+ - * / % ^``; functions such as ``log``. Names may contain dots; other names
stand in backticks. A comparison with an empty cell is neither true nor false, and such a row is
left out.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.estimators.errors import EstimationError

TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<quoted>`[^`]+`)
      | (?P<in>%in%)
      | (?P<op>==|!=|<>|<=|>=|&&|\|\||\*\*|[-+*/%^<>=!&|~(),:\[\]])
      | (?P<name>[^\W\d][\w.]*)
    )""",
    re.VERBOSE,
)
WORDS: Final = {"and": "and", "or": "or", "not": "not", "in": "in", "is": "is"}
SAME: Final = {"&&": "and", "&": "and", "||": "or", "|": "or", "=": "==", "<>": "!=", "**": "^"}
COMPARISONS: Final = {"==", "!=", "<", "<=", ">", ">="}
CONSTANTS: Final[dict[str, Any]] = {
    "true": True, "false": False, "na": None, "null": None, "none": None, "missing": None,
}  # fmt: skip
DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind, its value and where it starts."""

    kind: str
    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A column."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, true, false, or missing (None)."""

    value: float | str | bool | None


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function with its arguments."""

    function: str
    arguments: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Several:
    """A list of values: ``('a', 'b')`` or ``c(1, 2)``."""

    items: "tuple[Node, ...]"


Node = Name | Literal | Call | Several


def tokens(text: str) -> list[Token]:
    """Cut the text into tokens, refusing what does not belong."""
    found, at = [], 0
    stripped = text.rstrip()
    while at < len(stripped):
        match = TOKEN.match(stripped, at)
        if match is None:
            raise EstimationError(
                f"The expression {text!r} cannot be read at {stripped[at:].strip()[:12]!r}."
            )
        kind = str(match.lastgroup)
        value = match.group(kind)
        start = match.start(kind)
        if kind == "op":
            value = SAME.get(value, value)
            kind = "word" if value in {"and", "or"} else "op"
        elif kind == "in":
            kind, value = "word", "in"
        elif kind == "name" and value.lower() in WORDS:
            kind, value = "word", value.lower()
        elif kind == "quoted":
            kind, value = "name`", value[1:-1]
        elif kind == "text":
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        found.append(Token(kind, value, start))
        at = match.end()
    return found


class Parser:
    """Reads expressions by descent; every level of precedence is a method."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0

    def peek(self, *values: str, kind: str = "") -> bool:
        """Say whether the next token is one of these operators or words, or of this kind."""
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        if kind:
            return token.kind == kind
        return token.kind in {"op", "word"} and token.value in values

    def take(self, *values: str) -> bool:
        """Pass over the next token if it is one of these."""
        if self.peek(*values):
            self.at += 1
            return True
        return False

    def next(self) -> Token:
        """Return the next token and pass over it."""
        if self.at >= len(self.tokens):
            raise self.wrong("it ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, value: str) -> None:
        """Pass over ``value`` or refuse."""
        if not self.take(value):
            raise self.wrong(f"{value!r} is missing")

    def wrong(self, why: str) -> EstimationError:
        """Return a refusal that shows where the text cannot be read."""
        here = self.text[self.tokens[self.at].at :] if self.at < len(self.tokens) else "the end"
        return EstimationError(f"The expression {self.text!r} cannot be read: {why} at {here!r}.")

    def finished(self) -> bool:
        """Say whether everything has been read."""
        return self.at >= len(self.tokens)

    def expression(self) -> Node:
        """Read a whole condition."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong(f"it is nested more than {DEEPEST} deep")
        found = self._chain(self._conjunction, "or")
        self.depth -= 1
        return found

    def _chain(self, inner: Callable[[], Node], *operators: str) -> Node:
        found = inner()
        while self.peek(*operators):
            operator = self.next().value
            found = Call(operator, (found, inner()))
        return found

    def _conjunction(self) -> Node:
        return self._chain(self._negation, "and")

    def _negation(self) -> Node:
        if self.peek("not", "!"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise self.wrong(f"it is nested more than {DEEPEST} deep")
            self.at += 1
            found = Call("not", (self._negation(),))
            self.depth -= 1
            return found
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        parts: list[Node] = []
        while True:
            if self.peek(*COMPARISONS):
                operator = self.next().value
                right = self._sum()
                parts.append(Call(operator, (left, right)))
                left = right
            elif self.take("is"):
                negated = self.take("not")
                token = self.next()
                if CONSTANTS.get(token.value.lower(), "") is not None:
                    raise self.wrong("after 'is' stands missing, null or na")
                found: Node = Call("missing", (left,))
                parts.append(Call("not", (found,)) if negated else found)
            elif self.peek("in") or (self.peek("not") and self._then("in")):
                negated = self.take("not")
                self.expect("in")
                found = Call("in", (left, self._several()))
                parts.append(Call("not", (found,)) if negated else found)
            else:
                break
        if not parts:
            return left
        whole = parts[0]
        for part in parts[1:]:
            whole = Call("and", (whole, part))
        return whole

    def _then(self, word: str) -> bool:
        following = self.tokens[self.at + 1 : self.at + 2]
        return bool(following) and following[0].kind == "word" and following[0].value == word

    def _several(self) -> Several:
        if self.peek(kind="name") and self.tokens[self.at].value == "c":
            self.at += 1
        closing = "]" if self.take("[") else ")"
        if closing == ")":
            self.expect("(")
        return Several(self.listed(closing))

    def listed(self, closing: str) -> tuple[Node, ...]:
        """Read arguments up to the closing bracket; names of arguments are passed over."""
        items: list[Node] = []
        while not self.take(closing):
            if items:
                self.expect(",")
            if self.peek(kind="name") and self._is_assignment():
                self.at += 2
                self.expression()
                items.append(Literal(None))
                continue
            items.append(self.expression())
        return tuple(items)

    def _is_assignment(self) -> bool:
        token = self.tokens[self.at + 1 : self.at + 2]
        return bool(token) and token[0].value == "==" and self.text[token[0].at :][:2] != "=="

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._parse_sign, "*", "/", "%")

    def _parse_sign(self) -> Node:
        if self.take("-"):
            return Call("minus", (self._power(),))
        self.take("+")
        return self._power()

    def _power(self) -> Node:
        base = self.atom()
        if self.take("^"):
            return Call("^", (base, self._parse_sign()))
        return base

    def atom(self) -> Node:
        """Read a literal, a column, a call or a bracket."""
        if self.take("("):
            found = self.expression()
            if self.peek(","):
                self.at += 1
                return Several((found, *self.listed(")")))
            self.expect(")")
            return found
        token = self.next()
        if token.kind == "number":
            return Literal(float(token.value))
        if token.kind == "text":
            return Literal(token.value)
        if token.kind == "name`":
            return Name(token.value)
        if token.kind == "name":
            if self.take("("):
                return self._parse_call(token.value)
            if token.value.lower() in CONSTANTS:
                return Literal(CONSTANTS[token.value.lower()])
            return Name(token.value)
        self.at -= 1
        raise self.wrong("a value is missing")

    def _parse_call(self, function: str) -> Node:
        arguments = self.listed(")")
        if function == "c":
            return Several(arguments)
        column, _, method = function.rpartition(".")
        if not arguments and column and method in {"isna", "isnull", "notna", "notnull"}:
            return Call(method, (Name(column),))
        return Call(function, arguments)


def parse(text: str) -> Node:
    """Read a whole expression."""
    reader = Parser(text)
    if not reader.tokens:
        raise EstimationError("An expression is empty; write a condition such as size == 'small'.")
    found = reader.expression()
    if not reader.finished():
        raise reader.wrong("something is left over")
    return found


def names(node: Node | Sequence[Node]) -> list[str]:
    """Return the columns an expression names, in order, each once."""
    if isinstance(node, Name):
        return [node.name]
    inner: Sequence[Node] = ()
    if isinstance(node, Call):
        inner = node.arguments
    elif isinstance(node, Several):
        inner = node.items
    return list(dict.fromkeys(name for one in inner for name in names(one)))


def write_expression(node: Node) -> str:
    """Write an expression out the way R does."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Literal):
        if isinstance(node.value, bool):
            return str(node.value).upper()
        if isinstance(node.value, str):
            return f'"{node.value}"'
        return "NA" if node.value is None else f"{node.value:.15g}"
    if isinstance(node, Several):
        return f"c({', '.join(map(write_expression, node.items))})"
    left = [write_expression(one) for one in node.arguments]
    if node.function == "^":
        return "^".join(left)
    if node.function in COMPARISONS | {"+", "-", "*", "/", "%", "and", "or"}:
        symbol = {"and": "&", "or": "|", "%": "%%"}.get(node.function, node.function)
        return f" {symbol} ".join(left)
    if node.function == "minus":
        return f"-{left[0]}"
    return f"{'!' if node.function == 'not' else node.function}({', '.join(left)})"
