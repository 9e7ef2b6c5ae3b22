"""How good the nowcast has been: each year forecast from the years before it, beside baselines.

The baselines are what anyone can do without a model: repeat the last value, give everybody last
year's national mean, shrink the last value towards it, or print the own survey. Their spread is
that of their own errors in the years before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from analysis.forecasting import verification
from analysis.forecasting.nowcast import model
from analysis.forecasting.nowcast.forecast import LEVELS, Forecast, forecast, seed_generator
from analysis.forecasting.nowcast.panel import SCORE, WHOLE, Item, Knowledge, fill_scores, knowledge
from analysis.forecasting.nowcast.priors import Priors

Floats = NDArray[np.float64]
RANK = "rank"
BASELINES = ("last", "national-mean", "shrunken-last", "own")
MODELS = ("official-only", "full")
METHODS = BASELINES + MODELS
DRAWS = 2000
INTERVALS = {50: (0.25, 0.75), 80: (0.1, 0.9), 90: (0.05, 0.95), 95: (0.025, 0.975)}
SHRINKAGE = 0.5  # of a deviation, where the past cannot say
COLUMNS = ("method", "year", "province", "target", "mean", "sd", "actual", "crps", "pit")


@dataclass(frozen=True, slots=True)
class Told:
    """One forecast of one value, and what came true."""

    method: str
    year: int
    province: str
    target: str
    mean: float
    sd: float
    q: tuple[float, ...]
    actual: float
    crps: float
    pit: float

    def as_dict(self) -> dict[str, Any]:
        """Give the form in which a backtest is written to a file."""
        q = {f"{level:g}": value for level, value in zip(LEVELS, self.q, strict=True)}
        return {name: getattr(self, name) for name in COLUMNS} | {"q": q}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The tables of a backtest."""

    official: pd.DataFrame
    constants: pd.DataFrame
    bases: pd.DataFrame | None
    own: pd.DataFrame | None


def backtest(
    inputs: Inputs, year: int, priors: Priors, *, seed: int, draws: int = DRAWS
) -> list[Told]:
    """Forecast one year with every method and hold it against what was published."""
    known = knowledge(
        inputs.official, inputs.constants, year, bases=inputs.bases, own=inputs.own, priors=priors
    )
    actual = _actual(inputs.official, inputs.constants, known)
    told = list(_models(known, actual, priors, seed, draws))
    told += _baselines(known, actual, inputs.official)
    return told


def _actual(official: pd.DataFrame, constants: pd.DataFrame, known: Knowledge) -> pd.DataFrame:
    """Published values of the target year, a column a target, for provinces known before.

    A score that was not published is computed where all its criteria and constants were.

    A rank among the provinces of a new map, or among those whose score was published, is not the
    rank that was forecast: there is none unless nearly all provinces are the same and scored.
    """
    rows = official[official["year"] == known.year]
    table = rows.pivot_table(index="province", columns="criterion", values="value")
    targets = [item.criterion for item in known.items] + [SCORE]
    table = table.reindex(columns=targets)
    printed = table[[SCORE]].set_axis([known.year], axis=1)
    whole = fill_scores(printed, rows, constants[constants["year"] == known.year])
    table[SCORE] = whole[known.year]
    scored = table.index[table[SCORE].notna()]
    everyone = set(table.index) | set(known.provinces)
    comparable = len(scored.intersection(list(known.provinces))) >= WHOLE * len(everyone)
    table[RANK] = table[SCORE].rank(ascending=False, method="min") if comparable else np.nan
    return table[table.index.isin(known.provinces)]


def _models(
    known: Knowledge, actual: pd.DataFrame, priors: Priors, seed: int, draws: int
) -> Iterator[Told]:
    fitted = model.fit_criteria(known, priors)
    everywhere = model.country(fitted, seed_generator(seed, known.year), draws)
    for province in actual.index:
        rng = seed_generator(seed, known.year, province)
        plain = forecast(everywhere, province, rng, own=False)
        ours = forecast(everywhere, province, rng)
        for method, told in zip(MODELS, (plain, ours), strict=True):
            yield from _forecast_rows(
                method, known, told, actual.loc[province], seed_generator(seed, "pit", province)
            )


def _forecast_rows(
    method: str, known: Knowledge, said: Forecast, actual: pd.Series, rng: np.random.Generator
) -> Iterator[Told]:
    columns = {item.criterion: said.draws.values[:, k] for k, item in enumerate(known.items)}
    grids = {history.item.criterion: history.grid for history in known.histories}
    columns[SCORE] = said.draws.score
    if said.draws.rank is not None:
        columns[RANK] = said.draws.rank
    for target, drawn in columns.items():
        outcome = float(actual[target])
        if np.isnan(outcome):
            continue
        yield Told(
            method, known.year, said.province, target, float(drawn.mean()), float(drawn.std()),
            tuple(np.quantile(drawn, LEVELS).tolist()), outcome,
            float(verification.crps_of_draws(drawn, outcome)),
            float(verification.pit_of_draws(drawn, outcome, rng, grids.get(target, 0.0))),
        )  # fmt: skip


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
                yield Baseline(method, target, *_simple(method, table))


def _baselines(known: Knowledge, actual: pd.DataFrame, official: pd.DataFrame) -> Iterator[Told]:
    for baseline in baselines(known, official, list(actual.columns)):
        target = baseline.target
        for province, outcome in actual[target].dropna().items():
            said = baseline.of(str(province))
            if said:
                yield _normal(baseline.method, known.year, str(province), target, *said, outcome)


def _normal(
    method: str, year: int, province: str, target: str, mean: float, sd: float, outcome: float
) -> Told:
    q = mean + sd * ndtri(np.array(LEVELS))
    pit = float(ndtr((outcome - mean) / sd)) if sd > 0 else (1 + np.sign(outcome - mean)) / 2
    crps = float(verification.crps_of_normal(mean, sd, outcome))
    return Told(method, year, province, target, mean, sd, tuple(q.tolist()), outcome, crps, pit)


def _past(known: Knowledge, before: pd.DataFrame, target: str) -> pd.DataFrame:
    """A target's published values, a row a province and a column a year."""
    code = SCORE if target == RANK else target
    rows = before[before["criterion"] == code]
    table = rows.pivot_table(index="province", columns="year", values="value")
    for history in known.histories:
        if history.item.criterion == code:
            table = table.reindex(columns=[y for y in history.years if y in table.columns])
    return table.rank(ascending=False, method="min") if target == RANK else table


def _simple(method: str, table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
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


def summary(told: list[Told]) -> list[dict[str, Any]]:
    """Errors, coverage and skill by method and target, over all years and by year."""
    frame = pd.DataFrame.from_records([{**t.as_dict(), "q": t.q} for t in told])
    rows = []
    frame = frame.sort_values(["target", "year", "province"], kind="stable")
    for target, group in frame.groupby("target", sort=False):
        for year in [None, *sorted(group["year"].unique())]:
            part = group if year is None else group[group["year"] == year]
            rows += _by_method(str(target), year, part)
    return rows


def by_kind(told: list[Told], units: Mapping[str, str]) -> list[dict[str, Any]]:
    """Errors and coverage by method over all criteria of one unit, and relative to the last value.

    ``relative_mae`` and ``relative_crps`` are means over criteria and years that have a last value.
    """
    frame = pd.DataFrame.from_records([{**t.as_dict(), "q": t.q} for t in told])
    frame = frame[frame["target"].isin(list(units))]
    frame["unit"] = frame["target"].map(units)
    rows = []
    for unit, group in [("all", frame), *frame.groupby("unit", sort=True)]:
        for method in METHODS:
            mine = group[group["method"] == method]
            if len(mine):
                row = {"method": method, "unit": str(unit)} | _figures(mine)
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
        row |= _figures(mine)
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


def _figures(mine: pd.DataFrame) -> dict[str, Any]:
    q = np.array(mine["q"].tolist())
    actual = mine["actual"].to_numpy()
    figures: dict[str, Any] = {
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
        figures[f"coverage_{level}"] = float(np.mean((actual >= lo) & (actual <= hi)))
        figures[f"width_{level}"] = float(np.mean(hi - lo))
        score = verification.interval_score(lo, hi, actual, level / 100)
        figures[f"interval_score_{level}"] = float(np.mean(score))
    figures["pit_deciles"] = np.histogram(mine["pit"], bins=10, range=(0, 1))[0].tolist()
    return figures
