"""Conditions and computed columns on the rows of a frame: the meaning of ``expressions``."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import (
    Floats,
    Mask,
    numbers,
    plain,
    require_columns,
    row_label,
)
from analysis.estimators.frame.expressions import (
    COMPARISONS,
    Call,
    Literal,
    Name,
    Node,
    Several,
    parse,
)

FUNCTIONS: dict[str, Callable[[Floats], Floats]] = {
    "abs": np.abs, "exp": np.exp, "log": np.log, "log10": np.log10, "log2": np.log2,
    "sqrt": np.sqrt, "floor": np.floor, "ceiling": np.ceil, "round": np.round,
}  # fmt: skip
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "%": operator.mod, "^": operator.pow,
}  # fmt: skip
ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
DAY_AND_CLOCK = re.compile(r"^(\d{4}-\d{2}-\d{2})T(?=\d)", re.ASCII)
HOUR_AND_MINUTE = re.compile(r"(?:\d{4}-\d{2}-\d{2} )?\d{2}:\d{2}", re.ASCII)
EMPTY = {"missing", "is.na", "isna", "isnull"}
FILLED = {"notna", "notnull", "notmissing"}


@dataclass(frozen=True, eq=False, slots=True)
class Values:
    """One value a row: numbers (truth is 1 and 0) or texts, and where they are known."""

    data: npt.NDArray[Any]
    known: Mask
    text: bool = False
    literal: bool = False


def rows(frame: pd.DataFrame, condition: str) -> Mask:
    """Return where the condition is true; where it cannot be known it is not."""
    return rows_where(frame, parse(condition), condition)


def rows_where(frame: pd.DataFrame, node: Node, text: str) -> Mask:
    """Return where a parsed condition, written as ``text``, is true."""
    found = evaluate(frame, node)
    if found.text:
        raise EstimationError(
            f"The condition {text!r} yields text, not true or false; compare it with a value."
        )
    return np.asarray(found.known & (found.data != 0))


def column(frame: pd.DataFrame, node: Node) -> "pd.Series[Any]":
    """Return a computed column, empty where it cannot be known."""
    found = evaluate(frame, node)
    if found.text:
        return pd.Series(found.data, index=frame.index, dtype=object).where(found.known)
    return pd.Series(np.where(found.known, found.data, np.nan), index=frame.index)


def evaluate(frame: pd.DataFrame, node: Node) -> Values:
    """Compute an expression for every row."""
    if isinstance(node, Name):
        return _column(frame, node.name)
    if isinstance(node, Literal):
        return _literal(frame, node.value)
    if isinstance(node, Several):
        raise EstimationError("A list of values stands only after 'in'.")
    operate = OPERATIONS.get(node.function)
    if operate is None and len(node.arguments) == 1:
        operate = CALLS_OF_ONE.get(node.function)
    if operate is None:
        known = ", ".join(sorted({*FUNCTIONS, "missing"}))
        raise EstimationError(
            f"There is no function {node.function!r} in expressions; there are: {known}."
        )
    return operate(frame, node)


def _column(frame: pd.DataFrame, name: str) -> Values:
    require_columns(frame, [name])
    series = frame[name]
    known = series.notna().to_numpy()
    dtype = series.dtype
    if pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_numeric_dtype(dtype):
        return Values(numbers(frame, name), known)
    texts = series.astype(object).to_numpy()
    return Values(np.array([str(plain(one)) for one in texts], dtype=object), known, text=True)


def _literal(frame: pd.DataFrame, value: Any) -> Values:
    known = np.full(len(frame), value is not None)
    if isinstance(value, str):
        return Values(np.full(len(frame), value, dtype=object), known, text=True, literal=True)
    number = np.nan if value is None else float(value)
    return Values(np.full(len(frame), number), known, literal=True)


def _numeric(frame: pd.DataFrame, values: Values, where: str) -> Values:
    if not values.text:
        return values
    out = np.full(len(values.data), np.nan)
    for at in np.flatnonzero(values.known):
        try:
            out[at] = float(values.data[at])
        except ValueError:
            raise EstimationError(
                f"{where!r} needs numbers, but {row_label(frame, int(at))} holds "
                f"{str(values.data[at])!r}."
            ) from None
    return Values(out, values.known, literal=values.literal)


def _as_text(values: Values) -> Values:
    texts = np.array([str(plain(float(one))) for one in values.data], dtype=object)
    return Values(texts, values.known, text=True, literal=values.literal)


def _compare(frame: pd.DataFrame, name: str, left: Values, right: Values) -> Values:
    if left.text != right.text:
        left, right = _alike(frame, name, left, right)
    known = left.known & right.known
    sides = left.data[known], right.data[known]
    if left.text and name not in {"==", "!="}:
        sides = _sortable(sides[0]), _sortable(sides[1])
    result = np.zeros(len(known))
    result[known] = ORDER[name](*sides)
    return Values(result, known)


def _sortable(texts: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Write moments alike, so that text sorts as time does: a blank for T, seconds in full."""
    return np.array([_whole_clock(DAY_AND_CLOCK.sub(r"\1 ", text)) for text in texts], dtype=object)


def _whole_clock(text: str) -> str:
    return f"{text}:00" if HOUR_AND_MINUTE.fullmatch(text) else text


def _alike(frame: pd.DataFrame, name: str, left: Values, right: Values) -> tuple[Values, Values]:
    """Make a text and a number comparable: a column decides for the literal beside it."""
    text, number = (left, right) if left.text else (right, left)
    if text.literal and len(text.data):
        word = str(text.data[0]).strip().lower()
        if word in {"true", "false"}:
            text = Values(np.full(len(text.data), float(word == "true")), text.known)
        else:
            text = _numeric(frame, text, name)
    elif name in {"==", "!="}:
        number = _as_text(number)
    else:
        text = _numeric(frame, text, name)
    return (text, number) if left.text else (number, text)


def _relate(frame: pd.DataFrame, node: Call) -> Values:
    left, right = (evaluate(frame, one) for one in node.arguments)
    return _compare(frame, node.function, left, right)


def _keep(frame: pd.DataFrame, node: Call) -> Values:
    """Compute what ``I()`` holds: in a formula it keeps arithmetic from being read as terms."""
    return evaluate(frame, node.arguments[0])


def _negate(frame: pd.DataFrame, node: Call) -> Values:
    inner = _numeric(frame, evaluate(frame, node.arguments[0]), node.function)
    return Values(-inner.data, inner.known)


def _member(frame: pd.DataFrame, node: Call) -> Values:
    value, several = node.arguments
    left = evaluate(frame, value)
    result = np.zeros(len(frame))
    for item in several.items if isinstance(several, Several) else ():
        one = _compare(frame, "==", left, evaluate(frame, item))
        result = np.maximum(result, one.data * one.known)
    return Values(result, left.known)


def _emptiness(frame: pd.DataFrame, node: Call) -> Values:
    if len(node.arguments) != 1:
        raise EstimationError(f"{node.function}() takes one column.")
    inner = evaluate(frame, node.arguments[0])
    empty = ~inner.known
    truth = ~empty if node.function in FILLED else empty
    return Values(truth.astype(float), np.ones(len(frame), dtype=np.bool_))


def _logic(frame: pd.DataFrame, node: Call) -> Values:
    """Kleene's three-valued logic: false and unknown is false, true or unknown is true."""
    parts = [_numeric(frame, evaluate(frame, one), node.function) for one in node.arguments]
    truths = [part.known & (part.data != 0) for part in parts]
    falsehoods = [part.known & (part.data == 0) for part in parts]
    if node.function == "not":
        true, false = falsehoods[0], truths[0]
    elif node.function == "and":
        true, false = truths[0] & truths[1], falsehoods[0] | falsehoods[1]
    else:
        true, false = truths[0] | truths[1], falsehoods[0] & falsehoods[1]
    return Values(true.astype(float), true | false)


def _compute(frame: pd.DataFrame, node: Call) -> Values:
    parts = [_numeric(frame, evaluate(frame, one), node.function) for one in node.arguments]
    function: Callable[..., Any] = ARITHMETIC.get(node.function) or FUNCTIONS[node.function]
    with np.errstate(all="ignore"):
        result = np.asarray(function(*(part.data for part in parts)), dtype=float)
    known = np.logical_and.reduce([part.known for part in parts]) & np.isfinite(result)
    return Values(result, known)


Operation = Callable[[pd.DataFrame, Call], Values]
OPERATIONS: dict[str, Operation] = {
    **dict.fromkeys(EMPTY | FILLED, _emptiness),
    **dict.fromkeys(("and", "or", "not"), _logic),
    **dict.fromkeys(COMPARISONS, _relate),
    **dict.fromkeys(ARITHMETIC, _compute),
    "in": _member,
    "minus": _negate,
}
CALLS_OF_ONE: dict[str, Operation] = {**dict.fromkeys(FUNCTIONS, _compute), "I": _keep}
