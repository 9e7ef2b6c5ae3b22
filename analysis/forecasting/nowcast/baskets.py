"""Which criteria the target edition has, in which unit, and between which ends they are scored."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.index import WEIGHTS_MAY_MISS_ONE_BY, Unit, unit_of_scale
from analysis.forecasting.nowcast import scales as measures
from analysis.forecasting.nowcast.priors import Priors

RECORDS_FROM = 8  # provinces whose extremes count as the ends of a scale nobody has told
ENDS = ["scale_min", "scale_max"]


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
class TargetBasket:
    """The basket that is forecast, and what a reader should know of it."""

    year: int  # the edition whose basket it is: the target's, or the last before it
    items: tuple[Item, ...]
    changed: bool  # other criteria than in the edition before
    cautions: tuple[str, ...]


def basket(
    constants: pd.DataFrame, year: int, before: pd.DataFrame, own: pd.DataFrame, priors: Priors
) -> TargetBasket:
    """Take the target's basket where the constants have it, else the last one before it.

    Of the target year itself only criteria, weights, directions and units are used: the ends of its
    scales are not known beforehand.
    """
    edition = _year(constants, year)
    rows = constants[constants["year"] == edition]
    total = float(rows["weight"].sum())
    told = constants[constants["year"] <= year].copy()
    told.loc[told["year"] == year, ENDS] = np.nan
    items = []
    for code, direction, weight in zip(
        rows["criterion"], rows["direction"], rows["weight"], strict=True
    ):
        seen = pd.concat([f.loc[f["criterion"] == code, "value"] for f in (before, own)])
        unit = unit_named(code, told, priors)
        if unit is None:
            unit = measures.unit_of_values(seen) if len(seen) else Unit.SHARE
        low, high = _ends(code, unit, told[told["year"] < year], before)
        items.append(Item(code, unit, int(direction), float(weight) / total, low, high))
    earlier = constants[constants["year"] < edition]
    last = earlier[earlier["year"] == earlier["year"].max()]
    changed = len(last) > 0 and set(last["criterion"]) != set(rows["criterion"])
    return TargetBasket(edition, tuple(items), changed, _cautions(edition, total, items, last))


def _year(constants: pd.DataFrame, year: int) -> int:
    known = [int(y) for y in constants["year"].unique() if y <= year]
    if not known:
        raise ValueError(
            f"The constants have no basket for {year} or a year before it; add the rows of one."
        )
    return max(known)


def _cautions(edition: int, total: float, items: list[Item], last: pd.DataFrame) -> tuple[str, ...]:
    said = []
    if abs(total - 1) > WEIGHTS_MAY_MISS_ONE_BY:
        said.append(f"The weights of {edition} add up to {total:.4g}; they were scaled to 1.")
    was = dict(zip(last["criterion"], last["direction"], strict=True))
    turned = [i.criterion for i in items if was.get(i.criterion, i.direction) != i.direction]
    if turned:
        said.append(
            f"Counted the other way round than before: {', '.join(turned)}."
            " Past values were taken as the same measure."
        )
    return tuple(said)


def _ends(code: str, unit: Unit, past: pd.DataFrame, before: pd.DataFrame) -> tuple[float, float]:
    """The last ends told, with the records since; without any, the records of a panel.

    Points run from 0 to a fixed end; no record moves them, and none tells them.
    """
    rows = past[past["criterion"] == code].dropna(subset=ENDS).sort_values("year").tail(1)
    low, high = rows[ENDS].to_numpy(dtype=float)[0] if len(rows) else (np.nan, np.nan)
    if unit is Unit.POINTS:
        return float(low), float(high)
    since = int(rows["year"].iloc[0]) if len(rows) else 0
    later = before[(before["criterion"] == code) & (before["year"] > since)]
    if len(rows) or later["province"].nunique() >= RECORDS_FROM:
        low = np.fmin(low, later["value"].min())
        high = np.fmax(high, later["value"].max())
    return (float(low), float(high)) if low < high else (np.nan, np.nan)


def unit_named(code: str, constants: pd.DataFrame, priors: Priors) -> Unit | None:
    """The unit of a criterion as far as the constants or the priors tell it."""
    rows = constants[constants["criterion"] == code]
    named = rows["unit"].replace("", np.nan).dropna() if "unit" in rows else rows["criterion"][:0]
    if len(named):
        return Unit(str(named.iloc[-1]))
    if code in priors.units:
        return priors.units[code]
    ends = rows.dropna(subset=ENDS).sort_values("year").tail(1)
    for low, high, direction in zip(
        ends["scale_min"], ends["scale_max"], ends["direction"], strict=True
    ):
        return unit_of_scale(low, high, direction)
    return Unit.DAYS if "days" in code else None


def first_year_measured(constants: pd.DataFrame, item: Item, year: int) -> int:
    """The year from which a criterion was measured as it is now; before, nothing is used.

    Points start anew when their scale changes, everything when its unit does.
    """
    rows = constants[(constants["criterion"] == item.criterion) & (constants["year"] < year)]
    rows = rows.sort_values("year")
    since = 0
    if "unit" in rows:
        named = rows["unit"].fillna("")
        other = rows[(named != "") & (named != item.unit.value)]
        since = _after(other, rows)
    if item.unit is Unit.POINTS:
        scaled = rows.dropna(subset=["scale_max"])
        if len(scaled):
            other = scaled[scaled["scale_max"] != scaled["scale_max"].iloc[-1]]
            since = max(since, _after(other, scaled), int(scaled["year"].min()))
    return since


def scales(constants: pd.DataFrame, code: str) -> dict[int, float]:
    """The upper end of a criterion's scale in each year that tells it."""
    rows = constants[(constants["criterion"] == code)].dropna(subset=["scale_max"])
    return {int(y): float(end) for y, end in zip(rows["year"], rows["scale_max"], strict=True)}


def _after(other: pd.DataFrame, rows: pd.DataFrame) -> int:
    """The first year of ``rows`` after all of ``other``; 0 if there is no other."""
    if other.empty:
        return 0
    later = rows.loc[rows["year"] > other["year"].max(), "year"]
    return int(later.min()) if len(later) else int(other["year"].max()) + 1
