"""How forecasts are scored, by the rules that were sealed with each of them."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.forecasting import verification
from analysis.models import Forecast, ForecastOutcome, OutcomeKind
from pci.models import OfficialResult, OfficialScore

if TYPE_CHECKING:
    from analysis.forecasting.backtest import Inputs

PERCENTILES = np.arange(1, 100) / 100
LEVELS = {50: (25, 75), 80: (10, 90), 90: (5, 95)}


def inputs_digest(inputs: "Inputs") -> str:
    """The SHA-256 of all tables a forecast was computed from."""
    seen = hashlib.sha256()
    for name in ("official", "constants", "bases", "own"):
        table: pd.DataFrame | None = getattr(inputs, name)
        seen.update(f"{name}\n{'' if table is None else table.to_csv(index=False)}".encode())
    return seen.hexdigest()


def outcomes(forecast: Forecast, now: datetime) -> Iterator[ForecastOutcome]:
    """Hold a forecast against what is published of its edition; nothing before that."""
    results = OfficialResult.objects.filter(
        province=forecast.province_id, edition__year=forecast.year
    )
    values = dict(results.values_list("criterion__code", "value"))
    published = OfficialScore.objects.filter(
        province=forecast.province_id, edition__year=forecast.year
    ).first()
    if not values and published is None:
        return
    content = forecast.content
    for target in content["said"]["criteria"]:
        yield _value(forecast, target, values.get(target), now)
    yield _value(forecast, "score", published.score if published else None, now)
    if content["said"]["rank"]:
        yield _rank(forecast, published, now)


def _outcome(
    forecast: Forecast, target: str, now: datetime, low: float | None, high: float | None
) -> ForecastOutcome:
    kind = OutcomeKind.NOT_PUBLISHED
    if low is not None:
        kind = OutcomeKind.EXACT if low == high else OutcomeKind.INTERVAL
    return ForecastOutcome(
        forecast=forecast, target=target, kind=kind, low=low, high=high, figures={}, scored_at=now
    )


def _value(forecast: Forecast, target: str, actual: float | None, now: datetime) -> ForecastOutcome:
    outcome = _outcome(forecast, target, now, actual, actual)
    if actual is None:
        return outcome
    grid = np.array(forecast.content["grid"][target])
    outcome.figures = {
        "error": float(grid[49] - actual),
        "crps": crps_of_percentiles(grid, actual),
        "pit": float(np.interp(actual, grid, PERCENTILES, left=0.0, right=1.0)),
        "inside": {
            str(level): bool(grid[low - 1] <= actual <= grid[high - 1])
            for level, (low, high) in LEVELS.items()
        },
        "baselines": _baselines(forecast, target, actual),
    }
    q = forecast.content["said"]["score" if target == "score" else "criteria"]
    q = q["q"] if target == "score" else q[target]["q"]
    outcome.figures["inside"]["95"] = bool(q["0.025"] <= actual <= q["0.975"])
    return outcome


def crps_of_percentiles(grid: np.ndarray[Any, np.dtype[np.float64]], actual: float) -> float:
    """Twice the mean quantile loss at the percentiles, which approximates the CRPS."""
    loss = np.where(actual >= grid, PERCENTILES, PERCENTILES - 1) * (actual - grid)
    return float(2 * loss.mean())


def _baselines(forecast: Forecast, target: str, actual: float) -> dict[str, Any]:
    said = forecast.content["baselines"].get(target, {})
    return {
        name: {
            "error": told["mean"] - actual,
            "crps": float(verification.crps_of_normal(told["mean"], told["sd"], actual)),
        }
        for name, told in said.items()
    }


def _rank(forecast: Forecast, published: OfficialScore | None, now: datetime) -> ForecastOutcome:
    low = high = None
    if published and published.rank is not None:
        low = high = float(published.rank)
    elif published and published.rank_at_best and published.rank_at_worst:
        low, high = float(published.rank_at_best), float(published.rank_at_worst)
    outcome = _outcome(forecast, "rank", now, low, high)
    if low is None or high is None:
        return outcome
    upto = np.array(forecast.content["rank_upto"])
    places = np.arange(1, len(upto) + 1)
    inside = upto[min(int(high), len(upto)) - 1] - (upto[int(low) - 2] if low > 1 else 0.0)
    outcome.figures = {
        "probability": float(inside),
        "log_score": float(np.log(max(inside, 1e-6))),
    }
    if outcome.kind == OutcomeKind.EXACT:
        outcome.figures["rps"] = float(np.sum((upto - (places >= low)) ** 2))
        outcome.figures["error"] = float(forecast.content["said"]["rank"]["q"]["0.5"] - low)
        q = forecast.content["said"]["rank"]["q"]
        pairs = {"50": ("0.25", "0.75"), "80": ("0.1", "0.9"), "90": ("0.05", "0.95")}
        pairs["95"] = ("0.025", "0.975")
        outcome.figures["inside"] = {
            level: bool(q[a] <= low <= q[b]) for level, (a, b) in pairs.items()
        }
    return outcome
