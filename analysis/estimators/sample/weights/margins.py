"""Margins of the population, matched with the cells of the sample or refused by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Codes, Floats, complete_codes, plain

Totals = Mapping[Any, float]


@dataclass(frozen=True, eq=False, slots=True)
class Margin:
    """A margin of the population: the cells of the columns ``by`` and how many units each has."""

    by: tuple[str, ...]
    cells: Codes
    names: tuple[str, ...]
    totals: Floats


def margin(frame: pd.DataFrame, by: str | Sequence[str], totals: Totals) -> Margin:
    """Match population totals with the cells of the sample.

    Keys are levels of the column, or for several columns tuples of levels. A cell of the sample
    without a total, a total without respondents, and a negative total are refused by name.
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    cells, labels = _cross(frame, names)
    used = np.bincount(cells, minlength=len(labels)) > 0
    known = {_key(key, len(names)): float(total) for key, total in totals.items()}
    sampled = [key for key, is_used in zip(labels, used, strict=True) if is_used]
    _refuse_unmatched(" x ".join(map(repr, names)), sampled, known)
    sizes = np.array([known[key] for key in sampled])
    dense = (np.cumsum(used) - 1)[cells]
    return Margin(names, dense.astype(np.intp), tuple("/".join(key) for key in sampled), sizes)


def _cross(frame: pd.DataFrame, names: Sequence[str]) -> tuple[Codes, list[tuple[str, ...]]]:
    """Number the cells of all levels of the columns, and name each cell."""
    cells = np.zeros(len(frame), dtype=np.intp)
    labels: list[tuple[str, ...]] = [()]
    for name in names:
        found, levels = complete_codes(frame, name, "calibration margin")
        cells = cells * len(levels) + found
        labels = [(*left, _text(level)) for left in labels for level in levels]
    return cells, labels


def _refuse_unmatched(
    label: str, sampled: Sequence[tuple[str, ...]], known: Mapping[tuple[str, ...], float]
) -> None:
    missing = [key for key in sampled if key not in known]
    if missing:
        raise EstimationError(
            f"The margin {label} has no total for {_list_keys(missing)}, which the sample has; "
            "add the total, or leave these rows out with keep."
        )
    in_sample = set(sampled)
    empty = [key for key, total in known.items() if key not in in_sample and total != 0]
    if empty:
        raise EstimationError(
            f"No respondent in {_list_keys(empty)} of the margin {label}; "
            "merge the cells with their neighbours first."
        )
    wrong = [key for key in sampled if not known[key] > 0]
    if wrong:
        raise EstimationError(
            f"The total of {_list_keys(wrong)} in the margin {label} is not above zero, but the"
            " sample has respondents there; correct the total."
        )


def _key(key: Any, width: int) -> tuple[str, ...]:
    parts = key if isinstance(key, tuple) else (key,)
    if len(parts) != width:
        raise EstimationError(f"The total {key!r} names {len(parts)} levels, its margin {width}.")
    return tuple(map(_text, parts))


def _text(level: Any) -> str:
    value = plain(level)
    return str(int(value)) if isinstance(value, bool) else str(value)


def _list_keys(keys: Sequence[tuple[str, ...]]) -> str:
    return ", ".join(repr("/".join(key)) for key in keys[:5]) + (" …" if len(keys) > 5 else "")


def consistent(margins: Sequence[Margin]) -> None:
    """Refuse margins whose totals add up to different populations."""
    for other in margins[1:]:
        first = margins[0].totals.sum()
        if not np.isclose(other.totals.sum(), first, rtol=1e-6):
            raise EstimationError(
                f"The totals of {' x '.join(margins[0].by)!r} add up to {first:.6g}, those of "
                f"{' x '.join(other.by)!r} to {other.totals.sum():.6g}; every margin must describe "
                "the same population."
            )
