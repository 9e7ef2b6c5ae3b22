"""Columns of a frame as numpy arrays: numbers, codes and masks, or a refusal that names the row."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimators.errors import EstimationError

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

NUMBER_TEXT = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?", re.ASCII)
MOST_LEVELS = 20


def is_number_text(text: str) -> bool:
    """Say whether a text is a number and nothing else: 1 and -8.5, but not the code 01."""
    return NUMBER_TEXT.fullmatch(text) is not None


def quote(value: Any) -> str:
    """Write a value from the data for a person: texts in quotation marks, numbers plain."""
    return repr(plain(value))


def near(word: str, known: Iterable[Any], which: str = "there are") -> str:
    """Say which of the known names a word may have meant, and which there are."""
    names = list(dict.fromkeys(str(plain(one)) for one in known))
    folded = {_fold(name): name for name in names}
    close = difflib.get_close_matches(_fold(word), folded, n=3, cutoff=0.6)
    meant = f"did you mean {' or '.join(repr(folded[one]) for one in close)}? " if close else ""
    more = " …" if len(names) > MOST_LEVELS else ""
    return f"{meant}{which}: {', '.join(names[:MOST_LEVELS])}{more}" if names else f"{which}: none"


def _fold(word: str) -> str:
    """Write a word without accents and capitals, so that near misses are near."""
    bare = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def require_columns(frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse names that are not columns of ``frame``, or that two columns bear."""
    for name in names:
        if name not in frame.columns:
            known = near(name, frame.columns, "its columns are")
            raise EstimationError(
                f"There is no column {name!r} in the data; {known}.{_separator_cure(frame)}"
            )
    if not frame.columns.is_unique:
        twins = list(frame.columns[frame.columns.duplicated()])
        raise EstimationError(f"Two columns of the data are named {twins[0]!r}; rename one.")


def _separator_cure(frame: pd.DataFrame) -> str:
    """Say how to name the separator, where a whole header has become one column."""
    signs = re.search(r"[^\w\"'.-]", str(frame.columns[0])) if len(frame.columns) == 1 else None
    if signs is None:
        return ""
    return f" If fields end on {signs[0]!r}, say so: separator = {signs[0]!r} under [data]."


def row_label(frame: pd.DataFrame, position: int) -> str:
    """Say which row of the data this is, the first below the header being row 1."""
    label = frame.index[position]
    number = int(label) if isinstance(label, int | np.integer) else position
    return f"row {number + 1}"


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    """Return column ``name`` as floats, NaN where it is empty; text is refused with its row."""
    require_columns(frame, [name])
    column = frame[name]
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
        values = np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
    else:
        values = _parse_numbers(frame, name)
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        raise EstimationError(
            f"Column {name!r} is infinite in {row_label(frame, int(infinite[0]))}; "
            "correct the cell or empty it."
        )
    return values


def _parse_numbers(frame: pd.DataFrame, name: str) -> Floats:
    column = frame[name]
    plain_cells = [plain(cell) for cell in column.astype(object)]
    parsed = pd.to_numeric(pd.Series(plain_cells, dtype=object), errors="coerce")
    text = np.flatnonzero(parsed.isna().to_numpy() & column.notna().to_numpy())
    if len(text):
        at = int(text[0])
        cell = str(plain_cells[at])
        raise EstimationError(
            f"Column {name!r} must hold numbers, but {row_label(frame, at)} holds {cell!r}; "
            f"{_cure_of_text(cell)}"
        )
    return np.asarray(parsed.to_numpy(dtype=np.float64, na_value=np.nan))


def _cure_of_text(cell: str) -> str:
    if re.fullmatch(r"[+-]?[\d.]*,\d+", cell):
        return "write a decimal point, or decimal = ',' under [data] of the specification."
    return (
        "correct the cell or choose a numeric column; a code that means no answer belongs under "
        "missing in [data]."
    )


def codes(frame: pd.DataFrame, name: str) -> tuple[Codes, list[Any]]:
    """Number the distinct values of a column in sorted order; -1 marks an empty cell."""
    require_columns(frame, [name])
    column = frame[name]
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.map(plain, na_action="ignore").astype("str")
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
    """Turn a scalar into Python's own: a whole float becomes an int, a moment ISO text."""
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, pd.Timestamp) and value == value.normalize() and value.tz is None:
        return value.date().isoformat()
    if isinstance(value, date | time):
        return str(value)
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
