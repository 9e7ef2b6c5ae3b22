"""Whether a figure may be shown, how, and why not: one rule for text, table, file and forecast.

:func:`judge` is that rule. No figure rests on fewer than 30 respondents, no cell on fewer than
five, no total on one dominant respondent. Shares (and means of 0 and 1, which are shares) follow
the presentation standards of the NCHS (Parker et al. 2017, Vital and Health Statistics 2/175),
ratings the half-width of their interval, other means, ratios, totals and medians the coefficient
of variation. ``complementary`` finds what else must be hidden so that a suppressed cell cannot be
had by subtraction.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.uncertainty.intervals import korn_graubard

Status = Literal["show", "mark", "review", "suppress"]

SMALLEST_CELL = 5  # respondents, for confidentiality
SMALLEST_BASE = 30  # respondents and effective respondents, for precision
FEWEST_DF = 8
NARROW, WIDE, RELATIVE = 0.05, 0.30, 1.30  # widths of the 95 % interval of a share
CV_PRINT, CV_SUPPRESS = 0.15, 0.30
LIKERT_HALF_WIDTH = 0.25
HALF_WIDTH_FACTOR = 1.96
DOMINANT_SHARE = 0.5
SMALLEST_MEASURED = 0.5  # of the weight of a score
ROUNDING = 1e-9  # of a sum of weights
CONFIDENTIAL = frozenset({"cell", "dominance"})  # reasons that protect respondents

SENTENCES = {
    "no-answers": "nobody answered",
    "cell": f"fewer than {SMALLEST_CELL} respondents",
    "base": f"fewer than {SMALLEST_BASE} respondents",
    "effective-base": f"fewer than {SMALLEST_BASE} effective respondents",
    "wide": "the interval is 30 points wide or wider",
    "relative": "the interval is wider than 130 % of the share",
    "complement": "the interval is wider than 130 % of the complement of the share",
    "df": f"fewer than {FEWEST_DF} degrees of freedom",
    "events": "no event, or nothing else",
    "variance": "the variance cannot be estimated",
    "cv-mark": "the coefficient of variation lies between 15 and 30 %",
    "cv": "the coefficient of variation is above 30 %",
    "half-width": "the interval is wider than ±0.25 points of the scale",
    "dominance": "one respondent makes up more than half of the total",
    "bounds": "the interval has an open end",
    "part": "a part of it is held back",
    "measured": "less than half of its weight is measured by this sample",
}


@dataclass(frozen=True, slots=True)
class Release:
    """How a figure may be shown; ``reasons`` are keys of :data:`SENTENCES`."""

    status: Status
    reasons: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Say whether the figure may be printed without a person's review."""
        return self.status in {"show", "mark"}

    @property
    def reason(self) -> str:
        """Say in one sentence why the figure is marked, held back or to be reviewed."""
        return "; ".join(SENTENCES[key] for key in self.reasons)


def judge(
    *,
    kind: str,
    value: float,
    se: float,
    df: float,
    n: int,
    n_effective: float = math.nan,
    half_width_limit: float | None = None,
    dominated: bool = False,
    bounds: tuple[float, float] | None = None,
) -> Release:
    """Judge any figure; ``kind`` is share, mean, ratio, total, quantile or difference.

    ``half_width_limit`` (0.25 for a five-point scale) judges a mean of ratings, whose coefficient
    of variation would depend on where the scale starts; ``bounds`` are a quantile's own interval.
    """
    if n == 0 or math.isnan(value):
        return Release("suppress", ("no-answers",))
    found = _Reasons()
    found.add("suppress", "cell", n < SMALLEST_CELL)
    found.add("suppress", "base", n < SMALLEST_BASE)
    if kind == "share":
        _judge_share(found, value, se, df, n, n_effective)
    else:
        found.add("review", "variance", math.isnan(se) or se == 0)
        _judge_magnitude(found, kind, value, se, half_width_limit)
    found.add("review", "df", df < FEWEST_DF)
    found.add("suppress", "dominance", dominated)
    found.add("suppress", "bounds", bounds is not None and any(map(math.isnan, bounds)))
    return found.verdict()


class _Reasons:
    """Reasons by what they lead to; the gravest decides."""

    def __init__(self) -> None:
        self.by_status: dict[Status, list[str]] = {"suppress": [], "review": [], "mark": []}

    def add(self, status: Status, reason: str, holds: bool) -> None:
        if holds:
            self.by_status[status].append(reason)

    def verdict(self) -> Release:
        reasons = tuple(reason for listed in self.by_status.values() for reason in listed)
        for status, listed in self.by_status.items():
            if listed:
                return Release(status, reasons)
        return Release("show")


def _judge_share(
    found: _Reasons, p: float, se: float, df: float, n: int, n_effective: float
) -> None:
    """Judge a share by its effective sample, its events and its Korn-Graubard width."""
    small = math.isfinite(n_effective) and n_effective < SMALLEST_BASE <= n
    found.add("suppress", "effective-base", small)
    events = p in {0.0, 1.0}
    unknown = not events and (se == 0 or math.isnan(se))
    found.add("review", "events", events)
    found.add("review", "variance", unknown)
    if unknown:
        return
    low, high = korn_graubard(p, se, df, n, 0.95)
    width = high - low
    found.add("suppress", "wide", width >= WIDE)
    if NARROW < width < WIDE:
        found.add("suppress", "relative", width > RELATIVE * p)
        found.add("mark", "complement", width > RELATIVE * (1 - p))


def _judge_magnitude(
    found: _Reasons, kind: str, value: float, se: float, half_width_limit: float | None
) -> None:
    """Judge a rating by its half-width, else by the coefficient of variation, a difference not."""
    if math.isnan(se) or se == 0:
        return
    if half_width_limit is not None:
        found.add("suppress", "half-width", HALF_WIDTH_FACTOR * se > half_width_limit)
    elif kind != "difference":
        cv = se / abs(value) if value else math.inf
        found.add("suppress", "cv", cv > CV_SUPPRESS)
        found.add("mark", "cv-mark", CV_PRINT < cv <= CV_SUPPRESS)


def judge_score(parts: Iterable[Release], measured: float = 1.0) -> Release:
    """Judge a weighted sum by its parts: what is held back must not be had from it.

    ``measured`` is the share of the weight this sample measured itself; with less than half of it
    the sum tells of known values more than of the sample, and is suppressed.

    One part held back follows from the sum and the others; where that would point at respondents
    (few in a cell, one that dominates), the sum is held back with it. Otherwise the part is only
    too uncertain by itself, or several can only be told together: a person reviews.
    """
    if measured < SMALLEST_MEASURED - ROUNDING:
        return Release("suppress", ("measured",))
    held = [part for part in parts if part.status == "suppress"]
    if not held:
        return Release("show")
    alone = len(held) == 1 and not CONFIDENTIAL.isdisjoint(held[0].reasons)
    return Release("suppress" if alone else "review", ("part",))


def is_dominated(contributions: Floats) -> bool:
    """Say whether one respondent makes up more than half of a total of magnitudes."""
    sizes = np.abs(contributions[np.isfinite(contributions)])
    return bool(len(sizes) and sizes.max() > DOMINANT_SHARE * sizes.sum())


def complementary(
    counts: pd.DataFrame, smallest: int = SMALLEST_CELL, hide: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return which cells of a table with printed margins must be hidden.

    ``counts`` has one row and one column a category. Cells with 1 to ``smallest - 1`` respondents
    (or marked in ``hide``) are hidden first; then, while a row or a column has exactly one hidden
    cell, its smallest other non-empty cell is hidden too, so that no subtraction uncovers it.
    """
    if (counts < 0).any(axis=None):
        raise EstimationError("A table of respondents has no negative cell; check the counts.")
    values = counts.to_numpy(dtype=float)
    hidden = (values > 0) & (values < smallest)
    if hide is not None:
        hidden |= hide.to_numpy(dtype=bool)
    while True:
        before = hidden.sum()
        for lines, kept in ((values, hidden), (values.T, hidden.T)):
            for numbers, masked in zip(lines, kept, strict=True):
                others = np.flatnonzero(~masked & (numbers > 0))
                if masked.sum() == 1 and len(others):
                    masked[others[np.argmin(numbers[others])]] = True
        if hidden.sum() == before:
            return pd.DataFrame(hidden, index=counts.index, columns=counts.columns)


def domains_to_hide(sizes: Mapping[str, int], smallest: int = SMALLEST_CELL) -> frozenset[str]:
    """Return the domains of a one-way table to hide when its total is printed as well.

    What :func:`complementary` says of a table of one row, a thousand times a wave.
    """
    if min(sizes.values(), default=0) < 0:
        raise EstimationError("A table of respondents has no negative cell; check the counts.")
    hidden = {name for name, n in sizes.items() if 0 < n < smallest}
    others = [name for name, n in sizes.items() if n > 0 and name not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda name: sizes[name]))
    return frozenset(hidden)
