"""What a score gains where associations share their surveys, over several draws of surveys."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.forecasting.backtest import Inputs
from analysis.forecasting.backtest.editions import read_outcomes
from analysis.forecasting.nowcast import model, pooling
from analysis.forecasting.nowcast.country import country, hear
from analysis.forecasting.nowcast.forecast import seed_generator
from analysis.forecasting.nowcast.panel import knowledge
from analysis.forecasting.simulated_surveys import Plan, own_surveys
from analysis.forecasts import files
from tests import golden

YEARS = (2014, 2015, 2016, 2017)
SHARED = (3, 5, 10)
SEEDS, PICKS, DRAWS = (1, 2, 3, 4), (1, 2), 250


def main(*, quick: bool = False) -> None:
    """Print the mean absolute error of all provinces' scores by the number that share."""
    tables = files.inputs(golden.CRITERIA, golden.CONSTANTS, golden.BASES, None)
    seeds, picks = (SEEDS[:1], PICKS[:1]) if quick else (SEEDS, PICKS)
    surveys = {seed: _invent(tables, seed) for seed in seeds}
    show("associations  " + "  ".join(map(str, YEARS)) + "  mean")
    show(_line(0, [_errors(tables)]))
    for count in SHARED:
        shared = (one for seed in seeds for one in _pick(surveys[seed], seed, picks, count))
        show(_line(count, [_errors(one) for one in shared]))


def _invent(tables: Inputs, seed: int) -> Inputs:
    """Let every province hold a survey from 2013 on."""
    plan = Plan(first=YEARS[0] - 1)
    return replace(tables, own=own_surveys(tables, plan, files.load_shipped_priors(2018), seed))


def _pick(tables: Inputs, seed: int, picks: tuple[int, ...], count: int) -> Iterator[Inputs]:
    """Keep the surveys of some provinces drawn by chance."""
    assert tables.own is not None  # noqa: S101 -- invented above
    names = sorted(tables.own["province"].unique())
    for pick in picks:
        chosen = np.random.default_rng(10 * seed + pick).permutation(names)[:count]
        yield replace(tables, own=tables.own[tables.own["province"].isin(chosen)])


def _errors(tables: Inputs) -> list[float]:
    return [_error(tables, year) for year in YEARS]


def _error(tables: Inputs, year: int) -> float:
    """How far the medians of all scores lie from what was published."""
    priors = files.load_shipped_priors(year)
    known = knowledge(
        tables.official, tables.constants, year, bases=tables.bases, own=tables.own, priors=priors
    )
    fitted = model.fit_criteria(known, priors)
    told = country(fitted, seed_generator(1, year), DRAWS)
    if reports := pooling.collect(fitted):
        told = hear(told, reports, seed_generator(1, year, "pooled"))
    actual = read_outcomes(tables.official, tables.constants, known)["score"].dropna()
    places = [known.provinces.index(name) for name in actual.index]
    return float(np.abs(np.median(told.drawn.scores[:, places], 0) - actual.to_numpy()).mean())


def _line(count: int, errors: list[list[float]]) -> str:
    by_year = np.mean(errors, axis=0)
    return f"{count:12}  " + "  ".join(f"{e:.3f}" for e in by_year) + f"  {by_year.mean():.4f}"


def show(text: str) -> None:
    """Print a line of the table."""
    print(text, flush=True)  # noqa: T201 -- a benchmark speaks to the terminal
