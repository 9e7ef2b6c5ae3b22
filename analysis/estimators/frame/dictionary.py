"""Codes of columns: the writings one answer goes by in different files, and what is missing.

A workbook may hold ``yes`` where SPSS holds 1 with the label "Có". A dictionary gives each answer
its code and the other writings, so that one request serves every file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import is_number_text, plain


def text_of(value: Any) -> str:
    """Write a cell or a level as text: whole numbers without a point, truth as 1 and 0."""
    value = plain(value)
    return str(int(value)) if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class ColumnCodes:
    """The codes of one column with their other writings, and the codes of missing answers."""

    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    def code(self, writing: Any) -> str:
        """Return the code a writing stands for; one nobody knows stands for itself."""
        text = text_of(writing)
        if text in self.levels:
            return text
        found = [code for code, others in self.levels.items() if text in others]
        if len(found) > 1:
            raise EstimationError(
                f"{text!r} is the label of {' and of '.join(map(repr, found))}; name the code."
            )
        return found[0] if found else text

    def joined(self, further: "ColumnCodes") -> "ColumnCodes":
        """Return these codes with those of a second source, whose codes lead."""
        levels = dict(further.levels)
        for code, others in self.levels.items():
            owner = self._owner(code, others, further)
            known = levels.get(owner, ())
            fresh = [one for one in (code, *others) if one != owner and one not in known]
            levels[owner] = (*known, *fresh)
        return ColumnCodes(levels, self.missing | further.missing)

    def _owner(self, code: str, others: Sequence[str], further: "ColumnCodes") -> str:
        """Return the code of the second source this one is called by: by its own writing, else by
        a writing that no other code here shares."""
        shared = [one for names in self.levels.values() for one in names]
        for writing in (code, *(one for one in others if shared.count(one) == 1)):
            owners = [c for c, names in further.levels.items() if writing == c or writing in names]
            if len(owners) == 1:
                return owners[0]
        return code


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The codes of the columns of a frame, and codes that are missing in all of them."""

    columns: Mapping[str, ColumnCodes] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    def of(self, column: str) -> ColumnCodes:
        """Return the codes of a column, none where nothing is known of it."""
        return self.columns.get(column, ColumnCodes())

    def joined(self, further: "Dictionary") -> "Dictionary":
        """Return this dictionary with a second one, whose codes lead."""
        names = {*self.columns, *further.columns}
        columns = {name: self.of(name).joined(further.of(name)) for name in names}
        return Dictionary(columns, self.missing | further.missing)

    def coded(self, frame: pd.DataFrame, besides: Sequence[str] = ()) -> pd.DataFrame:
        """Return a frame in which every answer stands under its code and missing ones are empty.

        Columns ``besides`` are no answers: what is missing everywhere is a value there.
        """
        changed = {}
        for name in frame.columns:
            known = self.of(name)
            missing = known.missing | (frozenset() if name in besides else self.missing)
            if (known.levels or missing) and not _is_beyond(frame[name], known, missing):
                changed[name] = _code_column(frame[name], known, missing)
        return frame.assign(**changed) if changed else frame


def _is_beyond(column: "pd.Series[Any]", known: ColumnCodes, missing: frozenset[str]) -> bool:
    """Say whether a column of numbers holds none of the numbers that would change."""
    if known.levels or not pd.api.types.is_numeric_dtype(column.dtype):
        return False
    numbers = [float(text) for text in missing if is_number_text(text)]
    return not column.isin(numbers).any()


def _code_column(column: "pd.Series[Any]", known: ColumnCodes, missing: frozenset[str]) -> Any:
    found, uniques = pd.factorize(column, use_na_sentinel=True)
    gone = {known.code(writing) for writing in missing} | missing
    codes: list[str | None] = []
    for value in uniques:
        code = known.code(value)
        codes.append(None if code in gone or text_of(value) in gone else code)
    return pd.Series(convert_codes([*codes, None])[found], index=column.index)


def convert_codes(codes: Iterable[str | None]) -> Any:
    """Return texts as numbers if all of them are numbers, else as texts; None is empty."""
    listed = list(codes)
    if all(code is None or is_number_text(code) for code in listed):
        return np.array([np.nan if code is None else float(code) for code in listed])
    return pd.array(listed, dtype="str")
