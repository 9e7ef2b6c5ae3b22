"""What each step of weighting does to the spread of weights and to every criterion."""

from dataclasses import replace

import numpy as np

from analysis.estimators.descriptive.measures import criterion_estimate
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.sample.design import Design
from analysis.numbers import Weighting, WeightStep
from analysis.waves.sample import Sample, finite
from analysis.waves.weighting import untrimmed


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
        designs["calibration"] = untrimmed(base, plan, taken.register)
        designs["trimming"] = taken.design
    return replace(plan, steps=tuple(_step(code, one, taken) for code, one in designs.items()))


def _before_answers(taken: Sample) -> tuple[Floats, Floats]:
    """Weights as drawn, N over n, and as far as those drawn are in business."""
    by_code = {row.code: row for row in taken.counts}
    rows = [by_code[code] for code in taken.answered.strata]
    asked = np.array([max(row.asked, row.used, 1) for row in rows], dtype=float)
    population = np.array([row.population for row in rows], dtype=float)
    return population / asked, np.array([row.eligible for row in rows], dtype=float) / asked


def _step(code: str, design: Design, taken: Sample) -> WeightStep:
    found = {
        name: criterion_estimate(design, one.items, measure=one.measure, named=[1.0]).estimate  # type: ignore[arg-type]
        for name, one in taken.criteria.items()
    }
    least = float(design.weights.min())
    return WeightStep(
        code=code,
        kish=design.kish(),
        ratio=float(design.weights.max() / least) if least > 0 else None,
        values={name: one.value for name, one in found.items() if finite(one.value) is not None},
        errors={name: one.se for name, one in found.items() if finite(one.se) is not None},
    )
