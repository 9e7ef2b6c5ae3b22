r"""Invented worlds with known truth, and what each method makes of them.

A criterion's national level takes t-distributed steps (4 degrees of freedom) of the scale ``step``
in spreads of published values between provinces, and keeps ``stays`` of its distance from where it
began, so that shares stay shares; a province's deviation is an AR(1) with ``phi``;
the official value has the sampling error of ``answers`` answers, inflated by ``deff``; the own
survey of ``own_answers`` answers leans by :math:`b_k \sim N(\text{lean}, \text{lean\_sd}^2)` and
wobbles by :math:`N(0, \text{wobble}^2)` each year, in units of the provinces' spread; it overlaps
with the official values for ``overlap`` years.
The ends of the scales are records since the first year, as in the official index.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from analysis.estimators.index import Unit
from analysis.forecasting import backtest, verification
from analysis.forecasting.backtest import Inputs
from analysis.forecasting.nowcast import scales
from analysis.forecasting.nowcast.forecast import LEVELS
from analysis.forecasting.nowcast.panel import SCORE
from analysis.forecasting.nowcast.priors import Priors

Floats = NDArray[np.float64]
TAILS = 4
RATING_SD = 0.7
DAYS_SD = 0.9  # of one enterprise's waiting time, as a logarithm
WEB_POINTS = 50.0
MEDIAN = np.sqrt(np.pi / 2)  # a median's standard error against a mean's


@dataclass(frozen=True, slots=True)
class Kind:
    """A criterion of the invented basket."""

    code: str
    unit: Unit
    direction: int
    weight: float
    level: float  # on the model's scale
    sd: float  # spread of the provinces' true values, on the model's scale


BASKET = (
    Kind("planning", Unit.SCALE, 1, 0.05, 2.5, 0.12),
    Kind("legal", Unit.SCALE, 1, 0.05, 3.0, 0.12),
    Kind("budget_detail", Unit.SHARE, 1, 0.05, 1.13, 0.068),
    Kind("bidding_public", Unit.SHARE, 1, 0.05, 0.785, 0.075),
    Kind("info_received", Unit.SHARE, 1, 0.05, 1.0, 0.08),
    Kind("info_days", Unit.DAYS, -1, 0.05, 1.4, 0.3),
    Kind("relationship", Unit.SHARE, -1, 0.075, 0.98, 0.07),
    Kind("tax_negotiation", Unit.SHARE, -1, 0.075, 0.81, 0.062),
    Kind("predictability", Unit.SHARE, 1, 0.075, 0.28, 0.046),
    Kind("ba_role", Unit.SHARE, 1, 0.075, 0.71, 0.074),
    Kind("web_score", Unit.POINTS, 1, 0.2, 28.0, 5.0),
    Kind("web_access", Unit.SHARE, 1, 0.2, 1.0, 0.068),
)


@dataclass(frozen=True, slots=True)
class Setup:
    """The parameters of an invented country."""

    provinces: int = 63
    years: int = 9
    last: int = 2030
    phi: float = 0.87
    step: float = 0.6
    stays: float = 0.85
    answers: int = 110
    deff: float = 1.2
    surveyed: int = 12  # provinces with an own survey
    own_answers: int = 500
    overlap: int = 3
    lean: float = -0.4
    lean_sd: float = 0.8
    wobble: float = 0.25
    jump: float = 0.0  # of every national level in the last year, in spreads, favourable = up


@dataclass(frozen=True, slots=True)
class World:
    """One invented country: the tables a forecaster sees, and the truth."""

    inputs: Inputs
    truth: Mapping[str, Floats]  # true values of the last year by criterion, on the model's scale


def world(setup: Setup, rng: Generator, basket: tuple[Kind, ...] = BASKET) -> World:
    """Invent a country."""
    names = [f"Province {i + 1:02}" for i in range(setup.provinces)]
    years = range(setup.last - setup.years + 1, setup.last + 1)
    official, own, truth = [], [], {}
    for kind in basket:
        true = _true(kind, setup, rng)
        truth[kind.code] = true[-1]
        lean = setup.lean + setup.lean_sd * rng.standard_normal(setup.surveyed)
        for year, values in zip(years, true, strict=True):
            seen, _ = _invent_findings(kind, values, setup.answers / setup.deff, rng)
            official.append(_rows(names, year, kind.code, seen))
            if year < setup.last - setup.overlap:
                continue
            shift = lean + setup.wobble * rng.standard_normal(setup.surveyed)
            leaning = values[: setup.surveyed] + kind.direction * kind.sd * shift
            told, se = _invent_findings(kind, leaning, setup.own_answers, rng)
            rows = _rows(names[: setup.surveyed], year, kind.code, told)
            own.append(rows.assign(se=se, n=float(setup.own_answers)))
    values = pd.concat(official, ignore_index=True)
    constants = _constants(values, basket)
    table = pd.concat([values, _scores(values, constants)], ignore_index=True)
    ours = pd.concat(own, ignore_index=True) if setup.surveyed else None
    return World(Inputs(table, constants, None, ours), truth)


def _true(kind: Kind, setup: Setup, rng: Generator) -> Floats:
    spread = np.hypot(kind.sd, np.sqrt(scales.variance(kind.unit, setup.answers / setup.deff)))
    steps = rng.standard_t(TAILS, setup.years) * setup.step * spread
    steps[0] = 0.0
    steps[-1] += kind.direction * setup.jump * spread
    deviation = kind.sd * rng.standard_normal(setup.provinces)
    moved = 0.0
    true = np.empty((setup.years, setup.provinces))
    for year in range(setup.years):
        if year:
            news = np.sqrt(1 - setup.phi**2) * kind.sd * rng.standard_normal(setup.provinces)
            deviation = setup.phi * deviation + news
        moved = setup.stays * moved + steps[year]
        true[year] = kind.level + moved + deviation
    return true


def _invent_findings(
    kind: Kind, true: Floats, answers: float, rng: Generator
) -> tuple[Floats, Floats]:
    """What a survey of so many answers finds, and its standard error, in the units people read."""
    exact = scales.backward(kind.unit, true, WEB_POINTS)
    count = round(answers)
    if kind.unit is Unit.SHARE:
        found = rng.binomial(count, exact) / count
        return found, np.sqrt(found * (1 - found) / count)
    if kind.unit is Unit.DAYS:
        se = MEDIAN * DAYS_SD / np.sqrt(answers)
        found = np.round(2 * np.exp(true + se * rng.standard_normal(len(true)))) / 2
        return found, np.maximum(found * se, 0.25)
    se = RATING_SD / np.sqrt(answers) if kind.unit is Unit.SCALE else 1.0
    found = scales.within(kind.unit, exact + se * rng.standard_normal(len(true)), WEB_POINTS)
    return found, np.full(len(true), se)


def _rows(names: list[str], year: int, code: str, values: Floats) -> pd.DataFrame:
    return pd.DataFrame({"province": names, "year": year, "criterion": code, "value": values})


def _constants(values: pd.DataFrame, basket: tuple[Kind, ...]) -> pd.DataFrame:
    """Weights as invented; the ends of the scales are the records so far."""
    rows = []
    total = sum(kind.weight for kind in basket)
    for year in sorted(values["year"].unique()):
        sofar = values[values["year"] <= year].groupby("criterion")["value"].agg(["min", "max"])
        for kind in basket:
            low, high = sofar.loc[kind.code]
            ends = (0.0, WEB_POINTS) if kind.unit is Unit.POINTS else (low, high)
            rows.append(
                (year, kind.code, kind.weight / total, kind.direction, *ends, kind.unit.value)
            )
    columns = ["year", "criterion", "weight", "direction", "scale_min", "scale_max", "unit"]
    return pd.DataFrame(rows, columns=columns)


def _scores(values: pd.DataFrame, constants: pd.DataFrame) -> pd.DataFrame:
    table = values.merge(constants, on=["year", "criterion"])
    share = 9 * (table["value"] - table["scale_min"]) / (table["scale_max"] - table["scale_min"])
    points = np.where(table["direction"] > 0, 1 + share, 10 - share)
    table = table.assign(value=table["weight"] * points, criterion=SCORE)
    keys = ["province", "year", "criterion"]
    return table.groupby(keys)["value"].sum().reset_index()


def simulate(setup: Setup, *, worlds: int, seed: int, draws: int) -> dict[str, Any]:
    """Forecast the last year of many worlds with every method and with the truth itself."""
    told: list[backtest.VerifiedForecast] = []
    for number in range(worlds):
        rng = np.random.default_rng([seed, number])
        invented = world(setup, rng)
        said = backtest.backtest(
            invented.inputs, setup.last, Priors(), seed=seed + number, draws=draws
        )
        surveyed = {f"Province {i + 1:02}" for i in range(setup.surveyed)}
        told += [one for one in said if one.province in surveyed or not surveyed]
        told += list(_oracle(invented, setup, surveyed, rng, draws))
    return {"rows": _relative(told), "forecasts": len(told), "worlds": worlds, "seed": seed}


def _oracle(
    invented: World, setup: Setup, surveyed: set[str], rng: Generator, draws: int
) -> Iterator[backtest.VerifiedForecast]:
    """A forecaster who knows the truth and misses the official sampling error alone."""
    official = invented.inputs.official
    rows = official[official["year"] == setup.last].pivot(
        index="province", columns="criterion", values="value"
    )
    for kind in BASKET:
        true = invented.truth[kind.code]
        answers = setup.answers / setup.deff
        drawn = np.stack([_invent_findings(kind, true, answers, rng)[0] for _ in range(draws)])
        for at, (province, actual) in enumerate(rows[kind.code].items()):
            if province not in surveyed and surveyed:
                continue
            mine = drawn[:, at]
            yield backtest.VerifiedForecast(
                "truth", setup.last, str(province), kind.code,
                float(mine.mean()), float(mine.std()),
                tuple(np.quantile(mine, LEVELS).tolist()), float(actual),
                float(verification.crps_of_draws(mine, actual)),
                float(verification.pit_of_draws(mine, np.asarray(actual), rng)),
            )  # fmt: skip


GROUPS = {SCORE: "score", backtest.RANK: "rank"}  # every other target is a criterion
ORDER = (
    "truth",
    "pooled",
    "full",
    "official-only",
    "shrunken-last",
    "national-mean",
    "own",
    "last",
)


def _relative(told: list[backtest.VerifiedForecast]) -> list[dict[str, Any]]:
    """Errors relative to the last value, averaged over criteria; score and rank on their own."""
    frame = pd.DataFrame.from_records([{**t.as_dict(), "q": t.q} for t in told])
    q = np.array(frame["q"].tolist())
    at = {level: i for i, level in enumerate(LEVELS)}
    frame["error"] = np.abs(q[:, at[0.5]] - frame["actual"])
    for level, (low, high) in backtest.INTERVALS.items():
        inside = (frame["actual"] >= q[:, at[low]]) & (frame["actual"] <= q[:, at[high]])
        frame[f"coverage_{level}"] = inside
    figures = ["error", "crps", *(f"coverage_{level}" for level in backtest.INTERVALS)]
    means = frame.groupby(["target", "method"])[figures].mean()
    last = means.xs("last", level="method")
    rows = []
    for method in ORDER:
        mine = means[means.index.get_level_values("method") == method].droplevel("method")
        row: dict[str, Any] = {"method": method}
        groups = np.array([GROUPS.get(target, "criteria") for target in mine.index])
        for name in ("criteria", "score", "rank"):
            part = mine[groups == name]
            if len(part):
                row |= _beside_last(name, part, last.loc[part.index])
        rows.append(row)
    return rows


def _beside_last(name: str, part: pd.DataFrame, last: pd.DataFrame) -> dict[str, float]:
    """Errors of a group of targets as shares of those of the last value, and its coverage."""
    found = {
        f"{name}_mae": float((part["error"] / last["error"]).mean()),
        f"{name}_crps": float((part["crps"] / last["crps"]).mean()),
    }
    coverage = {
        f"{name}_coverage_{level}": float(part[f"coverage_{level}"].mean())
        for level in backtest.INTERVALS
    }
    return found | coverage
