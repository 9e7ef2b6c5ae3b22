"""Conditions read with the codes of their columns: levels nobody has are refused, not unmatched."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame import filters
from analysis.estimators.frame.arrays import (
    MOST_LEVELS,
    Mask,
    codes,
    is_number_text,
    near,
    numbers,
    require_columns,
)
from analysis.estimators.frame.dictionary import Dictionary, text_of
from analysis.estimators.frame.expressions import Call, Literal, Name, Node, Several, names, parse

SAME = {"==", "!="}
ORDERED = {"<", "<=", ">", ">="}
TRUTHS = {"true", "false"}
MOMENT = re.compile(r"\d{4}-\d{2}(-\d{2}([ T]\d{2}:\d{2}.*)?)?|\d{2}:\d{2}(:\d{2}.*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written, and as it is computed."""

    text: str
    node: Node

    def rows(self, frame: pd.DataFrame) -> Mask:
        """Return where it is true, refusing a condition that is true nowhere."""
        found = filters.rows_where(frame, self.node, self.text)
        if not found.any():
            raise EstimationError(
                f"The condition {self.text!r} matches no row of the data; correct it."
            )
        return found


def read_condition(text: str, frame: pd.DataFrame, dictionary: Dictionary) -> Condition:
    """Parse a condition and replace labels by codes; a level nobody has is refused by name."""
    node = parse(text)
    require_columns(frame, names(node))
    return Condition(text, _resolve(node, frame, dictionary))


def resolve_level(level: Any, column: str, frame: pd.DataFrame, dictionary: Dictionary) -> Any:
    """Return the level a writing stands for, as the column holds it; refuse one nobody has."""
    require_columns(frame, [column])
    known = dictionary.of(column)
    if _is_truth(level, frame, column):
        return level
    code, are_numbers = known.code(level), _holds_numbers(frame, column)
    present = [text_of(one) for one in codes(frame, column)[1]]
    if code in present or code in known.levels:
        return float(code) if are_numbers and is_number_text(code) else code
    same = _find_other_writing(code, present) if are_numbers else None
    if same is not None:
        return same
    names = chain.from_iterable(known.levels.values())
    levels = near(code, [*present, *known.levels, *names], "its levels are")
    raise EstimationError(
        f"Column {column!r} never holds {text_of(level)!r}; {levels}. A level that nobody chose is "
        f"declared under [columns.{column}]."
    )


def _find_other_writing(code: str, present: Iterable[str]) -> float | None:
    """Return the number a code stands for, where the column holds it in another writing."""
    number = _number(code)
    return number if any(_number(one) == number for one in present) else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _is_truth(level: Any, frame: pd.DataFrame, column: str) -> bool:
    if isinstance(level, bool):
        return True
    word = isinstance(level, str) and level.strip().lower() in TRUTHS
    return word and (_holds_numbers(frame, column) or frame[column].dtype == object)


def _holds_numbers(frame: pd.DataFrame, column: str) -> bool:
    return pd.api.types.is_numeric_dtype(frame[column].dtype)


def _resolve(node: Node, frame: pd.DataFrame, dictionary: Dictionary) -> Node:
    if not isinstance(node, Call):
        return node
    match node.arguments:
        case (Name() as name, Literal() as value) if node.function in SAME | ORDERED:
            return Call(node.function, (name, _literal(node, name, value, frame, dictionary)))
        case (Literal() as value, Name() as name) if node.function in SAME | ORDERED:
            return Call(node.function, (_literal(node, name, value, frame, dictionary), name))
        case (Name() as name, several) if node.function == "in":
            items = several.items if isinstance(several, Several) else ()
            return Call("in", (name, _several(node, name, items, frame, dictionary)))
    return Call(node.function, tuple(_resolve(one, frame, dictionary) for one in node.arguments))


def _several(
    node: Call, name: Name, items: Iterable[Node], frame: pd.DataFrame, dictionary: Dictionary
) -> Several:
    return Several(
        tuple(
            _literal(node, name, item, frame, dictionary) if isinstance(item, Literal) else item
            for item in items
        )
    )


def _literal(
    node: Call, name: Name, literal: Literal, frame: pd.DataFrame, dictionary: Dictionary
) -> Literal:
    value = literal.value
    if value is None or isinstance(value, bool):
        return literal
    if node.function in ORDERED:
        _refuse_order_of_text(name.name, value, frame)
        return literal
    free = node.function == "!=" or _has_many_values(frame, name.name)
    if isinstance(value, float) and _holds_numbers(frame, name.name) and free:
        return literal
    return Literal(resolve_level(value, name.name, frame, dictionary))


def _has_many_values(frame: pd.DataFrame, column: str) -> bool:
    """Say whether a column counts or measures: its values are no levels."""
    return _holds_numbers(frame, column) and len(np.unique(numbers(frame, column))) > MOST_LEVELS


def _refuse_order_of_text(column: str, value: Any, frame: pd.DataFrame) -> None:
    """Refuse < and > between texts, unless both are written so that text sorts as time does."""
    if not isinstance(value, str) or is_number_text(value) or _holds_numbers(frame, column):
        return
    levels = [str(one) for one in codes(frame, column)[1]]
    other = next((one for one in [value, *levels] if not MOMENT.fullmatch(one)), None)
    if other is not None:
        raise EstimationError(
            f"{column!r} cannot be ordered against {value!r}: < and > compare numbers, or dates "
            f"written as 2026-11-20 and times as 09:30, and {other!r} is neither."
        )
