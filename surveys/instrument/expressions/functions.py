"""The functions of the expression language, alike in ``static/js/expressions.js``."""

import math
import re
from collections.abc import Callable, Sequence

from surveys.instrument.expressions.values import (
    BLANKS,
    Given,
    Value,
    as_date,
    as_number,
    settle,
    spell,
    truth,
)

MANY = 99
ARITIES = {
    "not": (1, 1),
    "boolean": (1, 1),
    "selected": (2, 2),
    "count-selected": (1, 1),
    "count-answered": (1, MANY),
    "coalesce": (2, MANY),
    "if": (3, 3),
    "round": (1, 2),
    "int": (1, 1),
    "floor": (1, 1),
    "ceiling": (1, 1),
    "abs": (1, 1),
    "pow": (2, 2),
    "number": (1, 1),
    "min": (1, MANY),
    "max": (1, MANY),
    "string": (1, 1),
    "concat": (1, MANY),
    "substr": (2, 3),
    "substring-before": (2, 2),
    "substring-after": (2, 2),
    "translate": (3, 3),
    "normalize-space": (1, 1),
    "string-length": (1, 1),
    "regex": (2, 2),
    "contains": (2, 2),
    "starts-with": (2, 2),
    "ends-with": (2, 2),
    "selected-at": (2, 2),
    "date": (1, 1),
    "today": (0, 0),
    "true": (0, 0),
    "false": (0, 0),
}


def codes_in(value: Value) -> list[str]:
    """The codes of an answer; one that is blank holds none."""
    return value if isinstance(value, list) else spell(value).split()


def _is_selected(chosen: Value, code: Value) -> bool:
    return spell(code).strip(BLANKS) in (codes_in(chosen) or [""])


def _is_filled(value: Value) -> bool:
    return spell(value) != ""


def _coalesce(*values: Value) -> Value:
    """The first that is not blank, as text: a number or a yes goes on as an answer would."""
    found = next((value for value in values if _is_filled(value)), None)
    return Given(found) if isinstance(found, bool | float) else found


def _round(value: Value, places: Value = 0.0) -> float:
    """Round half away from zero; negative places round to tens, hundreds and so on."""
    number, digits = as_number(value), as_number(places)
    if math.isnan(digits) or math.isinf(digits):
        return math.nan
    if not math.isfinite(number):
        return number
    places_kept = max(-15, min(15, math.floor(digits)))
    factor = 10.0 ** abs(places_kept)
    scaled = abs(number) * factor if places_kept >= 0 else abs(number) / factor
    if not math.isfinite(scaled):
        return number
    whole = float(math.floor(scaled + 0.5))
    return math.copysign(whole / factor if places_kept >= 0 else whole * factor, number)


def _whole(turn: Callable[[float], int], value: Value) -> float:
    number = as_number(value)
    return float(turn(number)) if math.isfinite(number) else number


def _power(base: Value, exponent: Value) -> float:
    one, other = as_number(base), as_number(exponent)
    if math.isnan(other) or (abs(one) == 1 and math.isinf(other)):
        return math.nan
    try:
        raised = one**other
    except OverflowError:
        return math.inf if one > 0 or other % 2 == 0 else -math.inf
    except ZeroDivisionError:
        return math.inf
    return math.nan if isinstance(raised, complex) else raised


def _extreme(choose: Callable[[list[float]], float], values: Sequence[Value]) -> float:
    """Among the answers that are numbers; those left blank are passed over."""
    numbers = [number for value in values if not math.isnan(number := as_number(value))]
    return choose(numbers) if numbers else math.nan


def _cut(text: Value, start: Value, end: Value = None) -> str:
    """Cut a text as ``slice`` does: from a place on, before another; negative ones from its end."""
    letters = _units(text)
    first = as_number(start)
    last = float(len(letters)) if end is None else as_number(end)
    cut = b"".join(letters[_place(first) : _place(last)])
    return cut.decode("utf-16-le", errors="ignore")  # half a pair is no letter


def _units(text: Value) -> list[bytes]:
    """A text as ODK counts it: an emoji has two units."""
    encoded = spell(text).encode("utf-16-le", errors="surrogatepass")
    return [encoded[at : at + 2] for at in range(0, len(encoded), 2)]


def _before(text: Value, part: Value) -> str:
    before, found, _after = spell(text).partition(spell(part) or "\0")
    return before if found else ""


def _after(text: Value, part: Value) -> str:
    wanted = spell(part)
    return spell(text).partition(wanted)[2] if wanted else spell(text)


def _translate(text: Value, old: Value, new: Value) -> str:
    """Put letters for letters; those that have no counterpart go."""
    letters, others = spell(old), spell(new)
    table = {ord(letter): others[at : at + 1] for at, letter in reversed([*enumerate(letters)])}
    return spell(text).translate(table)


def _place(number: float) -> int:
    if math.isnan(number):
        return 0
    return math.trunc(max(-1e6, min(1e6, number)))


def _select_at(chosen: Value, place: Value) -> str | None:
    codes, number = codes_in(chosen), as_number(place)
    return codes[math.floor(number)] if 0 <= number < len(codes) else None


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "not": lambda value: not truth(value),
    "boolean": truth,
    "selected": _is_selected,
    "count-selected": lambda chosen: float(len(codes_in(chosen))),
    "count-answered": lambda *values: float(sum(settle(value) is not None for value in values)),
    "coalesce": _coalesce,
    "round": _round,
    "int": lambda value: _whole(math.trunc, value),
    "floor": lambda value: _whole(math.floor, value),
    "ceiling": lambda value: _whole(math.ceil, value),
    "abs": lambda value: abs(as_number(value)),
    "pow": _power,
    "number": as_number,
    "min": lambda *values: _extreme(min, values),
    "max": lambda *values: _extreme(max, values),
    "string": spell,
    "concat": lambda *values: "".join(map(spell, values)),
    "substr": _cut,
    "substring-before": _before,
    "substring-after": _after,
    "translate": _translate,
    "normalize-space": lambda value: re.sub(r"[ \t\r\n]+", " ", spell(value)).strip(" "),
    "string-length": lambda value: float(len(_units(value))),
    "contains": lambda value, part: spell(part) in spell(value),
    "starts-with": lambda value, part: spell(value).startswith(spell(part)),
    "ends-with": lambda value, part: spell(value).endswith(spell(part)),
    "selected-at": _select_at,
    "date": as_date,
    "true": lambda: True,
    "false": lambda: False,
}
