"""Errors, coverage and skill of what was told."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.forecasting import verification
from analysis.forecasting.backtest.columns import Columns, Floats, match
from analysis.forecasting.backtest.simple_rules import BASELINES
from analysis.forecasting.backtest.verified import MODELS, VerifiedForecast
from analysis.forecasting.nowcast.forecast import LEVELS

METHODS = BASELINES + MODELS
INTERVALS = {50: (0.25, 0.75), 80: (0.1, 0.9), 90: (0.05, 0.95), 95: (0.025, 0.975)}


def summary(told: Sequence[VerifiedForecast]) -> list[dict[str, Any]]:
    """Errors, coverage and skill by method and target, over all years and by year."""
    rows = []
    everything = Columns.of(told).sort()
    for target, group in everything.split(everything.target):
        rows += _by_method(target, None, group)
        for year, part in group.split(group.year):
            rows += _by_method(target, year, part)
    return rows


def by_kind(told: Sequence[VerifiedForecast], units: Mapping[str, str]) -> list[dict[str, Any]]:
    """Errors and coverage by method over all criteria of one unit, and relative to the last value.

    ``relative_mae`` and ``relative_crps`` are means over criteria and years that have a last value.
    """
    known = Columns.of([one for one in told if one.target in units])
    unit_of = np.array([units[target] for target in known.target], dtype=object)
    rows = []
    for unit, group in [("all", known), *known.split(unit_of)]:
        parts = _by_name(group)
        for method, mine in parts.items():
            row = {"method": method, "unit": str(unit)} | figures(mine)
            rows.append(row | (_relative(mine, parts["last"]) if "last" in parts else {}))
    return rows


def _by_name(rows: Columns) -> dict[str, Columns]:
    """Part rows by method, in the order in which methods are listed."""
    parts = dict(rows.split(rows.method))
    return {method: parts[method] for method in METHODS if method in parts}


def _relative(mine: Columns, last: Columns) -> dict[str, float]:
    mine, last = match(mine, last)
    if not len(mine):
        return {}
    names = [f"{year} {target}" for target, year in zip(mine.target, mine.year, strict=True)]
    cells = np.unique(names, return_inverse=True)[1]
    errors = [_means(cells, np.abs(rows.median - rows.actual)) for rows in (mine, last)]
    crps = [_means(cells, rows.crps) for rows in (mine, last)]
    return {"relative_mae": _mean_ratio(*errors), "relative_crps": _mean_ratio(*crps)}


def _means(cells: NDArray[np.int64], values: Floats) -> Floats:
    return np.bincount(cells, values) / np.bincount(cells)


def _mean_ratio(mine: Floats, last: Floats) -> float:
    return float(np.mean(mine / np.maximum(last, 1e-12)))


def _by_method(target: str, year: int | None, part: Columns) -> list[dict[str, Any]]:
    parts = _by_name(part)
    return [
        {"method": method, "target": target, "year": year}
        | figures(mine)
        | _skills(mine, {name: parts[name] for name in BASELINES if name in parts})
        for method, mine in parts.items()
    ]


def _skills(mine: Columns, baselines: Mapping[str, Columns]) -> dict[str, float]:
    """Compare with each simple rule, over what both forecast."""
    found = {}
    for name, other in baselines.items():
        one, two = match(mine, other)
        if other is mine or not len(one):
            continue
        found[f"skill_mae_vs_{name}"] = verification.skill(one.mae, two.mae)
        crps = float(one.crps.mean()), float(two.crps.mean())
        found[f"skill_crps_vs_{name}"] = verification.skill(*crps)
    return found


def figures(mine: Columns) -> dict[str, Any]:
    """Errors and coverage of rows told."""
    errors = mine.mean - mine.actual
    found: dict[str, Any] = {
        "n": len(mine),
        "mae": mine.mae,
        "rmse": float(np.sqrt(np.mean(errors**2))),
        "crps": float(mine.crps.mean()),
        "crps_best_constant_spread": verification.best_constant_spread(errors)[1],
    }
    for level, (low, high) in INTERVALS.items():
        lo, hi = mine.q[:, LEVELS.index(low)], mine.q[:, LEVELS.index(high)]
        found[f"coverage_{level}"] = float(np.mean((mine.actual >= lo) & (mine.actual <= hi)))
        found[f"width_{level}"] = float(np.mean(hi - lo))
        score = verification.interval_score(lo, hi, mine.actual, level / 100)
        found[f"interval_score_{level}"] = float(np.mean(score))
    found["pit_deciles"] = np.histogram(mine.pit, bins=10, range=(0, 1))[0].tolist()
    return found
