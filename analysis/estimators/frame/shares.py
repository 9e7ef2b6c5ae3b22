"""Which rows of a column hold a level: 1, 0, or NaN where the cell is empty."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats, near, numbers, plain, require_columns

TRUE_WORDS = {"true": 1.0, "false": 0.0}


def indicator(frame: pd.DataFrame, name: str, level: Any) -> Floats:
    """Return 1 where column ``name`` is ``level``, 0 where it is not, NaN where it is empty.

    Numbers compare as numbers ("1" is 1 is 1.0 is True), text as text. A level that never occurs
    is refused: it is a misprint more often than a share of zero.
    """
    return indicate_any(frame, name, [level])


def indicate_any(
    frame: pd.DataFrame, name: str, levels: Iterable[Any], *, known_only: bool = True
) -> Floats:
    """Return :func:`indicator` of several levels; ``known_only`` false allows absent ones."""
    require_columns(frame, [name])
    held = _indicate_numbers if _numeric(frame[name]) else _indicate_texts
    return held(frame, name, list(levels), known_only)


def _indicate_numbers(
    frame: pd.DataFrame, name: str, levels: Sequence[Any], known_only: bool
) -> Floats:
    values = numbers(frame, name)
    targets = [_number(name, level) for level in levels]
    unknown = [target for target in targets if known_only and not (values == target).any()]
    if unknown:
        known = [plain(value) for value in np.unique(values[np.isfinite(values)])]
        raise _never_held(name, plain(unknown[0]), known)
    hit = np.isin(values, targets).astype(float)
    hit[np.isnan(values)] = np.nan
    return hit


def _indicate_texts(
    frame: pd.DataFrame, name: str, levels: Sequence[Any], known_only: bool
) -> Floats:
    column, targets = frame[name], {_text(level) for level in levels}
    texts = {value: _text(value) for value in column.dropna().unique()}
    absent = targets - set(texts.values())
    if absent and known_only:
        raise _never_held(name, min(absent), sorted(texts.values()))
    hits = [value for value, text in texts.items() if text in targets]
    found = column.isin(hits).to_numpy().astype(float)
    found[column.isna().to_numpy()] = np.nan
    return found


def _never_held(name: str, level: Any, levels: Iterable[Any]) -> EstimationError:
    known = near(str(level), levels, "its levels are")
    return EstimationError(f"Column {name!r} never holds {level!r}; {known}.")


def _numeric(column: "pd.Series[Any]") -> bool:
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
        return True
    # a column of true and false with empty cells arrives as objects
    return column.dtype == object and all(isinstance(one, bool) for one in column.dropna())


def _number(name: str, level: Any) -> float:
    if isinstance(level, str) and level.strip().lower() in TRUE_WORDS:
        return TRUE_WORDS[level.strip().lower()]
    try:
        return float(level)
    except (TypeError, ValueError):
        raise EstimationError(
            f"Column {name!r} holds numbers, so its level cannot be {level!r}; give a number."
        ) from None


def _text(value: Any) -> str:
    return str(plain(value))
