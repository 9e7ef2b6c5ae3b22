"""Values of expressions as XPath has them, alike in ``static/js/expressions.js``."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", re.ASCII)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
BLANKS = " \t\r\n"
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Given:
    """A number, or a yes or no, as an answer: XForms keeps it as text and compares it as such."""

    value: bool | float


Value = None | bool | float | str | list[str] | Given
Plain = None | bool | float | str | list[str]


def plain(value: Any) -> Plain:
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


def convert_answer(value: Any) -> Value:
    """An answer as an expression meets it."""
    known = plain(value)
    return Given(known) if isinstance(known, bool | float) else known


def settle(value: Value) -> Plain:
    """What an expression comes to in the end; a number that is none is blank."""
    if isinstance(value, Given):
        return value.value
    return _finite(value) if isinstance(value, float) else value or (None if value == "" else value)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def as_number(value: Value) -> float:
    """Read a value as a number: a day counts from 1970 on, and what is no number is NaN."""
    if isinstance(value, Given):
        return math.nan if isinstance(value.value, bool) else value.value
    if isinstance(value, bool | float):
        return float(value)
    text = spell(value)
    if ISO_DATE.fullmatch(text):
        return _count_days(text)
    trimmed = text.strip(BLANKS)
    return float(trimmed) if DECIMAL.fullmatch(trimmed) else math.nan


def _count_days(text: str) -> float:
    try:
        return float(date.fromisoformat(text).toordinal() - EPOCH)
    except ValueError:
        return math.nan


def as_date(value: Value) -> str | None:
    """A day as text: of a day written out, or of the number of days since 1970."""
    if isinstance(value, str):
        return None if math.isnan(as_number(value)) or not ISO_DATE.fullmatch(value) else value
    days = as_number(value)
    if not math.isfinite(days) or not 1 <= math.floor(days) + EPOCH <= date.max.toordinal():
        return None
    return date.fromordinal(math.floor(days) + EPOCH).isoformat()


def spell(value: Value) -> str:
    """Write a value as text, a number as JavaScript writes it."""
    known = value.value if isinstance(value, Given) else value
    if isinstance(known, list):
        return " ".join(known)
    if isinstance(known, bool):
        return "true" if known else "false"
    if isinstance(known, float):
        return _spell_number(known)
    return known or ""


def _spell_number(number: float) -> str:
    if not math.isfinite(number):
        return "" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    if 1e-6 <= abs(number) < 1e21:
        text = format(Decimal(repr(number)), "f")
        return text.removesuffix(".0")
    return re.sub(r"e([+-])0+", r"e\1", repr(number).replace(".0e", "e"))


def truth(value: Value) -> bool:
    """Blank, zero and false are not true; any text or choice is."""
    known = value.value if isinstance(value, Given) else value
    return bool(known) and not (isinstance(known, float) and math.isnan(known))


def compare(operator: str, left: Value, right: Value) -> bool:
    """Compare as XPath does: what is smaller by numbers, what is equal by its kind."""
    if operator in ("=", "!="):
        return _are_equal(left, right) == (operator == "=")
    one, other = as_number(left), as_number(right)
    if operator[0] == ">":
        one, other = other, one
    return one <= other if operator.endswith("=") else one < other


def _are_equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return as_number(left) == as_number(right)
    return spell(left) == spell(right)


def arithmetic(operator: str, left: float, right: float) -> float:
    """Add, subtract, multiply or divide; what has no result is NaN, never an error."""
    if operator == "div":
        return _divide(left, right)
    if operator == "mod":
        return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def _divide(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)
