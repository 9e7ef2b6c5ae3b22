"""Patterns of ``regex()``: a subset of regular expressions that cannot run away.

A pattern is compiled once into an automaton of plain numbers (Glushkov's construction: a state for
each letter of the pattern), which travels as JSON inside the tree of its expression and is walked
alike in Python and in the browser, in time proportional to the text. A pattern always stands for
the whole text, as in ODK. What has no such automaton, or none that both sides read the same way, is
refused: looking around, back-references, flags, possessive repetition, classes by property.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Ranges = tuple[int, ...]
Automaton = tuple[tuple[int, ...], tuple[Ranges, ...], tuple[tuple[int, ...], ...]]

LAST = 0x10FFFF
MOST_STATES = 250
MOST_WAYS = 1000
BOUNDS = re.compile(r"(\d+)(?:(,)(\d*))?", re.ASCII)
DEEPEST = 30
SHORTHANDS: dict[str, Ranges] = {
    "d": (48, 57),
    "w": (48, 57, 65, 90, 95, 95, 97, 122),
    "s": (9, 13, 32, 32),
}
CONTROLS = {"n": 10, "r": 13, "t": 9}
SPECIAL = frozenset("\\^$.|?*+()[]{}")


class PatternError(ValueError):
    """What is wrong with a pattern: ``syntax``, ``unsupported`` or ``size``, and where."""

    def __init__(self, code: str, position: int, found: str) -> None:
        super().__init__(f"{code} at {position}: {found!r}")
        self.code, self.position, self.found = code, position, found


@dataclass(frozen=True, slots=True)
class _Letters:
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Either:
    parts: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    part: "_Node"
    least: int
    most: int | None


_Node = _Letters | _Sequence | _Either | _Repeat


def compile_pattern(pattern: str) -> Automaton:
    """Compile a pattern into (states to begin in, letters of each state, states after each).

    The state behind the last letter means that the text may end. Raises PatternError.
    """
    node = _Parser(pattern).whole()
    if _states(node) > MOST_STATES:
        raise PatternError("size", 1, pattern)
    builder = _Builder()
    piece = builder.build(node)
    end = len(builder.letters)
    follows = [*map(sorted, builder.follows)]
    for state in piece.last:
        follows[state].append(end)
    if sum(map(len, follows)) > MOST_WAYS:
        raise PatternError("size", 1, pattern)
    first = [*sorted(piece.first), end] if piece.empty else sorted(piece.first)
    return tuple(first), tuple(builder.letters), tuple(tuple(each) for each in follows)


def names_its_ends(pattern: str) -> bool:
    """Whether a pattern means the same where programs look for it anywhere in a text."""
    parser = _Parser(pattern)
    parser.whole()
    return parser.is_bound


def matches(automaton: Automaton, text: str) -> bool:
    """Whether the whole text is what the pattern describes."""
    first, letters, follows = automaton
    now = set(first)
    for letter in text:
        code = ord(letter)
        now = {
            after
            for state in now
            if state < len(letters) and _within(letters[state], code)
            for after in follows[state]
        }
        if not now:
            return False
    return len(letters) in now


def _within(ranges: Ranges, code: int) -> bool:
    return any(ranges[at] <= code <= ranges[at + 1] for at in range(0, len(ranges), 2))


class _Parser:
    """Read a pattern from left to right, by descent."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at, self.depth = pattern, 0, 0
        self.is_bound = True  # “^” or “.*” before and “$” or “.*” behind each way to read it

    def refuse(self, code: str, start: int | None = None) -> PatternError:
        at = self.at if start is None else start
        return PatternError(code, at + 1, self.pattern[at : at + 12])

    def peek(self, words: str) -> bool:
        return self.pattern.startswith(words, self.at)

    def take(self, words: str) -> bool:
        found = self.peek(words)
        self.at += len(words) if found else 0
        return found

    def whole(self) -> _Node:
        node = self.either(outermost=True)
        if self.at < len(self.pattern):
            raise self.refuse("syntax")
        return node

    def either(self, *, outermost: bool = False) -> _Node:
        parts = [self.sequence(outermost=outermost)]
        while self.take("|"):
            parts.append(self.sequence(outermost=outermost))
        return parts[0] if len(parts) == 1 else _Either(tuple(parts))

    def sequence(self, *, outermost: bool) -> _Node:
        parts: list[_Node] = []
        is_begun = outermost and (self.take("^") or self.peek(".*"))
        while self.at < len(self.pattern) and not self.peek("|") and not self.peek(")"):
            if (
                outermost
                and self.peek("$")
                and self.pattern[self.at + 1 : self.at + 2] in ("", "|")
            ):
                self.at += 1
                break
            parts.append(self.repetition())
        if outermost:
            self.is_bound &= is_begun and self._is_ended()
        return _Sequence(tuple(parts))

    def _is_ended(self) -> bool:
        passed = self.pattern[: self.at]
        return passed.endswith(("$", ".*")) and not passed.endswith(("\\$", "\\.*"))

    def repetition(self) -> _Node:
        node = self.atom()
        start = self.at
        bounds = self.bounds()
        if bounds is None:
            return node
        if self.peek("+"):
            raise self.refuse("unsupported", start)
        self.take("?")  # lazy: for a whole text it makes no difference
        if self.at < len(self.pattern) and self.pattern[self.at] in "*+?{":
            raise self.refuse("syntax")
        return _Repeat(node, *bounds)

    def bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return bounds
        if not self.peek("{"):
            return None
        start = self.at
        inside, closed, _ = self.pattern[self.at + 1 :].partition("}")
        found = BOUNDS.fullmatch(inside) if closed else None
        if found is None:
            raise self.refuse("syntax", start)
        self.at += len(inside) + 2
        least, comma, most = found.groups()
        fewest, many = int(least[:9]), int(most[:9]) if most else None
        if many is not None and many < fewest:
            raise self.refuse("syntax", start)
        return fewest, many if comma else fewest

    def atom(self) -> _Node:
        if self.take("("):
            return self.group()
        if self.take("["):
            return _Letters(self.letters())
        if self.take("."):
            return _Letters(_without((10, 10, 13, 13)))
        if self.take("\\"):
            return _Letters(self.escape())
        if self.pattern[self.at] in "^$":
            raise self.refuse("unsupported")
        if self.pattern[self.at] in SPECIAL:
            raise self.refuse("syntax")
        self.at += 1
        return _Letters((ord(self.pattern[self.at - 1]),) * 2)

    def group(self) -> _Node:
        start = self.at - 1
        if self.peek("?") and not self.take("?:"):
            raise self.refuse("unsupported", start)
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refuse("size", start)
        node = self.either()
        self.depth -= 1
        if not self.take(")"):
            raise self.refuse("syntax", start)
        return node

    def escape(self) -> Ranges:
        """Read what follows a backslash."""
        start, self.at = self.at - 1, self.at + 1
        sign = self.pattern[self.at - 1 : self.at]
        if sign.lower() in SHORTHANDS and sign:
            known = SHORTHANDS[sign.lower()]
            return known if sign.islower() else _without(known)
        if sign in CONTROLS:
            return (CONTROLS[sign],) * 2
        if sign == "u":
            digits = self.pattern[self.at : self.at + 4]
            if len(digits) == 4 and all(each in "0123456789abcdefABCDEF" for each in digits):
                self.at += 4
                return (int(digits, 16),) * 2
        if not sign or sign.isalnum():
            raise self.refuse("unsupported" if sign else "syntax", start)
        return (ord(sign),) * 2

    def letters(self) -> Ranges:
        """Read a class up to its closing bracket."""
        start = self.at - 1
        negated = self.take("^")
        found: list[tuple[int, int]] = []
        while not self.take("]"):
            if self.at >= len(self.pattern):
                raise self.refuse("syntax", start)
            if self.peek("[") or self.peek("&&"):
                raise self.refuse("unsupported")
            one = self.span(start)
            found += zip(one[::2], one[1::2], strict=True)
        ranges = _merge_ranges(found)
        ranges = _without(ranges) if negated else ranges
        if not ranges:
            raise self.refuse("syntax", start)
        return ranges

    def span(self, start: int) -> Ranges:
        """Read a sign of a class, or a span of them such as ``a-z``."""
        one = self.one()
        if not self.peek("-") or self.peek("-]") or not _is_single(one):
            return one
        self.at += 1
        other = self.one()
        if not _is_single(other) or other[0] < one[0]:
            raise self.refuse("syntax", start)
        return (one[0], other[0])

    def one(self) -> Ranges:
        if self.at >= len(self.pattern):
            raise self.refuse("syntax")
        if self.take("\\"):
            return self.escape()
        self.at += 1
        return (ord(self.pattern[self.at - 1]),) * 2


def _is_single(ranges: Ranges) -> bool:
    return len(ranges) == 2 and ranges[0] == ranges[1]


def _merge_ranges(pairs: Iterable[tuple[int, int]]) -> Ranges:
    merged: list[int] = []
    for low, high in sorted(pairs):
        if merged and low <= merged[-1] + 1:
            merged[-1] = max(merged[-1], high)
        else:
            merged += [low, high]
    return tuple(merged)


def _without(ranges: Ranges) -> Ranges:
    """Every letter but these."""
    edges = [-1, *ranges, LAST + 1]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return _merge_ranges((low + 1, high - 1) for low, high in pairs if low + 1 <= high - 1)


def _states(node: _Node) -> int:
    """Count the states before building them, so that counts of counts are refused in time."""
    if isinstance(node, _Letters):
        return 1
    if isinstance(node, _Repeat):
        times = max(1, node.least) if node.most is None else node.most
        return times * _states(node.part)
    return sum(_states(part) for part in node.parts)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of an automaton: where it may begin and end, and whether it may be nothing."""

    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()
    empty: bool = True


@dataclass(slots=True)
class _Builder:
    letters: list[Ranges] = field(default_factory=list)
    follows: list[set[int]] = field(default_factory=list)

    def build(self, node: _Node) -> _Piece:
        if isinstance(node, _Letters):
            self.letters.append(node.ranges)
            self.follows.append(set())
            here = frozenset([len(self.letters) - 1])
            return _Piece(here, here, empty=False)
        if isinstance(node, _Either):
            pieces = [self.build(part) for part in node.parts]
            first = frozenset().union(*(piece.first for piece in pieces))
            last = frozenset().union(*(piece.last for piece in pieces))
            return _Piece(first, last, any(piece.empty for piece in pieces))
        if isinstance(node, _Sequence):
            return self.join([self.build(part) for part in node.parts])
        return self.repeat(node)

    def join(self, pieces: Sequence[_Piece]) -> _Piece:
        whole = _Piece()
        for piece in pieces:
            for state in whole.last:
                self.follows[state] |= piece.first
            whole = _Piece(
                whole.first | piece.first if whole.empty else whole.first,
                whole.last | piece.last if piece.empty else piece.last,
                whole.empty and piece.empty,
            )
        return whole

    def repeat(self, node: _Repeat) -> _Piece:
        copies = [self.build(node.part) for _ in range(node.least)]
        if node.most is None:
            endless = copies[-1] if copies else self.build(node.part)
            for state in endless.last:
                self.follows[state] |= endless.first
            if not copies:
                return _Piece(endless.first, endless.last, empty=True)
            return self.join(copies)
        rest = _Piece()
        for _ in range(node.most - node.least):  # a(a(a)?)?: built from the inside out
            one = self.join([self.build(node.part), rest])
            rest = _Piece(one.first, one.last, empty=True)
        return self.join([*copies, rest])
