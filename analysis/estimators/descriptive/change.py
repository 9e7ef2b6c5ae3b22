r"""Differences between waves: of two samples, or of two waves that share enterprises.

:math:`V(\hat\theta_2 - \hat\theta_1) = V_1 + V_2 - 2 C`. Independent samples have :math:`C = 0`;
with units in both, :math:`C = \sum_i d_{1i} d_{2i}` over the shared units, ``d`` being the scaled
deviation of a unit from its stratum mean in each wave (Särndal, Swensson, Wretman 1992, 9.9).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.estimators.descriptive.means import estimate_with_scores
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats, Mask, plain, require_columns
from analysis.estimators.sample.design import Design
from analysis.estimators.sample.variance import first_stage
from analysis.estimators.uncertainty.distributions import student_tails
from analysis.estimators.uncertainty.results import Estimate, Kind

Parts = Mapping[Any, float]  # of a sum of squares that is a variance, by the label of a unit


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two waves, with the test that nothing changed."""

    before: Estimate
    after: Estimate
    difference: Estimate
    correlation: float  # between the two estimates: zero for independent samples
    shared: int  # first-stage units in both waves

    @property
    def p(self) -> float:
        """Return the two-sided p-value of no change."""
        if not self.difference.se > 0:
            return math.nan
        return student_tails(self.difference.value / self.difference.se, self.difference.df)


def independent(before: Estimate, after: Estimate) -> Change:
    """Compare two estimates from independent samples. See Welch (1947) for the df."""
    return _change(before, after, 0.0, 0)


def panel(
    before: Design,
    after: Design,
    y: str,
    *,
    unit: str,
    kind: Kind = "mean",
    denominator: str | None = None,
    where_before: Any = None,
    where_after: Any = None,
) -> Change:
    """Compare two waves of which some units took part in both.

    ``unit`` names the column that tells who is who: one label for each first-stage unit.
    """
    waves = []
    for design, where in ((before, where_before), (after, where_after)):
        if design.replicates is not None:
            raise EstimationError("Replicate weights of two waves do not tell who is who.")
        one, z, inside = estimate_with_scores(
            design, y, kind=kind, denominator=denominator, where=where
        )
        waves.append((one, _by_unit(design, unit, z, inside)))
    (first, first_units), (second, second_units) = waves
    return overlapping(first, second, first_units, second_units)


def overlapping(
    before: Estimate, after: Estimate, parts_before: Parts, parts_after: Parts
) -> Change:
    """Compare two estimates of which the parts of each unit are known (:func:`unit_parts`)."""
    shared = parts_before.keys() & parts_after.keys()
    covariance = math.fsum(parts_before[label] * parts_after[label] for label in shared)
    return _change(before, after, covariance, len(shared))


def unit_parts(design: Design, scores: Floats, labels: Sequence[Any]) -> dict[Any, float]:
    """Return what each row, a unit of its own, adds to the error of a statistic, by its label."""
    everybody = np.ones(len(design), dtype=np.bool_)
    deviations = first_stage(design, scores[:, None], everybody)[:, 0]
    return dict(zip(labels, map(float, deviations), strict=True))


def _by_unit(design: Design, unit: str, z: Floats, inside: Mask) -> dict[Any, float]:
    """Return each first-stage unit's part of the estimate, by its label."""
    require_columns(design.frame, [unit])
    deviations = first_stage(design, z[:, None], inside)[:, 0]
    labels = design.frame[unit].to_numpy()
    rows_of_unit = np.empty(len(deviations), dtype=np.intp)
    rows_of_unit[design.stages[0].units] = np.arange(len(design))
    names = [plain(labels[row]) for row in rows_of_unit]
    if len(set(names)) < len(names):
        raise EstimationError(
            f"Column {unit!r} has the same label for two units of one wave, so shared units cannot "
            "be told; give each first-stage unit its own label."
        )
    return dict(zip(names, map(float, deviations), strict=True))


def _change(before: Estimate, after: Estimate, covariance: float, shared: int) -> Change:
    both = before.se**2 + after.se**2
    variance = max(both - 2 * covariance, 0.0)  # NaN, where it stands first, stays
    parts = before.se**4 / before.df if before.df else math.nan
    parts += after.se**4 / after.df if after.df else math.nan
    product = before.se * after.se
    difference = Estimate(
        value=after.value - before.value,
        se=math.sqrt(variance),
        df=both**2 / parts if parts > 0 else min(before.df, after.df),
        n=before.n + after.n,
        kind="difference",
    )
    return Change(before, after, difference, covariance / product if product else 0.0, shared)
