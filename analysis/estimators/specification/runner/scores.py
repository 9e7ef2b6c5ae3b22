"""Scores of a specification: criteria of one sample, weighted into points from 1 to 10."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.descriptive.subindex import CriterionSample, score
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import mask_of
from analysis.estimators.frame.dictionary import Dictionary
from analysis.estimators.index import Basket, IndexRefusal, Scoring, Unit
from analysis.estimators.sample.design import Design
from analysis.estimators.specification.runner.figures import estimates_of, item_values
from analysis.estimators.specification.runner.values import printable, rows_of
from analysis.estimators.specification.spec import CriterionSpec, EstimateSpec, ScoreSpec
from analysis.estimators.uncertainty.release import judge_score

SCORED = {"mean": "mean", "share": "share", "quantile": "median"}


def score_row(
    design: Design, spec: ScoreSpec, figures: Mapping[str, EstimateSpec], dictionary: Dictionary
) -> dict[str, Any]:
    """Estimate one score with the standard error of its sample."""
    samples = {
        part.name: _sample(design, part.name, figures[part.estimate], dictionary)
        for part in spec.criteria
        if part.estimate
    }
    known = {part.name: part.value for part in spec.criteria if part.value is not None}
    errors = {part.name: part.se for part in spec.criteria if part.value is not None}
    try:
        basket = Basket(0, tuple(map(_scoring, spec.criteria)))
        found = score(design, list(samples.values()), basket, known, errors)
    except IndexRefusal as refusal:
        problems = " ".join(
            problem.removeprefix("0, ").removeprefix("0: ") for problem in refusal.problems
        )
        raise EstimationError(f"[[score]] {spec.name!r}: {problems}") from None
    low, high = found.interval(spec.confidence)
    values = known | {name: sample.estimate.value for name, sample in samples.items()}
    measured = _measured(spec, samples)
    release = judge_score(
        [sample.estimate.release for sample in samples.values()], measured["weight"]
    )
    return {
        "name": spec.name,
        "value": printable(found.value),
        "se": printable(found.se),
        "df": printable(found.df),
        "ci_low": printable(low),
        "ci_high": printable(high),
        "measured": measured,
        "criteria": [_part_row(part, values[part.name], basket) for part in spec.criteria],
        "publish": release.allowed,
        "release": {"status": release.status, "reasons": list(release.reasons)},
    }


def _measured(spec: ScoreSpec, samples: Collection[str]) -> dict[str, Any]:
    """Count the criteria this sample measured, and their share of the weight."""
    whole = sum(part.weight for part in spec.criteria)
    own = sum(part.weight for part in spec.criteria if part.name in samples)
    return {"criteria": len(samples), "of": len(spec.criteria), "weight": own / whole}


def _scoring(part: CriterionSpec) -> Scoring:
    """Take a criterion as points without a unit: what it may be, its own figure has said."""
    return Scoring(
        part.name, part.weight, part.direction, part.scale_min, part.scale_max, Unit.FREE
    )


def _sample(
    design: Design, name: str, spec: EstimateSpec, dictionary: Dictionary
) -> CriterionSample:
    if (
        spec.by
        or spec.measure not in SCORED
        or (spec.measure == "quantile" and not _is_median(spec))
    ):
        raise EstimationError(
            f"The criterion {name!r} of a score is a mean, a share or a median without by."
        )
    where = rows_of(design, spec.where, dictionary)
    inside = mask_of(design.frame, where)
    columns = item_values(design, spec, dictionary)
    items = pd.DataFrame({str(at): np.where(inside, y, np.nan) for at, y in enumerate(columns)})
    ((_, estimate),) = estimates_of(design, spec, dictionary, where)
    return CriterionSample(name, SCORED[spec.measure], items, estimate)


def _is_median(spec: EstimateSpec) -> bool:
    return spec.probability == 0.5


def _part_row(part: CriterionSpec, value: float, basket: Basket) -> dict[str, Any]:
    points = basket[part.name].points(value)
    return {
        "name": part.name,
        "value": printable(value),
        "points": printable(points),
        "outside_scale": not 1 <= points <= 10,
        "weight": part.weight,
    }
