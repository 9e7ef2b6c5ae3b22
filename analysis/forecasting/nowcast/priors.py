"""What is assumed before a panel is seen: small aggregate numbers, learnt from past editions.

Every number carries the last year it was learnt from, and only numbers from before the target year
are handed out, so that shipped priors cannot carry the answer into a forecast either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.estimators.index import Unit
from analysis.forecasting.nowcast.scales import GENERIC

Floats = NDArray[np.float64]
VERSION = 2  # of the scales the numbers are told on: shares as angles since 2
PHI = 0.87  # how much of a province's deviation remains after a year, pooled over criteria
BRIDGE, BRIDGE_SD = 0.0, 0.15  # what new ends of the scales and drift do to a score of old ones
PROVINCES = 60  # that a national level is the mean of, where nobody says


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed of one criterion, on the model's scale."""

    phi: float
    sd: float
    noise: float
    base: float
    step: float
    level: float
    level_sd: float
    since: int | None = None  # the year of the level, where it was learnt


@dataclass(frozen=True, slots=True)
class Priors:
    """Priors for one target year."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    by_year: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    criteria: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    steps_before: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    noise_by_year: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    correlations: Mapping[str, float] = field(default_factory=dict)  # "a b", of errors
    bridge: float = BRIDGE
    bridge_sd: float = BRIDGE_SD
    provinces: int = PROVINCES
    learnt_to: int | None = None
    version: int = 0

    def levels(self, criterion: str) -> Mapping[int, float]:
        """The national levels of a criterion, by year."""
        return self.by_year.get(criterion, {})

    def earlier(self, criterion: str) -> Mapping[int, float]:
        """National steps on scales of before, in the provinces' spread of the time, by year."""
        return self.steps_before.get(criterion, {})

    def noise(self, criterion: str, years: Sequence[int], otherwise: float) -> Floats:
        """Sampling variance of past years as multiples of simple random sampling."""
        known = self.noise_by_year.get(criterion, {})
        return np.array([known.get(year, otherwise) for year in years], dtype=float)

    def correlation(self, criteria: Sequence[str]) -> Floats:
        """Correlation of one-step errors between criteria, favourable = up."""
        matrix = np.eye(len(criteria))
        for i, a in enumerate(criteria):
            for j, b in enumerate(criteria[:i]):
                known = self.correlations.get(f"{a} {b}", self.correlations.get(f"{b} {a}", 0.0))
                matrix[i, j] = matrix[j, i] = known
        return matrix

    def of(self, criterion: str, unit: Unit) -> Assumed:
        """What to assume of a criterion: learnt numbers, or else those of any criterion like it."""
        generic, learnt = GENERIC[unit], self.criteria.get(criterion, {})
        levels = self.levels(criterion)
        since = max(levels) if levels else None
        return Assumed(
            phi=learnt.get("phi", PHI),
            sd=learnt.get("sd", generic.sd),
            noise=learnt.get("noise", generic.noise),
            base=learnt.get("base", generic.base),
            step=learnt.get("step", generic.step),
            level=levels[since] if since is not None else generic.level,
            level_sd=0.1 * generic.level_sd if since is not None else generic.level_sd,
            since=since,
        )


def usable(data: Mapping[str, Any], year: int) -> Priors:
    """Take from a file of priors what was learnt before ``year``."""
    if int(data["version"]) != VERSION:
        raise ValueError(f"The priors are of version {data['version']}; learn them anew.")
    versions = [int(last) for last in data["by_last_year"] if int(last) < year]
    chosen: Mapping[str, Any] = data["by_last_year"][str(max(versions))] if versions else {}
    score = chosen.get("score", {})
    return Priors(
        units={code: Unit(unit) for code, unit in data["units"].items()},
        by_year=_before(data["levels"], year),
        steps_before=_before(data.get("earlier_steps", {}), year),
        criteria=chosen.get("criteria", {}),
        noise_by_year=_before(data.get("noise_by_year", {}), year),
        correlations=chosen.get("correlations", {}),
        provinces=chosen.get("provinces", PROVINCES),
        bridge=score.get("bridge", BRIDGE),
        bridge_sd=score.get("bridge_sd", BRIDGE_SD),
        learnt_to=max(versions, default=None),
        version=int(data["version"]),
    )


def _before(by_year: Mapping[str, Mapping[str, float]], year: int) -> dict[str, dict[int, float]]:
    return {
        code: {int(y): number for y, number in numbers.items() if int(y) < year}
        for code, numbers in by_year.items()
    }
