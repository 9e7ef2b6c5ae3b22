"""Runs of the sensitivity analysis on tables: what the command writes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from analysis import rank_sensitivity
from analysis.estimators import index
from analysis.estimators.index import Basket
from analysis.forecasting.backtest import Inputs
from analysis.forecasting.nowcast import scales
from analysis.forecasting.nowcast.panel import BOUND_NEAR_TYPICAL, SMALLEST_PANEL
from core.errors import DomainError

FEWEST_DRAWS = 100
FEWEST_PROVINCES = 2


class CannotCompare(DomainError):
    """The tables do not hold what a comparison of the provinces of the year needs."""


def study_ranks(
    inputs: Inputs, year: int, *, provinces: Sequence[str], draws: int, seed: int
) -> dict[str, Any]:
    """Say how firm the places of an edition are, for some provinces or for all."""
    baskets = _baskets(inputs.constants, year)
    tables = {y: wide(inputs.official, y) for y in baskets}
    basket, published = baskets[year], tables[year]
    values = rank_sensitivity.complete(published, basket)
    _fit(published, values, basket, provinces)
    spread = rank_sensitivity.sampling_sd(values, basket, bases(inputs.bases, year))
    rng = np.random.default_rng(seed)
    drawn = rank_sensitivity.sensitivity(values, basket, draws=draws, rng=rng, sampling_sd=spread)
    earlier = [y for y in baskets if y < year]
    before = baskets[max(earlier)] if earlier else None
    found = {
        "extremes": rank_sensitivity.extremes(values, basket),
        "records": rank_sensitivity.records(values, basket, before),
    }
    names = list(dict.fromkeys(provinces)) or list(values.index)
    return {
        "year": year,
        "provinces_ranked": len(values),
        "provinces": {
            name: _province(name, drawn, tables, baskets, year) | _moves_by_extremes(found, name)
            for name in names
        },
        "by_choice": drawn.by_choice().to_dict("records"),
        **{kind: [_extreme(one) for one in some] for kind, some in found.items()},
        "model": {
            "draws": draws,
            "seed": seed,
            "normalisations": list(rank_sensitivity.NORMALISATIONS),
            "weights": list(rank_sensitivity.WEIGHTS),
            "aggregations": list(rank_sensitivity.AGGREGATIONS),
            "compared_with": None if before is None else before.year,
            "notes": _notes(published, values),
        },
    }


def _baskets(constants: pd.DataFrame, year: int) -> dict[int, Basket]:
    """The baskets up to the year that are whole; the year's own must be."""
    told: dict[int, Basket] = {}
    for edition, rows in constants[constants["year"] <= year].groupby("year"):
        unit = rows["unit"].replace("", None)
        try:
            told |= index.baskets(rows.assign(unit=unit))
        except index.IndexRefusal as refusal:
            if edition == year:
                raise CannotCompare(f"The constants of {year}: {refusal}") from refusal
    if year not in told:
        raise CannotCompare(f"The constants have no basket for {year}; add its rows.")
    return told


def wide(official: pd.DataFrame, year: int) -> pd.DataFrame:
    """One edition's values: a row a province, a column a criterion."""
    rows = official[official["year"] == year]
    return rows.pivot_table(index="province", columns="criterion", values="value", sort=False)


def bases(given: pd.DataFrame | None, year: int) -> pd.DataFrame | None:
    """Numbers of answers in the shape of the values; lower bounds become likely bases."""
    if given is None or given[given["year"] == year].empty:
        return None
    rows = given[(given["year"] == year) & (given["n"] > 0)]
    table = rows.pivot_table(index="province", columns="criterion", values="n", sort=False)
    if not rows["exact"].all():
        for code, least in table.items():
            if least.notna().sum() >= SMALLEST_PANEL:
                typical = float(np.nanquantile(least, BOUND_NEAR_TYPICAL))
                table[code] = scales.likely_bases(least.to_numpy(), typical)
    return table


def _fit(
    published: pd.DataFrame, values: pd.DataFrame, basket: Basket, provinces: Sequence[str]
) -> None:
    """Refuse what cannot be ranked, and say what is missing."""
    for name in provinces:
        if name not in published.index:
            raise CannotCompare(
                f"No official row of {basket.year} names the province {name}; check the spelling."
            )
        there = published.loc[name].dropna().index
        lacking = [code for code in basket.criteria if code not in there]
        if lacking:
            raise CannotCompare(
                f"{name} has no value of {', '.join(lacking)} in {basket.year},"
                " so it cannot be ranked."
            )
    absent = [code for code in basket.criteria if code not in published.columns]
    if absent:
        raise CannotCompare(
            f"The official file has no value of {', '.join(absent)} in {basket.year}."
        )
    if len(values) < FEWEST_PROVINCES:
        raise CannotCompare(
            f"Fewer than {FEWEST_PROVINCES} provinces have every criterion of {basket.year};"
            " there is nothing to rank."
        )


def _province(
    name: str,
    drawn: rank_sensitivity.Sensitivity,
    tables: Mapping[int, pd.DataFrame],
    baskets: Mapping[int, Basket],
    year: int,
) -> dict[str, Any]:
    basket = baskets[year]
    said = rank_sensitivity.describe_stability(
        drawn, rank_sensitivity.complete(tables[year], basket), basket, name
    )
    history = {y: dict(t.loc[name].dropna()) for y, t in tables.items() if name in t.index}
    earlier = [y for y in baskets if y < year]
    step = None
    if earlier:
        last = max(earlier)
        step = rank_sensitivity.movement(tables[last], tables[year], baskets[last], basket, name)
    frames = rank_sensitivity.score_in_fixed_frames(history, baskets)
    return {
        "score": said.score,
        "rank": said.rank,
        "rank_quantiles": {f"{q:g}": rank for q, rank in said.rank_quantiles.items()},
        "rank_distribution": {str(r): share for r, share in said.rank_distribution.items()},
        "mean_shift": said.mean_shift,
        "first_order_shares": dict(said.shares),
        "leave_one_out": [asdict(one) for one in said.left_out],
        "fixed_frame": {str(y): score for y, score in frames.items()},
        "movement": None if step is None else asdict(step),
    }


def _moves_by_extremes(
    found: Mapping[str, Sequence[rank_sensitivity.Extreme]], name: str
) -> dict[str, list[dict[str, Any]]]:
    """What every extreme province does to this one."""
    return {
        f"moved_by_{kind}": [
            {
                "criterion": one.criterion,
                "end": one.end,
                "province": one.province,
                "score": float(one.score_shift[name]),
                "rank": float(one.rank_shift[name]),
            }
            for one in some
            if one.province != name
        ]
        for kind, some in found.items()
    }


def _extreme(one: rank_sensitivity.Extreme) -> dict[str, Any]:
    return {
        "criterion": one.criterion,
        "end": one.end,
        "province": one.province,
        "value": one.value,
        "end_without": one.end_without,
        "mean_score_shift": one.mean_score_shift,
        "largest_rank_shift": one.largest_shift,
    }


def _notes(published: pd.DataFrame, values: pd.DataFrame) -> list[str]:
    left = [str(name) for name in published.index if name not in values.index]
    if not left:
        return []
    return [f"Not ranked, because a value is missing: {', '.join(left)}."]
