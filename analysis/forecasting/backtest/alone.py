"""The case of most users: one province that knows its own editions and nothing of the others."""

from collections.abc import Iterator

import pandas as pd

from analysis.forecasting.backtest.editions import hold_edition
from analysis.forecasting.backtest.verified import Inputs, VerifiedForecast
from analysis.forecasting.nowcast.priors import Priors

EDITIONS = 3  # that such a province has typed in


def hold_alone(
    inputs: Inputs, year: int, priors: Priors, *, seed: int, draws: int, editions: int = EDITIONS
) -> Iterator[VerifiedForecast]:
    """Forecast a year for every province by itself, from its last editions and its own survey."""
    official = inputs.official
    near = official[(official["year"] >= year - editions) & (official["year"] <= year)]
    for province in sorted(near.loc[near["year"] == year, "province"].unique()):
        mine = Inputs(
            near[near["province"] == province],
            inputs.constants,
            _rows_of(inputs.bases, province),
            _rows_of(inputs.own, province, since=year - editions),
        )
        yield from hold_edition(mine, year, priors, seed=seed, draws=draws).told


def _rows_of(table: pd.DataFrame | None, province: str, since: int = 0) -> pd.DataFrame | None:
    if table is None:
        return None
    return table[(table["province"] == province) & (table["year"] >= since)]
