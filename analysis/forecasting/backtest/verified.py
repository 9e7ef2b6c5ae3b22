"""One forecast of one value beside what came true, and the tables a backtest reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from analysis.forecasting import verification
from analysis.forecasting.nowcast.forecast import LEVELS

Floats = NDArray[np.float64]
MODELS = ("official-only", "full", "pooled")  # nobody's, one's own, everybody's own survey
RANK = "rank"
NATION = "nation"  # in the place of a province: the mean over all of them
COLUMNS = ("method", "year", "province", "target", "mean", "sd", "actual", "crps", "pit")


@dataclass(frozen=True, slots=True)
class VerifiedForecast:
    """One forecast of one value, and what came true."""

    method: str
    year: int
    province: str
    target: str
    mean: float
    sd: float
    q: tuple[float, ...]
    actual: float
    crps: float
    pit: float

    def as_dict(self) -> dict[str, Any]:
        """Give the form in which a backtest is written to a file."""
        q = {f"{level:g}": value for level, value in zip(LEVELS, self.q, strict=True)}
        return {name: getattr(self, name) for name in COLUMNS} | {"q": q}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The tables of a backtest."""

    official: pd.DataFrame
    constants: pd.DataFrame
    bases: pd.DataFrame | None
    own: pd.DataFrame | None
    composed: Mapping[str, float] = field(default_factory=dict)  # answers behind composed values


def verify_normals(
    method: str,
    year: int,
    target: str,
    provinces: Sequence[str],
    mean: Floats,
    sd: Floats,
    actual: Floats,
) -> Iterator[VerifiedForecast]:
    """Hold a normal for every province against what came true; all arrays are in their order."""
    q = mean[:, None] + sd[:, None] * ndtri(np.array(LEVELS))
    error = actual - mean
    steps = np.divide(error, sd, where=sd > 0, out=np.zeros(len(sd)))
    pit = np.where(sd > 0, ndtr(steps), (1 + np.sign(error)) / 2)
    crps = verification.crps_of_normal(mean, sd, actual)
    columns = (column.tolist() for column in (mean, sd, q, actual, crps, pit))
    for province, m, s, quantiles, outcome, score, place in zip(provinces, *columns, strict=True):
        yield VerifiedForecast(
            method, year, province, target, m, s, tuple(quantiles), outcome, score, place
        )


def verify_draws(
    method: str,
    year: int,
    province: str,
    target: str,
    drawn: Floats,
    outcome: float,
    rng: np.random.Generator,
    grid: float = 0.0,
) -> VerifiedForecast:
    """Hold draws of one value against what was published in steps of ``grid``."""
    return VerifiedForecast(
        method, year, province, target, float(drawn.mean()), float(drawn.std()),
        tuple(np.quantile(drawn, LEVELS).tolist()), outcome,
        float(verification.crps_of_draws(drawn, outcome)),
        float(verification.pit_of_draws(drawn, outcome, rng, grid)),
    )  # fmt: skip
