"""One forecast of one value beside what came true, and the tables a backtest reads."""

from collections.abc import Mapping
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


def verify_normal(
    method: str, year: int, province: str, target: str, mean: float, sd: float, outcome: float
) -> VerifiedForecast:
    q = mean + sd * ndtri(np.array(LEVELS))
    pit = float(ndtr((outcome - mean) / sd)) if sd > 0 else (1 + np.sign(outcome - mean)) / 2
    crps = float(verification.crps_of_normal(mean, sd, outcome))
    return VerifiedForecast(
        method, year, province, target, mean, sd, tuple(q.tolist()), outcome, crps, pit
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
