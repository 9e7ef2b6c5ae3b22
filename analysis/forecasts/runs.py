"""Runs of the nowcast on tables: what the commands write and what a forecast is frozen from."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.forecasting import backtest as backtests
from analysis.forecasting.backtest import Inputs
from analysis.forecasting.backtest.alone import hold_alone
from analysis.forecasting.nowcast import country as countries
from analysis.forecasting.nowcast import model, pooling
from analysis.forecasting.nowcast.country import Country
from analysis.forecasting.nowcast.forecast import Forecast, forecast, seed_generator
from analysis.forecasting.nowcast.model import Model
from analysis.forecasting.nowcast.panel import Knowledge, knowledge
from analysis.forecasting.nowcast.priors import Priors
from analysis.forecasts import files
from analysis.forecasts.record import record_of
from core.errors import DomainError

MODEL_VERSION = "6"
FEWEST_DRAWS = 100
PERCENTILES = np.arange(1, 100) / 100


class CannotForecast(DomainError):
    """The tables do not hold what a forecast of the year needs."""


def select_known_before(inputs: Inputs, year: int, also: Sequence[str] = ()) -> Knowledge:
    """Sort the tables into what is known before the year's official values."""
    try:
        return knowledge(
            inputs.official,
            inputs.constants,
            year,
            bases=inputs.bases,
            own=inputs.own,
            also=tuple(also),
            composed=inputs.composed,
            priors=files.load_shipped_priors(year),
        )
    except ValueError as error:
        raise CannotForecast(str(error)) from error


def country(
    inputs: Inputs, year: int, provinces: Sequence[str], *, draws: int, seed: int
) -> Country:
    """Fit the model and draw every province; several own surveys tell of the nation's step."""
    known = select_known_before(inputs, year, _extra(inputs, year, provinces))
    if not known.provinces:
        raise CannotForecast(
            f"There is no official row before {year} and no own row up to it; name a --province."
        )
    fitted = model.fit_criteria(known, files.load_shipped_priors(year))
    everywhere = countries.country(fitted, seed_generator(seed, year), draws)
    reports = pooling.collect(fitted)
    if reports is None:
        return everywhere
    return countries.hear(everywhere, reports, seed_generator(seed, year, "pooled"))


def _extra(inputs: Inputs, year: int, provinces: Sequence[str]) -> list[str]:
    """Provinces asked for by name; a name that stands in no table is more likely a slip."""
    tables = [inputs.official, *([] if inputs.own is None else [inputs.own])]
    named = {name for table in tables for name in table["province"]}
    unknown = [name for name in provinces if name not in named]
    if unknown:
        raise CannotForecast(
            f"No row of the files names the province {', '.join(unknown)}; check the spelling."
        )
    return list(provinces)


def nowcast(
    inputs: Inputs,
    year: int,
    *,
    provinces: Sequence[str],
    draws: int,
    seed: int,
    target: float | None = None,
) -> dict[str, Any]:
    """Forecast the year for some provinces, or for all; ``target`` is a score to be reached."""
    everywhere = country(inputs, year, provinces, draws=draws, seed=seed)
    names = list(dict.fromkeys(provinces)) or list(everywhere.model.known.provinces)
    told = [forecast(everywhere, name, seed_generator(seed, year, name)) for name in names]
    return {
        "year": year,
        "provinces": {
            said.province: said.as_dict() | _target_chance(said, target) for said in told
        },
        "model": describe_run(everywhere.model, told, draws=draws, seed=seed),
    }


def _target_chance(said: Forecast, target: float | None) -> dict[str, Any]:
    return {} if target is None else {"target": target, "p_target_met": said.p_at_least(target)}


def freeze(inputs: Inputs, year: int, province: str, *, draws: int, seed: int) -> dict[str, Any]:
    """One province's forecast with all that its scoring will need, in numbers JSON can hold."""
    everywhere = country(inputs, year, [province], draws=draws, seed=seed)
    known = everywhere.model.known
    told = forecast(everywhere, province, seed_generator(seed, year, province))
    targets = [item.criterion for item in known.items]
    columns = {target: told.draws.values[:, k] for k, target in enumerate(targets)}
    columns["score"] = told.draws.score
    rank = told.draws.rank
    places = range(1, len(known.provinces) + 1)
    said: dict[str, dict[str, Any]] = {}
    for baseline in backtests.baselines(known, inputs.official, [*columns]):
        found = baseline.of(province)
        if found:
            mean, sd = found
            said.setdefault(baseline.target, {})[baseline.method] = {"mean": mean, "sd": sd}
    return {
        "said": told.as_dict(),
        "grid": {name: np.quantile(x, PERCENTILES).tolist() for name, x in columns.items()},
        "rank_upto": [] if rank is None else [float(np.mean(rank <= k)) for k in places],
        "baselines": said,
        "own": {
            history.item.criterion: float(history.own_raw[known.provinces.index(province), -1])
            for history in known.histories
            if np.isfinite(history.own_raw[known.provinces.index(province), -1])
        },
        "model": describe_run(everywhere.model, [told], draws=draws, seed=seed),
        "record": record_of(
            whole_country=everywhere.model.whole_country, own=told.lean is not None
        ),
    }


def describe_run(
    fitted: Model, told: Sequence[Forecast], *, draws: int, seed: int
) -> dict[str, Any]:
    """What is needed to repeat and to judge the forecast."""
    known = fitted.known
    return {
        "version": MODEL_VERSION,
        "draws": draws,
        "seed": seed,
        "basket_year": known.basket_year,
        "priors": {"version": fitted.priors.version, "learnt_to": fitted.priors.learnt_to},
        "provinces_known": len(known.provinces),
        "own_surveys": sorted(said.province for said in told if said.lean or said.checklist),
        "national_score": None if fitted.outlook is None else {"expected": fitted.outlook},
        "criteria": {
            c.history.item.criterion: {
                "unit": c.history.item.unit.value,
                "weight": c.history.item.weight,
                "direction": c.history.item.direction,
                "scale_min": finite(c.history.item.low),
                "scale_max": finite(c.history.item.high),
                "years": sorted(
                    year
                    for year, seen in zip(c.history.years, c.history.provinces_seen, strict=True)
                    if seen
                ),
                "phi": c.fit.phi,
                "spread_of_true_values": c.fit.s2**0.5,
                "noise_factor": c.fit.noise,
                "national_step": c.fit.step,
                "national_drift": c.fit.drift,
            }
            for c in fitted.criteria
        },
        "notes": notes(known),
    }


def finite(number: float) -> float | None:
    """A number as JSON holds it; the end of a scale that nobody knows yet is nothing."""
    return float(number) if np.isfinite(number) else None


def notes(known: Knowledge) -> list[str]:
    """Say what a reader of the result should know."""
    said = list(known.cautions)
    if known.rows_ignored:
        said.append(
            f"{known.rows_ignored} official rows of {known.year} or later were ignored:"
            " a forecast knows only the years before."
        )
    if known.basket_year != known.year:
        said.append(
            f"The constants have no basket for {known.year}; that of {known.basket_year} was used."
        )
    if known.basket_changed:
        said.append(f"The criteria of {known.year} differ from those of the edition before.")
    new = [item.criterion for item in known.items if item.low != item.low]
    if new:
        said.append(f"Never scored before, so their scales are drawn: {', '.join(new)}.")
    return said


def _hold_edition(
    inputs: Inputs, year: int, priors: Priors, *, seed: int, draws: int
) -> backtests.Edition:
    try:
        return backtests.hold_edition(inputs, year, priors, seed=seed, draws=draws)
    except ValueError as error:
        raise CannotForecast(str(error)) from error


def backtest(
    inputs: Inputs, first: int, last: int, *, seed: int, draws: int, alone: bool = False
) -> dict[str, Any]:
    """Forecast each year from the years before it only, with all methods.

    ``alone`` gives every province its own last editions and its own survey only.
    """
    if first > last or draws < FEWEST_DRAWS or seed < 0:
        raise CannotForecast(
            f"Ask for years that go up, at least {FEWEST_DRAWS} draws and a seed of 0 or more."
        )
    told: list[backtests.VerifiedForecast] = []
    nation: list[backtests.VerifiedForecast] = []
    units: dict[str, str] = {}
    for year in range(first, last + 1):
        if not (inputs.official["year"] == year).any():
            raise CannotForecast(f"The official file has no row of {year} to compare with.")
        priors = files.load_shipped_priors(year)
        if alone:
            known = select_known_before(inputs, year)
            told += hold_alone(inputs, year, priors, seed=seed, draws=draws)
        else:
            held = _hold_edition(inputs, year, priors, seed=seed, draws=draws)
            known = held.known
            told += held.told
            nation += held.nation
        units |= {item.criterion: item.unit.value for item in known.items}
    if not told:
        raise CannotForecast(
            f"No province with a value in {first}-{last} was known before; nothing can be compared."
        )
    return {
        "forecasts": [one.as_dict() for one in told],
        "summary": backtests.summary(told),
        "by_kind": backtests.by_kind(told, units),
        "nation": [one.as_dict() for one in nation],
        "nation_summary": backtests.summarise_nation(nation, units),
    }
