"""The nation's step on a line of its own: did its mean come within the draws of its mean?

Sixty provinces share one step of the nation. Coverage counted over provinces hides a step that was
priced too low as long as the provinces' own deviations are priced too high; one row a criterion and
year shows it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.index import Unit
from analysis.forecasting.backtest.columns import Columns
from analysis.forecasting.backtest.summary import figures
from analysis.forecasting.backtest.verified import NATION, VerifiedForecast, verify_draws
from analysis.forecasting.nowcast.country import Country
from analysis.forecasting.nowcast.forecast import seed_generator
from analysis.forecasting.nowcast.panel import SCORE, SMALLEST_PANEL


def verify_nation(
    method: str, everywhere: Country, actual: pd.DataFrame, seed: int
) -> Iterator[VerifiedForecast]:
    """Hold the mean over provinces of every criterion seen before, and of the score."""
    model = everywhere.model
    if not model.whole_country:
        return
    scores, values = everywhere.drawn.scores, everywhere.drawn.values
    columns = {SCORE: scores} | {
        history.item.criterion: values[:, :, k]
        for k, history in enumerate(model.known.histories)
        if history.has_panel
    }
    places = {name: at for at, name in enumerate(model.known.provinces)}
    for target, drawn in columns.items():
        known = actual[target].dropna()
        if len(known) < SMALLEST_PANEL:
            continue
        mean = drawn[:, [places[str(name)] for name in known.index]].mean(1)
        rng = seed_generator(seed, NATION, target)
        yield verify_draws(method, model.known.year, NATION, target, mean, float(known.mean()), rng)


def summarise_nation(
    told: Iterable[VerifiedForecast], units: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Coverage of the nation's means: what people answer, points, and the score; by method."""
    rows = Columns.of(list(told))
    kinds = np.array([_kind(target, units) for target in rows.target], dtype=object)
    return [
        {"method": method, "kind": kind} | figures(part.at(kinds[rows.method == method] == kind))
        for method, part in rows.split(rows.method)
        for kind in sorted(set(kinds[rows.method == method]))
    ]


def _kind(target: str, units: Mapping[str, str]) -> str:
    if target == SCORE:
        return SCORE
    return "points" if units.get(target) == Unit.POINTS.value else "asked"
