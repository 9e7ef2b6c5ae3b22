"""The criteria of the index as its survey computes them: unweighted, and design-based beside it.

The official form is the unweighted one: a mean of item means with "not applicable" dropped item by
item, a share of named answers among those who answered, or a median. Next to it stands the same
figure estimated for the register from the design, with its standard error.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.estimators.descriptive import quantiles
from analysis.estimators.descriptive.means import composite
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats, Mask, mask_of, numbers
from analysis.estimators.frame.shares import indicate_any as named_answers
from analysis.estimators.sample.design import Design
from analysis.estimators.uncertainty.release import LIKERT_HALF_WIDTH
from analysis.estimators.uncertainty.results import Estimate

Measure = Literal["mean", "share", "median"]


@dataclass(frozen=True, slots=True)
class CriterionEstimate:
    """A criterion in its official form and as an estimate for the register.

    ``asked`` counts the rows of the base (who was asked), ``n`` those with an answer to one item at
    least, ``missing`` the empty answers of each item within the base.
    """

    official: float
    estimate: Estimate
    asked: int
    n: int
    missing: Mapping[str, int]


def criterion_estimate(
    design: Design,
    items: Sequence[str] | pd.DataFrame,
    *,
    measure: Measure,
    named: Iterable[Any] = (),
    reverse: float | None = None,
    where: Any = None,
) -> CriterionEstimate:
    """Estimate one criterion from its item columns.

    ``items`` are columns of the design's frame, or a frame of their own with one row for each
    of its rows. ``named`` are the answers that count for a share; ``reverse`` (6 on five points)
    turns ``y`` into ``reverse - y``; ``where`` is the filter of the base, kept as a domain.
    """
    frame = items if isinstance(items, pd.DataFrame) else design.frame[list(items)]
    if not len(frame.columns) or len(frame) != len(design):
        raise EstimationError(
            "A criterion needs at least one item, with one row for every row of the design."
        )
    inside = mask_of(design.frame, where)
    columns = [_answers(frame, name, measure, named, reverse) for name in frame.columns]
    answered = inside & np.isfinite(np.array(columns)).any(axis=0)
    estimate = _estimate(design, columns, inside, measure)
    return CriterionEstimate(
        official=_official(columns, inside, measure),
        estimate=estimate,
        asked=int(inside.sum()),
        n=int(answered.sum()),
        missing={
            str(name): int((inside & ~np.isfinite(column)).sum())
            for name, column in zip(frame.columns, columns, strict=True)
        },
    )


def _answers(
    frame: pd.DataFrame, name: str, measure: Measure, named: Iterable[Any], reverse: float | None
) -> Floats:
    if measure == "share":
        wanted = list(named)
        if not wanted:
            raise EstimationError("A share needs the answers that count; name at least one.")
        return named_answers(frame, name, wanted, known_only=False)
    values = numbers(frame, name)
    return values if reverse is None else reverse - values


def _official(columns: Sequence[Floats], inside: Mask, measure: Measure) -> float:
    answered = [column[inside & np.isfinite(column)] for column in columns]
    if not all(len(values) for values in answered):
        return math.nan
    middle = np.median if measure == "median" else np.mean
    return float(np.mean([middle(values) for values in answered]))


def _estimate(
    design: Design, columns: Sequence[Floats], inside: Mask, measure: Measure
) -> Estimate:
    if measure == "median":
        if len(columns) != 1:
            raise EstimationError("A median criterion has exactly one item.")
        return quantiles.of_values(design, columns[0], 0.5, rule="woodruff", where=inside)
    if measure == "share":
        return composite(design, columns, kind="share", where=inside)
    estimate = composite(design, columns, kind="mean", where=inside)
    return replace(estimate, half_width_limit=LIKERT_HALF_WIDTH)
