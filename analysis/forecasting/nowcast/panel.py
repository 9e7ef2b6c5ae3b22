"""What may be known when a year is forecast: the gate through which all data pass.

Everything the model sees is made here from rows before the target year (own surveys: up to it), so
that no official value of that year or later can reach a forecast.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast import baskets
from analysis.forecasting.nowcast import scales as measures
from analysis.forecasting.nowcast.baskets import Item
from analysis.forecasting.nowcast.priors import Priors
from analysis.forecasting.nowcast.tables import fill_scores, wide, wide_frame

__all__ = ["SCORE", "SMALLEST_PANEL", "History", "Item", "Knowledge", "knowledge"]

Floats = NDArray[np.float64]
SCORE = "score"
BOUND_NEAR_TYPICAL = 0.7  # this quantile of the lower bounds comes near the typical base
NO_MERGER = 0.8  # part of an edition's provinces that is there again unless the map was redrawn
SMALLEST_PANEL = 8  # provinces needed before the mean over provinces counts as the national level
WHOLE = 0.9  # part of the provinces from which on an edition counts as published for all
NOTHING_COMPOSED: Mapping[str, float] = MappingProxyType({})
LENT_YEARS = 1.5  # the noise of a year against the true deviations, in years of seeing them


@dataclass(frozen=True, slots=True)
class History:
    """One criterion seen over the years up to the target, on the model's scale."""

    item: Item
    years: tuple[int, ...]
    values: Floats  # provinces x years, nan where nothing was published; the target year is nan
    raw: Floats
    bases: Floats
    variances: Floats  # for a simple random sample
    own: Floats
    own_variances: Floats
    own_raw: Floats
    own_se: Floats
    national: Floats  # mean over the panel, or a level from the priors
    provinces_seen: NDArray[np.int64]
    earlier: Mapping[int, float]  # national steps on scales of before, in spreads, by year

    @property
    def has_panel(self) -> bool:
        """Whether the hyper-parameters can be learnt from these values."""
        return bool((self.provinces_seen >= SMALLEST_PANEL).any())

    @property
    def grid(self) -> float:
        """The step in which the values are published; 0 if there is none."""
        return measures.grid(self.item.unit, self.raw)

    @property
    def gap(self) -> int:
        """Years from the last one seen to the target, at least 1."""
        seen = np.flatnonzero(self.provinces_seen)
        return len(self.years) - 1 - int(seen[-1]) if len(seen) else 1


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that may be used for a forecast of ``year``."""

    year: int
    basket_year: int
    basket_changed: bool
    provinces: tuple[str, ...]
    histories: tuple[History, ...]
    scores: pd.DataFrame  # published sub-index, a row a province, a column a year
    rows_ignored: int
    computed: pd.DataFrame  # the same, with what follows from published criteria filled in
    cautions: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """The criteria of the target edition."""
        return tuple(history.item for history in self.histories)


def knowledge(
    official: pd.DataFrame,
    constants: pd.DataFrame,
    year: int,
    *,
    bases: pd.DataFrame | None = None,
    own: pd.DataFrame | None = None,
    also: tuple[str, ...] = (),
    composed: Mapping[str, float] = NOTHING_COMPOSED,
    priors: Priors,
) -> Knowledge:
    """Sort tidy rows into what is known before the official values of ``year`` are out.

    ``also`` names provinces to forecast although nothing was published about them lately;
    ``composed`` says of provinces whose values were put together from others' how many times the
    usual answers stand behind them.
    """
    before = official[official["year"] < year]
    own = own[own["year"] <= year] if own is not None else _nothing("value", "se", "n")
    bases = bases[bases["year"] < year] if bases is not None else _nothing("n")
    provinces = tuple(dict.fromkeys([*_living(before), *own["province"], *also]))
    basket = baskets.basket(constants, year, before, own, priors)
    published = before[before["criterion"] == SCORE]
    histories = tuple(
        _doubt_composed(
            _history(item, before, constants, bases, own, provinces, year, priors),
            provinces,
            composed,
            priors,
        )
        for item in basket.items
    )
    scores = wide_frame(published, provinces)
    return Knowledge(
        year=year,
        basket_year=basket.year,
        basket_changed=basket.changed and basket.year == year,
        provinces=provinces,
        histories=histories,
        scores=scores,
        rows_ignored=len(official) - len(before),
        computed=fill_scores(scores, before, constants),
        cautions=(
            *basket.cautions,
            *_count_vanished(before, provinces),
            *_strangers(own, official),
        ),
    )


def _doubt_composed(
    history: History, provinces: tuple[str, ...], composed: Mapping[str, float], priors: Priors
) -> History:
    """Give composed values the answers that stand behind them: their fractions imply none."""
    rows = [at for at, name in enumerate(provinces) if name in composed]
    if not rows:
        return history
    bases = history.bases.copy()
    typical = priors.of(history.item.criterion, history.item.unit).base
    bases[rows] = typical * np.array([composed[provinces[at]] for at in rows])[:, None]
    unit = history.item.unit
    return replace(
        history,
        bases=bases,
        values=measures.forward(unit, history.raw, bases),
        variances=measures.variance(unit, bases),
    )


def _living(before: pd.DataFrame) -> list[str]:
    """Provinces of the last edition; those of the one before too, unless provinces were merged."""
    years = sorted(before["year"].unique())[-2:]
    seen = [before.loc[before["year"] == year, "province"].unique() for year in years]
    if len(seen) == 2 and len(set(seen[1]) & set(seen[0])) >= NO_MERGER * len(seen[0]):
        return [*seen[0], *seen[1]]
    return list(seen[-1]) if seen else []


def _count_vanished(before: pd.DataFrame, provinces: tuple[str, ...]) -> tuple[str, ...]:
    """Say how many provinces the last edition lacks, where that looks like a merger."""
    years = sorted(before["year"].unique())[-2:]
    gone = set(before.loc[before["year"].isin(years), "province"]) - set(provinces)
    if not gone:
        return ()
    return (
        f"{len(gone)} provinces of {years[0]} have no row in {years[1]}; they were taken as merged"
        " and are not ranked.",
    )


def _strangers(own: pd.DataFrame, official: pd.DataFrame) -> tuple[str, ...]:
    unknown = sorted(set(own["province"]) - set(official["province"]))
    if not unknown or official.empty:
        return ()
    names = ", ".join(unknown)
    return (f"The own file names provinces without any official row; check the spelling: {names}.",)


def _nothing(*columns: str) -> pd.DataFrame:
    return pd.DataFrame({"province": [], "year": [], "criterion": []} | {c: [] for c in columns})


def _history(
    item: Item,
    before: pd.DataFrame,
    constants: pd.DataFrame,
    bases: pd.DataFrame,
    own: pd.DataFrame,
    provinces: tuple[str, ...],
    year: int,
    priors: Priors,
) -> History:
    code, unit = item.criterion, item.unit
    mine = before[(before["criterion"] == code) & before["value"].notna()]
    since = baskets.first_year_measured(constants, item, year)
    earlier = _earlier(mine[mine["year"] < since], baskets.scales(constants, code))
    mine = mine[mine["year"] >= since]
    ours = own[own["criterion"] == code]
    levels = {y: level for y, level in priors.levels(code).items() if since <= y < year}
    seen = [*mine["year"], *ours["year"]]
    if len(provinces) < SMALLEST_PANEL:
        seen += levels  # the nation's steps before the province's own years count, too
    years = tuple(range(int(min(seen, default=year)), year + 1))
    raw = wide(mine, "value", provinces, years, "year")
    n = _bases(raw, bases[bases["criterion"] == code], item, priors, provinces, years)
    values = measures.forward(unit, raw, n)
    counts = np.isfinite(values).sum(0)
    own_value, own_n, own_se = (
        wide(ours, column, provinces, years, "year") for column in ("value", "n", "se")
    )
    return History(
        item=item,
        years=years,
        values=values,
        raw=raw,
        bases=n,
        variances=measures.variance(unit, n),
        own=measures.forward(unit, own_value, own_n),
        own_variances=measures.own_variance(unit, own_value, own_se, own_n),
        own_raw=own_value,
        own_se=own_se,
        national=_national(values, counts, levels, years),
        provinces_seen=counts,
        earlier={**priors.earlier(code), **earlier},
    )


def _earlier(rows: pd.DataFrame, scales: Mapping[int, float]) -> dict[int, float]:
    """National steps of years before the present scale, in the provinces' spread of the time."""
    years = rows.groupby("year")["value"].agg(["mean", "std", "count"])
    years = years[years["count"] >= SMALLEST_PANEL]
    moved = {}
    for year in years.index:
        same = scales.get(year) == scales.get(year - 1)
        if year - 1 in years.index and same and years.loc[year, "std"] > 0:
            step = years.loc[year, "mean"] - years.loc[year - 1, "mean"]
            moved[int(year)] = float(step / years.loc[year, "std"])
    return moved


def _national(
    values: Floats, counts: NDArray[np.int64], levels: Mapping[int, float], years: tuple[int, ...]
) -> Floats:
    means = _means(values, counts)
    known = np.array([levels.get(year, np.nan) for year in years])
    there = np.isfinite(values)
    whole = counts >= max(WHOLE * there.any(1).sum(), SMALLEST_PANEL)
    for year in np.flatnonzero((counts >= SMALLEST_PANEL) & ~whole):
        # published for some only, who may be the best: their usual lead is taken off
        others = np.where(whole & (np.arange(len(years)) != year), values - means, np.nan)
        seen = np.isfinite(others).sum(1)
        lead = np.nansum(others, 1) / (seen + LENT_YEARS)
        means[year] -= float(np.mean(lead[there[:, year]]))
    return np.where(counts >= SMALLEST_PANEL, means, known)


def _means(values: Floats, counts: NDArray[np.int64]) -> Floats:
    nothing = np.full(len(counts), np.nan)
    return np.asarray(np.divide(np.nansum(values, 0), counts, where=counts > 0, out=nothing))


def _bases(
    raw: Floats,
    given: pd.DataFrame,
    item: Item,
    priors: Priors,
    provinces: tuple[str, ...],
    years: tuple[int, ...],
) -> Floats:
    """Answers behind each value: as given, else implied by the fraction, else the typical number.

    Where the file holds lower bounds (``exact`` is false), the likely multiple of each is taken.
    """
    n = wide(given, "n", provinces, years, "year")
    n = np.where(n > 0, n, np.nan)
    typical = priors.of(item.criterion, item.unit).base
    exact = bool(given["exact"].all()) if "exact" in given else True
    if given.empty and item.unit is Unit.SHARE:
        n, exact = np.vectorize(measures.least_base, otypes=[float])(raw), False
    if exact and np.isfinite(n).any():
        typical = float(np.nanmedian(n))
    elif not exact and np.isfinite(n).sum() >= SMALLEST_PANEL:
        typical = float(np.nanquantile(n, BOUND_NEAR_TYPICAL))
    if not exact:
        n = measures.likely_bases(n, typical)
    return np.where(np.isfinite(n), n, typical)
