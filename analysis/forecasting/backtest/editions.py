"""Every method's forecast of one edition, beside what was published."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.forecasting.backtest import nation
from analysis.forecasting.backtest.simple_rules import baselines
from analysis.forecasting.backtest.verified import (
    RANK,
    Inputs,
    VerifiedForecast,
    verify_draws,
    verify_normals,
)
from analysis.forecasting.nowcast import model, pooling
from analysis.forecasting.nowcast.country import Country, country, has_survey, hear
from analysis.forecasting.nowcast.forecast import Forecast, forecast, seed_generator
from analysis.forecasting.nowcast.panel import SCORE, WHOLE, Knowledge, knowledge
from analysis.forecasting.nowcast.priors import Priors
from analysis.forecasting.nowcast.tables import fill_scores, wide

DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Edition:
    """What was told of every province, and of the mean over all of them."""

    known: Knowledge
    told: list[VerifiedForecast]
    nation: list[VerifiedForecast]


def backtest(
    inputs: Inputs, year: int, priors: Priors, *, seed: int, draws: int = DRAWS
) -> list[VerifiedForecast]:
    """Forecast one year with every method and hold it against what was published."""
    return hold_edition(inputs, year, priors, seed=seed, draws=draws).told


def hold_edition(
    inputs: Inputs, year: int, priors: Priors, *, seed: int, draws: int = DRAWS
) -> Edition:
    """The same, with the nation's means beside the provinces."""
    known = knowledge(
        inputs.official, inputs.constants, year, bases=inputs.bases, own=inputs.own, priors=priors
    )
    actual = read_outcomes(inputs.official, inputs.constants, known)
    fitted = model.fit_criteria(known, priors)
    everywhere = country(fitted, seed_generator(seed, known.year), draws)
    reports = pooling.collect(fitted)
    rng = seed_generator(seed, known.year, "pooled")
    pooled = hear(everywhere, reports, rng) if reports else None
    told = list(_verify_everyone(everywhere, pooled, actual, seed))
    told += _baselines(known, actual, inputs.official)
    nations = [
        row
        for method, view in {"official-only": everywhere, "pooled": pooled}.items()
        if view
        for row in nation.verify_nation(method, view, actual, seed)
    ]
    return Edition(known, told, nations)


def read_outcomes(
    official: pd.DataFrame, constants: pd.DataFrame, known: Knowledge
) -> pd.DataFrame:
    """Published values of the target year, a column a target, for provinces known before.

    A score that was not published is computed where all its criteria and constants were.

    A rank among the provinces of a new map, or among those whose score was published, is not the
    rank that was forecast: there is none unless nearly all provinces are the same and scored.
    """
    rows = official[official["year"] == known.year]
    targets = [item.criterion for item in known.items] + [SCORE]
    names = sorted(rows["province"].unique())
    values = wide(rows, "value", names, targets, "criterion")
    table = pd.DataFrame(values, names, targets).dropna(how="all")
    printed = table[[SCORE]].set_axis([known.year], axis=1)
    whole = fill_scores(printed, rows, constants[constants["year"] == known.year])
    table[SCORE] = whole[known.year]
    scored = table.index[table[SCORE].notna()]
    everyone = set(table.index) | set(known.provinces)
    comparable = len(scored.intersection(list(known.provinces))) >= WHOLE * len(everyone)
    table[RANK] = table[SCORE].rank(ascending=False, method="min") if comparable else np.nan
    return table[table.index.isin(known.provinces)]


def _verify_everyone(
    everywhere: Country, pooled: Country | None, actual: pd.DataFrame, seed: int
) -> Iterator[VerifiedForecast]:
    """Every province's forecast by every method; only "official-only" leaves its survey out."""
    known = everywhere.model.known
    for name, outcome in actual.iterrows():
        province = str(name)
        plain = list(_verify_one("official-only", everywhere, province, outcome, seed))
        yield from plain
        if has_survey(everywhere, known.provinces.index(province)):
            yield from _verify_one("full", everywhere, province, outcome, seed)
        else:  # the same forecast
            yield from (replace(row, method="full") for row in plain)
        if pooled:
            yield from _verify_one("pooled", pooled, province, outcome, seed)


def _verify_one(
    method: str, view: Country, province: str, outcome: pd.Series, seed: int
) -> Iterator[VerifiedForecast]:
    known = view.model.known
    rng = seed_generator(seed, known.year, province)
    said = forecast(view, province, rng, own=method != "official-only")
    return verify_forecast(method, known, said, outcome, seed)


def verify_forecast(
    method: str, known: Knowledge, said: Forecast, actual: pd.Series, seed: int
) -> Iterator[VerifiedForecast]:
    """Hold a province's criteria, score and rank against its published values."""
    rng = seed_generator(seed, "pit", said.province)
    columns = {item.criterion: said.draws.values[:, k] for k, item in enumerate(known.items)}
    grids = {history.item.criterion: history.grid for history in known.histories}
    columns[SCORE] = said.draws.score
    if said.draws.rank is not None:
        columns[RANK] = said.draws.rank
    for target, drawn in columns.items():
        outcome, grid = float(actual[target]), grids.get(target, 0.0)
        if np.isfinite(outcome):
            yield verify_draws(method, known.year, said.province, target, drawn, outcome, rng, grid)


def _baselines(
    known: Knowledge, actual: pd.DataFrame, official: pd.DataFrame
) -> Iterator[VerifiedForecast]:
    for baseline in baselines(known, official, list(actual.columns)):
        outcomes = actual[baseline.target].dropna()
        mean, sd = (
            said.reindex(outcomes.index).to_numpy(dtype=float)
            for said in (baseline.mean, baseline.sd)
        )
        told = np.isfinite(mean) & np.isfinite(sd)
        yield from verify_normals(
            baseline.method,
            known.year,
            baseline.target,
            [str(name) for name in outcomes.index[told]],
            mean[told],
            sd[told],
            outcomes.to_numpy(dtype=float)[told],
        )
