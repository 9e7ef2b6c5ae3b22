"""The tables of docs/methods.md on the forecast: A all provinces, B and D with surveys, C alone."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.forecasting.backtest import Inputs
from analysis.forecasting.simulated_surveys import Plan, own_surveys
from analysis.forecasts import files, runs
from tests import golden

ASSUMED = Path(__file__).resolve().parent.parent / "fixtures/pci/assumed_baskets_2009_2012.csv"
SEED, DRAWS, QUICK = 1, 1000, 100
WITH_OWN = (2014, 2017)
SHARED = (3, 5, 10)
NAMES = {
    "last": "last value", "national-mean": "national mean", "shrunken-last": "shrunken last value",
    "official-only": "official only", "full": "with own", "pooled": "pooled",
}  # fmt: skip
UNITS = {"all": "all", "share": "shares", "scale": "means of ratings", "points": "web score"}


def main(*, quick: bool = False) -> None:
    """Print the tables, or those named in TABLES; FORECASTS names a folder that keeps the runs."""
    draws = QUICK if quick else DRAWS
    for letter in os.environ.get("TABLES", "ABCD"):
        show(f"\n### {letter}\n")
        {"A": table_a, "B": table_b, "C": table_c, "D": table_d}[letter](draws)


def table_a(draws: int) -> None:
    """All provinces known, official values only."""
    result = _keep("a", runs.backtest(_tables(), 2011, 2017, seed=SEED, draws=draws))
    print_criteria(result, ["official-only"])
    print_targets(result, ["last", "national-mean", "shrunken-last", "official-only"])
    print_years(result, ["last", "official-only"])
    print_nation(result)


def table_b(draws: int) -> None:
    """Every province with its own simulated survey, and all surveys together."""
    tables = _with_surveys(2013)
    result = _keep("b", runs.backtest(tables, *WITH_OWN, seed=SEED, draws=draws))
    models = ["official-only", "full", "pooled"]
    print_criteria(result, models)
    print_targets(result, ["last", *models])
    print_years(result, models)
    print_nation(result)


def table_c(draws: int) -> None:
    """Every second province by itself: three editions and its own simulated survey."""
    tables = _with_surveys(2009)
    some = sorted(set(tables.official["province"]))[::2]
    official, bases, own = (_of(one, some) for one in (tables.official, tables.bases, tables.own))
    mine = Inputs(official, tables.constants, bases, own)
    result = _keep("c", runs.backtest(mine, 2011, 2017, seed=SEED, draws=draws, alone=True))
    models = ["official-only", "full"]
    print_criteria(result, models)
    print_targets(result, ["last", *models], targets=("score",))
    print_years(result, ["last", *models])


def table_d(draws: int) -> None:
    """Some associations share their surveys; the errors of all provinces."""
    tables = _with_surveys(2013)
    drawn = np.random.default_rng(SEED).permutation(sorted(set(tables.official["province"])))
    show("| associations | criteria: relative MAE, CRPS; in 80 % | score: MAE, CRPS; in 80 % |"
         " steps of the nation in 50 / 80 / 90 / 95 % |")  # fmt: skip
    show("|---|---|---|---|")
    for count in SHARED:
        shared = replace(tables, own=_of(tables.own, drawn[:count]))
        result = _keep(f"d{count}", runs.backtest(shared, *WITH_OWN, seed=SEED, draws=draws))
        asked = _find(result["nation_summary"], method="pooled", kind="asked")
        show(f"| {count} | {_beside(result, 'pooled')} | {_coverage(asked)} |")


def _beside(result: Mapping[str, Any], method: str) -> str:
    criteria = _find(result["by_kind"], method=method, unit="all")
    score = _find(result["summary"], method=method, target="score", year=None)
    return (
        f"{_relative(criteria)}; {criteria['coverage_80']:.6f} |"
        f" {_errors(score)}; {score['coverage_80']:.6f}"
    )


def print_criteria(result: Mapping[str, Any], models: Iterable[str]) -> None:
    """Criteria by kind, relative to the last value."""
    show("| criteria | n | MAE, CRPS relative to the last value | in 50 / 80 / 90 / 95 % |")
    show("|---|---|---|---|")
    for model in models:
        for unit, name in UNITS.items():
            row = _find(result["by_kind"], method=model, unit=unit)
            show(f"| {NAMES[model]}, {name} | {row['n']} | {_relative(row)} | {_coverage(row)} |")


def print_targets(
    result: Mapping[str, Any], methods: list[str], targets: tuple[str, ...] = ("score", "rank")
) -> None:
    """Score and rank by method, over all years."""
    show("\n| | n | MAE | CRPS | in 50 / 80 / 90 / 95 % | width 80 % |\n|---|---|---|---|---|---|")
    for target in targets:
        for method in methods:
            row = _find(result["summary"], method=method, target=target, year=None)
            errors = f"{row['mae']:.6f} | {row['crps']:.6f} | {_coverage(row)}"
            show(f"| {target}, {NAMES[method]} | {row['n']} | {errors} | {row['width_80']:.6f} |")


def print_years(result: Mapping[str, Any], methods: list[str]) -> None:
    """Scores year by year."""
    heads = " | ".join(f"{NAMES[method]}: MAE, CRPS, in 80 %" for method in methods)
    show(f"\n| score | {heads} |\n|---|" + "---|" * len(methods))
    rows = result["summary"]
    for year in sorted({row["year"] for row in rows if row["year"]}):
        found = [_find(rows, method=m, target="score", year=year) for m in methods]
        cells = (f"{_errors(row)}, {row['coverage_80']:.3f}" for row in found)
        show(f"| {year} | " + " | ".join(cells) + " |")


def print_nation(result: Mapping[str, Any]) -> None:
    """Steps of the nation, which all provinces share."""
    show("\n| steps of the nation | draws | in 50 / 80 / 90 / 95 % |\n|---|---|---|")
    for row in result["nation_summary"]:
        show(f"| {NAMES[row['method']]}, {row['kind']} | {row['n']} | {_coverage(row)} |")


def _find(rows: Iterable[Mapping[str, Any]], **wanted: Any) -> Mapping[str, Any]:
    fitting = (row for row in rows if all(row[key] == value for key, value in wanted.items()))
    return next(fitting, {})


def _relative(row: Mapping[str, Any]) -> str:
    return f"{row['relative_mae']:.6f}, {row['relative_crps']:.6f}"


def _errors(row: Mapping[str, Any]) -> str:
    return f"{row['mae']:.6f}, {row['crps']:.6f}"


def _coverage(row: Mapping[str, Any]) -> str:
    return " / ".join(f"{row[f'coverage_{level}']:.6f}" for level in (50, 80, 90, 95))


def _tables() -> Inputs:
    return files.inputs(golden.CRITERIA, [ASSUMED, golden.CONSTANTS], golden.BASES, None)


def _with_surveys(first: int) -> Inputs:
    tables = _tables()
    surveys = own_surveys(tables, Plan(first=first), files.load_shipped_priors(2018), SEED)
    return replace(tables, own=surveys)


def _of(table: pd.DataFrame | None, provinces: Iterable[str]) -> pd.DataFrame:
    assert table is not None  # noqa: S101 -- files and surveys are at hand
    return table[table["province"].isin(list(provinces))]


def _keep(name: str, result: dict[str, Any]) -> dict[str, Any]:
    if folder := os.environ.get("FORECASTS"):
        Path(folder, f"{name}.json").write_text(json.dumps(result), encoding="utf-8")
    return result


def show(text: str) -> None:
    """Print a line of a table."""
    print(text, flush=True)  # noqa: T201 -- a benchmark speaks to the terminal
