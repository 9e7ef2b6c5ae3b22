"""Errors, coverage and skill of what was told."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.forecasting import verification
from analysis.forecasting.backtest.simple_rules import BASELINES
from analysis.forecasting.backtest.verified import MODELS, VerifiedForecast
from analysis.forecasting.nowcast.forecast import LEVELS

METHODS = BASELINES + MODELS
INTERVALS = {50: (0.25, 0.75), 80: (0.1, 0.9), 90: (0.05, 0.95), 95: (0.025, 0.975)}


def summary(told: list[VerifiedForecast]) -> list[dict[str, Any]]:
    """Errors, coverage and skill by method and target, over all years and by year."""
    frame = frame_of(told)
    rows = []
    frame = frame.sort_values(["target", "year", "province"], kind="stable")
    for target, group in frame.groupby("target", sort=False):
        for year in [None, *sorted(group["year"].unique())]:
            part = group if year is None else group[group["year"] == year]
            rows += _by_method(str(target), year, part)
    return rows


def by_kind(told: list[VerifiedForecast], units: Mapping[str, str]) -> list[dict[str, Any]]:
    """Errors and coverage by method over all criteria of one unit, and relative to the last value.

    ``relative_mae`` and ``relative_crps`` are means over criteria and years that have a last value.
    """
    frame = frame_of(told)
    frame = frame[frame["target"].isin(list(units))]
    frame["unit"] = frame["target"].map(units)
    rows = []
    for unit, group in [("all", frame), *frame.groupby("unit", sort=True)]:
        for method in METHODS:
            mine = group[group["method"] == method]
            if len(mine):
                row = {"method": method, "unit": str(unit)} | figures(mine)
                rows.append(row | _relative(mine, group[group["method"] == "last"]))
    return rows


def _relative(mine: pd.DataFrame, last: pd.DataFrame) -> dict[str, float]:
    keys = ["target", "year"]
    both = mine.merge(last, on=[*keys, "province"], suffixes=("", "_last"))
    if both.empty:
        return {}
    cells = both.groupby(keys)
    mae = cells.apply(lambda cell: _mae(cell, "") / max(_mae(cell, "_last"), 1e-12))
    crps = cells["crps"].mean() / cells["crps_last"].mean().clip(lower=1e-12)
    return {"relative_mae": float(mae.mean()), "relative_crps": float(crps.mean())}


def _by_method(target: str, year: int | None, part: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for method in METHODS:
        mine = part[part["method"] == method]
        if mine.empty:
            continue
        row: dict[str, Any] = {"method": method, "target": target, "year": year and int(year)}
        row |= figures(mine)
        for baseline in BASELINES:
            other = part[part["method"] == baseline]
            both = mine.merge(other, on=["year", "province"], suffixes=("", "_other"))
            if method == baseline or both.empty:
                continue
            row[f"skill_mae_vs_{baseline}"] = verification.skill(
                _mae(both, ""), _mae(both, "_other")
            )
            row[f"skill_crps_vs_{baseline}"] = verification.skill(
                both["crps"].mean(), both["crps_other"].mean()
            )
        rows.append(row)
    return rows


def _mae(frame: pd.DataFrame, suffix: str) -> float:
    median = np.array([q[LEVELS.index(0.5)] for q in frame[f"q{suffix}"]])
    return float(np.abs(median - frame[f"actual{suffix}"]).mean())


def figures(mine: pd.DataFrame) -> dict[str, Any]:
    """Errors and coverage of rows told, with their quantiles in the column q."""
    q = np.array(mine["q"].tolist())
    actual = mine["actual"].to_numpy()
    found: dict[str, Any] = {
        "n": len(mine),
        "mae": _mae(mine, ""),
        "rmse": float(np.sqrt(np.mean((mine["mean"] - actual) ** 2))),
        "crps": float(mine["crps"].mean()),
        "crps_best_constant_spread": verification.best_constant_spread(
            (mine["mean"] - mine["actual"]).to_numpy()
        )[1],
    }
    for level, (low, high) in INTERVALS.items():
        lo, hi = q[:, LEVELS.index(low)], q[:, LEVELS.index(high)]
        found[f"coverage_{level}"] = float(np.mean((actual >= lo) & (actual <= hi)))
        found[f"width_{level}"] = float(np.mean(hi - lo))
        score = verification.interval_score(lo, hi, actual, level / 100)
        found[f"interval_score_{level}"] = float(np.mean(score))
    found["pit_deciles"] = np.histogram(mine["pit"], bins=10, range=(0, 1))[0].tolist()
    return found


def frame_of(told: list[VerifiedForecast]) -> pd.DataFrame:
    """A row a forecast, its quantiles as one tuple."""
    return pd.DataFrame.from_records([{**one.as_dict(), "q": one.q} for one in told])
