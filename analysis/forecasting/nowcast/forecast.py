"""What is told of one province: quantiles, chances, and what moves and what blurs the forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from analysis.forecasting.nowcast.country import Country, with_own
from analysis.forecasting.nowcast.draws import Scored
from analysis.forecasting.nowcast.own_survey import Lean

Floats = NDArray[np.float64]
LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
RANKS = (10, 20, 30, 40)


@dataclass(frozen=True, slots=True)
class Summary:
    """A forecast distribution in numbers."""

    mean: float
    sd: float
    q: Mapping[float, float]

    @classmethod
    def of(cls, draws: Floats) -> "Summary":
        """Summarise draws."""
        q = np.quantile(draws, LEVELS)
        return cls(
            float(draws.mean()), float(draws.std()), dict(zip(LEVELS, q.tolist(), strict=True))
        )

    def as_dict(self) -> dict[str, Any]:
        """Give the form in which forecasts are written to files."""
        return {"mean": self.mean, "sd": self.sd, "q": {f"{k:g}": v for k, v in self.q.items()}}


@dataclass(frozen=True, slots=True)
class Part:
    """What one criterion does to the forecast of the score."""

    criterion: str
    expected_change: float | None  # in score points since the last edition; None if it is new
    uncertainty: float  # its share of the variance of the score
    per_unit: float | None  # score points for one unit more (a share: one percentage point)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast of one province."""

    province: str
    criteria: Mapping[str, Summary]
    score: Summary
    rank: Summary | None  # None where too few provinces are known
    p_rank_at_most: Mapping[int, float]
    last_score: float | None
    p_above_last: float | None
    parts: tuple[Part, ...]
    lean: Lean | None
    draws: "Draws"
    last_year: int | None = None  # of the last published score
    checklist: Lean | None = None  # of an own score in points

    def p_at_least(self, target: float) -> float:
        """Chance that the score reaches a target."""
        return float(np.mean(self.draws.score >= target))

    @property
    def expected_change(self) -> float | None:
        """Mean of the forecast less the last published score."""
        return None if self.last_score is None else self.score.mean - self.last_score

    @property
    def basket_change(self) -> float | None:
        """What of the expected change no criterion's own movement explains.

        New, dropped and reweighted criteria: with the basket of the last edition it is 0 but for
        the rounding of its scale ends.
        """
        change = self.expected_change
        if change is None:
            return None
        return change - sum(part.expected_change or 0.0 for part in self.parts)

    def as_dict(self) -> dict[str, Any]:
        """Give the form in which forecasts are written to files."""
        chances = {str(k): p for k, p in self.p_rank_at_most.items()}
        rank = None if self.rank is None else self.rank.as_dict() | {"p_at_most": chances}
        return {
            "criteria": {code: summary.as_dict() for code, summary in self.criteria.items()},
            "score": self.score.as_dict(),
            "rank": rank,
            "last_score": self.last_score,
            "last_year": self.last_year,
            "p_above_last": self.p_above_last,
            "expected_change": self.expected_change,
            "basket_change": self.basket_change,
            "parts": [
                {
                    "criterion": part.criterion,
                    "expected_change": part.expected_change,
                    "uncertainty": part.uncertainty,
                    "per_unit": part.per_unit,
                }
                for part in self.parts
            ],
            "own_survey": _lean_parameters(self.lean),
            "own_checklist": _lean_parameters(self.checklist),
        }


def _lean_parameters(lean: Lean | None) -> dict[str, float] | None:
    return None if lean is None else {"mu": lean.mu, "tau": lean.tau, "omega": lean.omega}


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws behind a forecast."""

    values: Floats  # draws x criteria
    score: Floats
    rank: Floats | None


def forecast(everywhere: Country, province: str, rng: Generator, *, own: bool = True) -> Forecast:
    """Forecast one province, with its own survey if it has one and ``own`` is true."""
    known = everywhere.model.known
    at = known.provinces.index(province)
    view = with_own(everywhere, at, rng) if own else None
    drawn = view.drawn if view else everywhere.drawn
    scores = drawn.scores
    score = scores[:, at]
    rank = 1.0 + (scores > score[:, None]).sum(1) if everywhere.model.whole_country else None
    last_year, last = _last_published(known.scores.T[province])
    values = drawn.values[:, at]
    return Forecast(
        province=province,
        criteria={item.criterion: Summary.of(values[:, k]) for k, item in enumerate(known.items)},
        score=Summary.of(score),
        rank=None if rank is None else Summary.of(rank),
        p_rank_at_most={k: float(np.mean(rank <= k)) for k in RANKS if rank is not None},
        last_score=last,
        p_above_last=None if last is None else float(np.mean(score > last)),
        parts=tuple(_parts(everywhere, drawn, at)),
        lean=view.lean if view else None,
        draws=Draws(values, score, rank),
        last_year=last_year,
        checklist=view.checklist if view else None,
    )


def _last_published(scores: "pd.Series[float]") -> tuple[int | None, float | None]:
    """Find the newest edition in which a province has a score, and the score."""
    published = scores.dropna()
    if published.empty:
        return None, None
    return int(published.index[-1]), float(published.iloc[-1])


def _parts(everywhere: Country, drawn: Scored, at: int) -> list[Part]:
    points = drawn.points[:, at]
    score = points.sum(1)
    total = max(float(np.var(score)), 1e-12)
    parts = []
    for k, (item, criterion) in enumerate(
        zip(everywhere.model.known.items, everywhere.model.criteria, strict=True)
    ):
        raw = criterion.history.raw[at]
        seen = raw[np.isfinite(raw)]
        width = item.high - item.low
        per_unit = item.direction * item.weight * 9 / width if np.isfinite(width) else None
        change = None
        if per_unit is not None and len(seen):
            share = 9 * (seen[-1] - item.low) / width
            last = item.weight * (1 + share if item.direction > 0 else 10 - share)
            change = float(points[:, k].mean() - last)
        shared = float(np.mean((points[:, k] - points[:, k].mean()) * (score - score.mean())))
        if per_unit is not None and item.unit == "share":
            per_unit /= 100
        parts.append(Part(item.criterion, change, shared / total, per_unit))
    return parts


def seed_generator(seed: int, *words: str | int) -> Generator:
    """Give a generator of its own to each province and purpose, whatever is computed beside it."""
    text = "/".join(map(str, words)).encode()
    return default_rng([seed, *text])
