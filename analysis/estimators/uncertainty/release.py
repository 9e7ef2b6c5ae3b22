"""Whether a figure may be shown, how, and why not.

Shares follow the presentation standards of the NCHS (Parker et al. 2017, Vital and Health
Statistics 2/175), means and totals the coefficient of variation; no cell may rest on fewer than
five respondents, no total on one dominant respondent. ``complementary`` finds what else must be
hidden so that a suppressed cell cannot be had by subtraction.
"""

import math
from collections.abc import Mapping
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
DOMINANT_SHARE = 0.5

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


def _verdict(suppress: list[str], review: list[str], mark: list[str]) -> Release:
    for status, reasons in (("suppress", suppress), ("review", review), ("mark", mark)):
        if reasons:
            return Release(status, tuple(suppress + review + mark))  # type: ignore[arg-type]
    return Release("show")


def share(p: float, se: float, df: float, n: int, n_effective: float) -> Release:
    """Judge a share by sample size, Korn-Graubard width, degrees of freedom and events."""
    if n == 0 or math.isnan(p):
        return Release("suppress", ("no-answers",))
    suppress: list[str] = []
    review: list[str] = []
    mark: list[str] = []
    if n < SMALLEST_CELL:
        suppress.append("cell")
    if n < SMALLEST_BASE:
        suppress.append("base")
    if math.isfinite(n_effective) and n_effective < SMALLEST_BASE <= n:
        suppress.append("effective-base")
    if p in {0.0, 1.0}:
        review.append("events")
    elif se == 0 or math.isnan(se):
        review.append("variance")
    if df < FEWEST_DF:
        review.append("df")
    if "variance" not in review:
        low, high = korn_graubard(p, se, df, n, 0.95)
        width = high - low
        if width >= WIDE:
            suppress.append("wide")
        elif width > NARROW:
            if width > RELATIVE * p:
                suppress.append("relative")
            if width > RELATIVE * (1 - p):
                mark.append("complement")
    return _verdict(suppress, review, mark)


def magnitude(
    value: float, se: float, df: float, n: int, half_width_limit: float | None = None
) -> Release:
    """Judge a mean, a ratio, a total or a median by its coefficient of variation.

    With ``half_width_limit`` (0.25 for a five-point scale) the 95 % half-width decides instead: on
    a scale the coefficient of variation depends on where the scale starts.
    """
    if n == 0 or math.isnan(value):
        return Release("suppress", ("no-answers",))
    suppress: list[str] = []
    review: list[str] = []
    mark: list[str] = []
    if n < SMALLEST_CELL:
        suppress.append("cell")
    if math.isnan(se):
        review.append("variance")
    elif half_width_limit is not None:
        if 1.96 * se > half_width_limit:
            suppress.append("half-width")
    else:
        cv = se / abs(value) if value else math.inf if se else 0.0
        if cv > CV_SUPPRESS:
            suppress.append("cv")
        elif cv > CV_PRINT:
            mark.append("cv-mark")
    if df < FEWEST_DF:
        review.append("df")
    return _verdict(suppress, review, mark)


def is_dominated(contributions: Floats) -> bool:
    """Say whether one respondent makes up more than half of a total of magnitudes."""
    sizes = np.abs(contributions[np.isfinite(contributions)])
    return bool(len(sizes) and sizes.max() > DOMINANT_SHARE * sizes.sum() and sizes.max() > 0)


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
    """Return the domains of a one-way table to hide when its total is printed as well."""
    row = complementary(pd.DataFrame([dict(sizes)]), smallest).iloc[0]
    return frozenset(str(name) for name in row.index[row])
