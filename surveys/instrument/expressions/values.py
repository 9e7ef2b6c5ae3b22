"""Values of expressions and what can be done with them, alike in ``static/js/expressions.js``."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Value = None | bool | float | str | list[str]

DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


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


def spell(value: Value) -> str:
    """Write a value as text; a number that has no plain decimal spelling is blank."""
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        size = abs(value)
        if value.is_integer():
            return str(int(value)) if size < 1e15 else ""
        return repr(value) if 1e-4 <= size < 1e15 else ""
    return value or ""


def truth(value: Value) -> bool:
    """Blank, zero and false are not true; any text or choice is."""
    return bool(value)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def compare(operator: str, left: Value, right: Value) -> bool:
    """Compare as numbers when one side is a number, else as texts; blank equals blank alone."""
    left, right = _single(left), _single(right)
    if left is None or right is None:
        return operator == ("=" if left is right else "!=")
    are_texts = isinstance(left, str) and isinstance(right, str)
    if are_texts and operator in ("=", "!="):
        return (left == right) == (operator == "=")
    one, other = as_number(left), as_number(right)
    if one is not None and other is not None:
        return _apply_comparison(operator, one, other)
    return _apply_comparison(operator, left, right) if are_texts else operator == "!="


def _single(value: Value) -> Value:
    """Take the one of a list of one; several together are a text no single answer has."""
    if not isinstance(value, list):
        return value
    return value[0] if len(value) == 1 else "\0" + " ".join(value)


def _apply_comparison(operator: str, left: Any, right: Any) -> bool:
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


def arithmetic(operator: str, left: float, right: float) -> float | None:
    if operator in ("div", "mod"):
        if right == 0:
            return None
        return _finite(left / right if operator == "div" else math.fmod(left, right))
    return _finite({"+": left + right, "-": left - right, "*": left * right}[operator])


def _is_selected(chosen: Value, code: Value) -> bool:
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


def _select_at(chosen: Value, place: Value) -> str | None:
    codes = chosen if isinstance(chosen, list) else [] if chosen is None else [spell(chosen)]
    number = as_number(place)
    if number is None or not 0 <= number < len(codes):
        return None
    return codes[math.floor(number)]


def _date(value: Value) -> str | None:
    return value if isinstance(value, str) and ISO_DATE.fullmatch(value) else None


def _string_length(value: Value) -> float:
    return float(len(value)) if isinstance(value, str) else 0.0


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "not": lambda value: not truth(value),
    "selected": _is_selected,
    "count-selected": _count_selected,
    "count-answered": lambda *values: float(sum(value is not None for value in values)),
    "coalesce": lambda *values: next((value for value in values if value is not None), None),
    "round": _round,
    "int": _int,
    "number": as_number,
    "min": lambda *values: _extreme(min, values),
    "max": lambda *values: _extreme(max, values),
    "string-length": _string_length,
    "contains": lambda value, part: spell(part) in spell(value),
    "starts-with": lambda value, part: spell(value).startswith(spell(part)),
    "ends-with": lambda value, part: spell(value).endswith(spell(part)),
    "selected-at": _select_at,
    "date": _date,
    "true": lambda: True,
    "false": lambda: False,
}
