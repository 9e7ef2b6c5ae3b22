"""How fast and how good the nowcast is: one province, a national backtest, invented worlds."""

import time
from typing import Any

from analysis.forecasting.backtest import Inputs
from analysis.forecasting.simulation import Setup, simulate
from analysis.forecasts import files, runs
from tests import golden

SEED = 1


def main(*, quick: bool = False) -> None:
    """Print timings and skill."""
    inputs, first, last, source = _tables()
    show(f"Panel: {source}")
    began = time.perf_counter()
    names = [str(inputs.official["province"].iloc[0])]
    runs.nowcast(inputs, last, provinces=names, draws=1000 if quick else 4000, seed=SEED)
    show(f"One province's nowcast: {time.perf_counter() - began:.2f} s (goal: under 2)")
    began = time.perf_counter()
    result = runs.backtest(inputs, first, last, seed=SEED, draws=200 if quick else 2000)
    took = time.perf_counter() - began
    show(f"National backtest {first}-{last}: {took:.1f} s (goal: under 60)")
    show("target  method          MAE     CRPS    cover 80/90/95   CRPS against the last value")
    for row in result["summary"]:
        if row["year"] is None and row["target"] in {"score", "rank"}:
            show(_line(row))
    began = time.perf_counter()
    simulated = simulate(Setup(), worlds=1 if quick else 6, seed=SEED, draws=200 if quick else 500)
    took = time.perf_counter() - began
    show(f"Simulation, {simulated['worlds']} worlds: {took:.1f} s; relative to the last value:")
    for row in simulated["rows"]:
        score = f"{row['score_mae']:.3f}" if "score_mae" in row else "-"
        show(f"  {row['method']:14} criteria MAE {row['criteria_mae']:.3f}  score MAE {score}")


def _tables() -> tuple[Inputs, int, int, str]:
    tables = files.inputs(golden.CRITERIA, golden.CONSTANTS, golden.BASES, None)
    return tables, 2015, 2017, "the official one, 63 provinces"


def _line(row: dict[str, Any]) -> str:
    cover = "/".join(f"{row[f'coverage_{level}']:.3f}" for level in (80, 90, 95))
    against = row.get("skill_crps_vs_last")
    skill = "" if against is None else f"{against:+.1%}"
    errors = f"{row['mae']:7.4f} {row['crps']:7.4f}"
    return f"{row['target']:7} {row['method']:14} {errors}  {cover}   {skill}"


def show(text: str) -> None:
    """Print a line of the table."""
    print(text, flush=True)  # noqa: T201 -- a benchmark speaks to the terminal
