"""What each step of weighting does to the spread of weights and to every criterion."""

from dataclasses import replace

import numpy as np

from analysis.estimators.descriptive.distribution import Distribution
from analysis.estimators.descriptive.measures import criterion_estimate
from analysis.estimators.descriptive.subindex import CriterionSample
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.sample.design import Design
from analysis.numbers import Weighting, WeightStep
from analysis.waves.sample import Sample, finite
from analysis.waves.weighting import calibrate_without_bounds


def with_steps(taken: Sample) -> Weighting:
    """Return the weighting of a sample with the figures as they are after each of its steps."""
    base, plan = taken.base, taken.weighting
    drawn, eligible = _before_answers(taken)
    designs = {
        "design": base.reweighted(drawn),
        "eligibility": base.reweighted(eligible),
        "response": base,
    }
    if plan.is_calibrated:
        designs["calibration"] = calibrate_without_bounds(base, plan, taken.register)
        designs["trimming"] = taken.design
    steps = tuple(_step(code, one, taken) for code, one in designs.items())
    return replace(plan, steps=steps)


def _before_answers(taken: Sample) -> tuple[Floats, Floats]:
    """Weights as drawn, N over n, and as far as those drawn are in business."""
    by_code = {row.code: row for row in taken.counts}
    rows = [by_code[code] for code in taken.answered.strata]
    asked = np.array([max(row.asked, row.used, 1) for row in rows], dtype=float)
    population = np.array([row.population for row in rows], dtype=float)
    return population / asked, np.array([row.eligible for row in rows], dtype=float) / asked


def _step(code: str, design: Design, taken: Sample) -> WeightStep:
    values = {name: _value(design, one) for name, one in taken.criteria.items()}
    errors = _errors(code, taken)
    least = float(design.weights.min())
    return WeightStep(
        code=code,
        kish=design.kish(),
        ratio=float(design.weights.max() / least) if least > 0 else None,
        values={name: value for name, value in values.items() if finite(value) is not None},
        errors={name: se for name, se in errors.items() if finite(se) is not None},
    )


def _value(design: Design, criterion: CriterionSample) -> float:
    """Estimate a criterion without its error, which is told before and after calibration alone."""
    columns = [criterion.items[name].to_numpy(dtype=float) for name in criterion.items.columns]
    there = [np.isfinite(y) for y in columns]
    pairs = [(y[seen], design.weights[seen]) for y, seen in zip(columns, there, strict=True)]
    if criterion.measure == "median":
        return float(Distribution(*pairs[0]).quantile(0.5, "woodruff"))
    return float(np.mean([np.average(y, weights=w) for y, w in pairs if w.sum()]))


def _errors(code: str, taken: Sample) -> dict[str, float]:
    if code == "trimming":
        return {name: one.estimate.se for name, one in taken.criteria.items()}
    if code != "response":
        return {}
    return {
        name: criterion_estimate(
            taken.base,
            one.items,
            measure=one.measure,  # type: ignore[arg-type]
            named=[1.0],
        ).estimate.se
        for name, one in taken.criteria.items()
    }
