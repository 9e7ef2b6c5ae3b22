"""Tidy rows as arrays: a row a province, a column a year or a criterion."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ENDS = ["scale_min", "scale_max"]


def wide(
    rows: pd.DataFrame, column: str, provinces: Sequence[str], labels: Sequence[Any], per: str
) -> Floats:
    """Spread a column over provinces and labels; nan where no row tells it, the last row wins."""
    found = np.full((len(provinces), len(labels)), np.nan)
    at = pd.Index(provinces).get_indexer(pd.Index(rows["province"]))
    to = pd.Index(labels).get_indexer(pd.Index(rows[per]))
    value = rows[column].to_numpy(dtype=float)
    there = (at >= 0) & (to >= 0) & np.isfinite(value)
    found[at[there], to[there]] = value[there]
    return found


def wide_frame(rows: pd.DataFrame, provinces: Sequence[str]) -> pd.DataFrame:
    """Values of one criterion, a row a province, a column for every year seen."""
    years = sorted(rows["year"].unique())
    return pd.DataFrame(wide(rows, "value", provinces, years, "year"), list(provinces), years)


def fill_scores(
    scores: pd.DataFrame, before: pd.DataFrame, constants: pd.DataFrame
) -> pd.DataFrame:
    """Scores with the gaps filled that the published criteria of an edition fill exactly.

    ``scores`` has a row a province and a column a year; ``before`` and ``constants`` are tidy.
    """
    filled = scores.copy()
    for year, rows in constants[constants["year"].isin(before["year"].unique())].groupby("year"):
        if rows[ENDS].isna().any(axis=None):
            continue
        here = before[before["year"] == year]
        values = wide(here, "value", list(scores.index), list(rows["criterion"]), "criterion")
        low, high, weight = (rows[c].to_numpy(dtype=float) for c in (*ENDS, "weight"))
        share = 9 * (values - low) / (high - low)
        points = np.where(rows["direction"].to_numpy() > 0, 1 + share, 10 - share)
        score = pd.Series(points @ (weight / weight.sum()), index=scores.index)
        if score.notna().any():
            filled[year] = filled[year].fillna(score) if year in filled else score
    return filled[sorted(filled.columns)]
