"""What anyone can do without a model, as normal distributions.

Repeat the last value, give everybody last year's national mean, shrink the last value towards it,
or print the own survey. The spread is that of the rule's own errors in the years before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.forecasting.backtest.verified import RANK
from analysis.forecasting.nowcast.panel import SCORE, Item, Knowledge
from analysis.forecasting.nowcast.tables import wide_frame

Floats = NDArray[np.float64]
BASELINES = ("last", "national-mean", "shrunken-last", "own")
SHRINKAGE = 0.5  # of a deviation, where the past cannot say


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a simple rule says of one target, a normal for every province it knows."""

    method: str
    target: str
    mean: pd.Series
    sd: pd.Series

    def of(self, province: str) -> tuple[float, float] | None:
        """Mean and spread of one province, if the rule has anything to say of it."""
        mean, sd = self.mean.get(province, np.nan), self.sd.get(province, np.nan)
        return (float(mean), float(sd)) if np.isfinite(mean) and np.isfinite(sd) else None


def baselines(
    known: Knowledge, official: pd.DataFrame, targets: Sequence[str]
) -> Iterator[Baseline]:
    """Tell every target by every simple rule, from the years before."""
    before = official[official["year"] < known.year]
    own_scores = _own_scores(known)
    for target in targets:
        table = _past(known, before, target)
        for method in BASELINES:
            if method == "own":
                yield Baseline(method, target, *_own(known, own_scores, target))
            else:
                yield Baseline(method, target, *guess_simply(method, table))


def _past(known: Knowledge, before: pd.DataFrame, target: str) -> pd.DataFrame:
    """A target's published values, a row a province and a column a year."""
    code = SCORE if target == RANK else target
    rows = before[before["criterion"] == code]
    table = wide_frame(rows, sorted(rows["province"].unique()))
    for history in known.histories:
        if history.item.criterion == code:
            table = table.reindex(columns=[y for y in history.years if y in table.columns])
    return table.rank(ascending=False, method="min") if target == RANK else table


def guess_simply(method: str, table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    if table.empty or not len(table.columns):
        return pd.Series(dtype=float), pd.Series(dtype=float)
    errors = []
    for at in range(1, len(table.columns)):
        guess = _guess(method, table.iloc[:, :at])
        errors.append((table.iloc[:, at] - guess).dropna().to_numpy())
    size = np.concatenate(errors) if errors else np.array([])
    spread = float(np.sqrt(np.mean(size**2))) if len(size) else float(table.iloc[:, -1].std())
    centre = _guess(method, table).dropna()
    return centre, pd.Series(0.0 if np.isnan(spread) else spread, index=centre.index)


def _guess(method: str, table: pd.DataFrame) -> pd.Series:
    last = table.iloc[:, -1]
    if method == "last":
        return last
    if method == "national-mean":
        return last * 0 + last.mean()
    deviations = table - table.mean()
    x, y = deviations.iloc[:, :-1].to_numpy().ravel(), deviations.iloc[:, 1:].to_numpy().ravel()
    both = np.isfinite(x) & np.isfinite(y)
    power = float(np.sum(x[both] ** 2))
    keep = float(np.sum(x[both] * y[both])) / power if power > 0 else SHRINKAGE
    return last.mean() + min(max(keep, 0.0), 1.0) * (last - last.mean())


def _own(known: Knowledge, scores: pd.DataFrame, target: str) -> tuple[pd.Series, pd.Series]:
    """The own survey of the target year as a forecast, with its own standard error."""
    if target == SCORE:
        return scores["mean"], scores["sd"]
    if target == RANK:
        return pd.Series(dtype=float), pd.Series(dtype=float)
    history = next(h for h in known.histories if h.item.criterion == target)
    index = pd.Index(known.provinces)
    own = pd.DataFrame({"value": history.own_raw[:, -1], "se": history.own_se[:, -1]}, index)
    own = own.dropna()
    return own["value"], own["se"]


def _own_scores(known: Knowledge) -> pd.DataFrame:
    """Score the own values; what the survey does not ask is taken from the last edition."""
    total, variance = np.zeros(len(known.provinces)), np.zeros(len(known.provinces))
    some = np.zeros(len(known.provinces), dtype=bool)
    for history in known.histories:
        item, own = history.item, history.own_raw[:, -1]
        some |= np.isfinite(own)
        value = np.where(np.isfinite(own), own, _last(history.raw))
        total += _points(item, value)
        slope = 0.0 if np.isnan(item.low) else 9 * item.weight / (item.high - item.low)
        variance += np.where(
            np.isfinite(own), (slope * np.nan_to_num(history.own_se[:, -1])) ** 2, 0
        )
    table = pd.DataFrame({"mean": total, "sd": np.sqrt(variance)}, index=list(known.provinces))
    return table[some].dropna()


def _points(item: Item, value: Floats) -> Floats:
    if np.isnan(item.low):  # never scored before: the middle of the scale
        return np.full(len(value), 5.5 * item.weight)
    share = 9 * (value - item.low) / (item.high - item.low)
    return item.weight * (1 + share if item.direction > 0 else 10 - share)


def _last(raw: Floats) -> Floats:
    """The newest published value of each province."""
    return pd.DataFrame(raw).ffill(axis=1).iloc[:, -1].to_numpy(dtype=float)
