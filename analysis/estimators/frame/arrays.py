"""Columns of a frame as numpy arrays: numbers, codes and masks, or a refusal that names the row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimators.errors import EstimationError

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


def require_columns(frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse names that are not columns of ``frame``."""
    missing = [name for name in names if name not in frame.columns]
    if missing:
        known = ", ".join(map(str, frame.columns[:40]))
        raise EstimationError(
            f"There is no column {missing[0]!r} in the data; its columns are: {known}."
        )


def row_label(frame: pd.DataFrame, position: int) -> str:
    """Say which row of the data this is, the first below the header being row 1."""
    label = frame.index[position]
    number = int(label) if isinstance(label, int | np.integer) else position
    return f"row {number + 1}"


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    """Return column ``name`` as floats, NaN where it is empty; text is refused with its row."""
    require_columns(frame, [name])
    column = frame[name]
    if column.dtype == np.float64:
        return column.to_numpy()
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
        return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
    parsed = pd.to_numeric(column.astype(object), errors="coerce")
    text = parsed.isna().to_numpy() & column.notna().to_numpy()
    if text.any():
        at = int(np.flatnonzero(text)[0])
        raise EstimationError(
            f"Column {name!r} must hold numbers, but {row_label(frame, at)} holds "
            f"{str(column.iloc[at])!r}; correct the cell or choose a numeric column."
        )
    return np.asarray(parsed.to_numpy(dtype=np.float64, na_value=np.nan))


def codes(frame: pd.DataFrame, name: str) -> tuple[Codes, list[Any]]:
    """Number the distinct values of a column in sorted order; -1 marks an empty cell."""
    require_columns(frame, [name])
    column = frame[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        raw, levels = column.cat.codes.to_numpy().astype(np.intp), list(column.cat.categories)
        used = np.bincount(raw[raw >= 0], minlength=len(levels)) > 0
        if not used.all():  # categories nobody has
            raw = np.where(raw >= 0, (np.cumsum(used) - 1)[raw], -1).astype(np.intp)
        kept = [level for level, there in zip(levels, used, strict=True) if there]
        return raw, [plain(level) for level in kept]
    found, uniques = pd.factorize(column, use_na_sentinel=True)
    values = [plain(value) for value in uniques]
    try:
        order = sorted(range(len(values)), key=values.__getitem__)
    except TypeError:
        order = sorted(range(len(values)), key=lambda at: str(values[at]))
    place = np.empty(len(values) + 1, dtype=np.intp)
    place[order] = np.arange(len(values))
    place[-1] = -1
    return place[found], [values[at] for at in order]


def plain(value: Any) -> Any:
    """Turn a numpy scalar into Python's own; a whole float becomes an int."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def complete_codes(frame: pd.DataFrame, name: str, purpose: str) -> tuple[Codes, list[Any]]:
    """Return :func:`codes`, refusing empty cells: a ``purpose`` cannot be guessed."""
    found, levels = codes(frame, name)
    empty = np.flatnonzero(found < 0)
    if len(empty):
        raise EstimationError(
            f"Column {name!r}, the {purpose}, is empty in {row_label(frame, int(empty[0]))} "
            f"({len(empty)} in all); fill it or leave these rows out with keep."
        )
    return found, levels


def complete_numbers(frame: pd.DataFrame, name: str, purpose: str) -> Floats:
    """Return :func:`numbers`, refusing empty or infinite cells."""
    values = numbers(frame, name)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise EstimationError(
            f"Column {name!r}, the {purpose}, is empty or infinite in "
            f"{row_label(frame, int(bad[0]))} ({len(bad)} in all); "
            "fill it or leave these rows out with keep."
        )
    return values


def cross_codes(first: Codes, second: Codes) -> Codes:
    """Number the pairs of two complete codings, densely and in order."""
    width = int(second.max(initial=0)) + 1
    pairs = first * width + second
    size = (int(first.max(initial=0)) + 1) * width
    if size > 4 * len(pairs) + 1024:
        return np.asarray(np.unique(pairs, return_inverse=True)[1], dtype=np.intp).reshape(-1)
    used = np.bincount(pairs, minlength=size) > 0
    return np.asarray((np.cumsum(used) - 1)[pairs], dtype=np.intp)


def mask_of(frame: pd.DataFrame, where: "Mask | pd.Series[bool] | None") -> Mask:
    """Return a domain as a boolean array over all rows; no domain means every row."""
    if where is None:
        return np.ones(len(frame), dtype=np.bool_)
    mask = np.asarray(where)
    if mask.dtype != np.bool_ or mask.shape != (len(frame),):
        raise EstimationError("A domain must say True or False for every row of the design.")
    return mask


def domain_codes(
    frame: pd.DataFrame, by: Sequence[str], inside: Mask
) -> tuple[Codes, list[dict[str, Any]]]:
    """Number the domains that the columns ``by`` form within ``inside``; -1 lies in none."""
    if not by:
        return np.where(inside, 0, -1).astype(np.intp), [{}]
    found = [codes(frame, name) for name in by]
    valid = inside.copy()
    for one, _ in found:
        valid &= one >= 0
    cell = np.zeros(len(frame), dtype=np.intp)
    for one, levels in found:
        cell = cell * len(levels) + np.maximum(one, 0)
    size = int(np.prod([len(levels) for _, levels in found]))
    if size > 4 * len(frame) + 1024:
        present, dense = np.unique(cell[valid], return_inverse=True)
        numbered = np.full(len(frame), -1, dtype=np.intp)
        numbered[valid] = dense.reshape(-1)
    else:
        present = np.flatnonzero(np.bincount(cell[valid], minlength=size))
        place = np.full(size, -1, dtype=np.intp)
        place[present] = np.arange(len(present))
        numbered = np.where(valid, place[cell], -1).astype(np.intp)
    keys = []
    for number in present:
        rest, key = int(number), {}
        for name, (_, levels) in reversed(list(zip(by, found, strict=True))):
            rest, at = divmod(rest, len(levels))
            key[name] = levels[at]
        keys.append({name: key[name] for name in by})
    return numbered, keys
