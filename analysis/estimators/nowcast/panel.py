"""What may be known when a year is forecast: the gate through which all data pass.

Everything the model sees is made here from rows before the target year (own surveys: up to it), so
that no official value of that year or later can reach a forecast.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.estimators.index import Unit, unit_of_scale
from analysis.estimators.nowcast import measures
from analysis.estimators.nowcast.priors import Priors

Floats = NDArray[np.float64]
SCORE = "score"
BOUND_NEAR_TYPICAL = 0.7  # this quantile of the lower bounds comes near the typical base
NO_MERGER = 0.8  # part of an edition's provinces that is there again unless the map was redrawn
SMALLEST_PANEL = 8  # provinces needed before the mean over provinces counts as the national level


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion of the target edition; the ends of its scale come from the years before."""

    criterion: str
    unit: Unit
    direction: int
    weight: float
    low: float  # nan for a criterion that has never been scored before
    high: float


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

    @property
    def has_panel(self) -> bool:
        """Whether the hyper-parameters can be learnt from these values."""
        return bool((self.provinces_seen >= SMALLEST_PANEL).any())


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
    priors: Priors,
) -> Knowledge:
    """Sort tidy rows into what is known before the official values of ``year`` are out.

    ``also`` names provinces to forecast although nothing was published about them lately.
    """
    before = official[official["year"] < year]
    own = own[own["year"] <= year] if own is not None else _nothing("value", "se", "n")
    bases = bases[bases["year"] < year] if bases is not None else _nothing("n")
    provinces = tuple(dict.fromkeys([*_living(before), *own["province"], *also]))
    basket_year = _basket_year(constants, year)
    items = _items(constants, basket_year, year, before, own, priors)
    earlier = [y for y in constants["year"].unique() if y < basket_year]
    last = constants[constants["year"] == max(earlier)] if earlier else constants.iloc[:0]
    changed = bool(earlier) and set(last["criterion"]) != {item.criterion for item in items}
    published = before[before["criterion"] == SCORE]
    return Knowledge(
        year=year,
        basket_year=basket_year,
        basket_changed=changed and basket_year == year,
        provinces=provinces,
        histories=tuple(
            _history(item, before, constants, bases, own, provinces, year, priors) for item in items
        ),
        scores=_wide(published, "value", provinces, sorted(published["year"].unique())),
        rows_ignored=len(official) - len(before),
    )


def _living(before: pd.DataFrame) -> list[str]:
    """Provinces of the last edition; those of the one before too, unless provinces were merged."""
    years = sorted(before["year"].unique())[-2:]
    seen = [before.loc[before["year"] == year, "province"].unique() for year in years]
    if len(seen) == 2 and len(seen[1]) >= NO_MERGER * len(seen[0]):
        return [*seen[0], *seen[1]]
    return list(seen[-1]) if seen else []


def _nothing(*columns: str) -> pd.DataFrame:
    return pd.DataFrame({"province": [], "year": [], "criterion": []} | {c: [] for c in columns})


def _basket_year(constants: pd.DataFrame, year: int) -> int:
    known = [int(y) for y in constants["year"].unique() if y <= year]
    if not known:
        raise ValueError(
            f"The constants have no basket for {year} or a year before it; add the rows of one."
        )
    return max(known)


def _items(
    constants: pd.DataFrame,
    basket_year: int,
    year: int,
    before: pd.DataFrame,
    own: pd.DataFrame,
    priors: Priors,
) -> list[Item]:
    items = []
    basket = constants[constants["year"] == basket_year]
    past = constants[constants["year"] < year].dropna(subset=["scale_min", "scale_max"])
    told = constants[constants["year"] <= year].copy()
    told.loc[told["year"] == year, ["scale_min", "scale_max"]] = np.nan  # not known beforehand
    for code, direction, weight in zip(
        basket["criterion"], basket["direction"], basket["weight"], strict=True
    ):
        ends = past[past["criterion"] == code].sort_values("year").tail(1)
        low = float(ends["scale_min"].iloc[0]) if len(ends) else np.nan
        high = float(ends["scale_max"].iloc[0]) if len(ends) else np.nan
        seen = pd.concat([f.loc[f["criterion"] == code, "value"] for f in (before, own)])
        unit = unit_named(code, told, priors)
        if unit is None:
            unit = measures.unit_of_values(seen) if len(seen) else Unit.SHARE
        items.append(Item(code, unit, int(direction), float(weight), low, high))
    return items


def unit_named(code: str, constants: pd.DataFrame, priors: Priors) -> Unit | None:
    """The unit of a criterion as far as the constants or the priors tell it."""
    rows = constants[constants["criterion"] == code]
    named = (
        rows.loc[rows["unit"] != "", "unit"].dropna() if "unit" in rows else rows["criterion"][:0]
    )
    if len(named):
        return Unit(str(named.iloc[-1]))
    if code in priors.units:
        return priors.units[code]
    ends = rows.dropna(subset=["scale_min", "scale_max"]).sort_values("year").tail(1)
    for low, high, direction in zip(
        ends["scale_min"], ends["scale_max"], ends["direction"], strict=True
    ):
        return unit_of_scale(low, high, direction)
    return None


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
    if unit is Unit.POINTS:
        mine = mine[mine["year"] >= _scale_since(constants, code, year)]
    ours = own[own["criterion"] == code]
    seen = [*mine["year"], *ours["year"]]
    years = tuple(range(int(min(seen, default=year)), year + 1))
    raw = _wide(mine, "value", provinces, years).to_numpy()
    n = _bases(raw, bases[bases["criterion"] == code], item, priors, provinces, years)
    values = measures.forward(unit, raw, n)
    counts = np.isfinite(values).sum(0)
    national = _national(values, counts, priors.levels(code), years)
    at = np.where(np.isfinite(national), national, priors.of(code, unit).level)
    pulled = np.where(
        np.isfinite(values), (values * n + at * measures.PULL) / (n + measures.PULL), at
    )
    own_value = _wide(ours, "value", provinces, years).to_numpy()
    own_n = _wide(ours, "n", provinces, years).to_numpy()
    own_se = _wide(ours, "se", provinces, years).to_numpy()
    return History(
        item=item,
        years=years,
        values=values,
        raw=raw,
        bases=n,
        variances=measures.variance(unit, pulled, n),
        own=measures.forward(unit, own_value, own_n),
        own_variances=measures.own_variance(unit, own_value, own_se, own_n),
        own_raw=own_value,
        own_se=own_se,
        national=national,
        provinces_seen=counts,
    )


def _scale_since(constants: pd.DataFrame, code: str, year: int) -> int:
    """The year from which points were given on the scale they have now; before, nothing is used."""
    rows = constants[(constants["criterion"] == code) & (constants["year"] < year)]
    rows = rows.dropna(subset=["scale_max"]).sort_values("year")
    if rows.empty:
        return 0
    other = rows[rows["scale_max"] != rows["scale_max"].iloc[-1]]
    return int(rows["year"].min() if other.empty else other["year"].max() + 1)


def _national(
    values: Floats, counts: NDArray[np.int64], levels: Mapping[int, float], years: tuple[int, ...]
) -> Floats:
    means = np.divide(
        np.nansum(values, 0), counts, where=counts > 0, out=np.full(len(counts), np.nan)
    )
    known = np.array([levels.get(year, np.nan) for year in years])
    return np.where(counts >= SMALLEST_PANEL, means, known)


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
    n = _wide(given, "n", provinces, years).to_numpy()
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


def _wide(
    rows: pd.DataFrame, column: str, provinces: tuple[str, ...], years: object
) -> pd.DataFrame:
    table = rows.pivot_table(index="province", columns="year", values=column, aggfunc="last")
    return table.reindex(index=list(provinces), columns=list(years)).astype(float)  # type: ignore[call-overload]
