"""A checked request becomes figures: from a specification and a frame to printable values."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.frame.arrays import require_columns
from analysis.estimators.frame.dictionary import Dictionary
from analysis.estimators.frame.levels import read_condition
from analysis.estimators.sample import weights
from analysis.estimators.sample.design import Design
from analysis.estimators.specification.runner.calibration import adjust_weights, totals_of
from analysis.estimators.specification.runner.figures import NOTHING_KNOWN, figures
from analysis.estimators.specification.runner.models import fit_model, run_test
from analysis.estimators.specification.runner.replicates import Load, with_replicates
from analysis.estimators.specification.runner.response import adjusted_row, response_row
from analysis.estimators.specification.runner.scores import score_row
from analysis.estimators.specification.runner.values import printable
from analysis.estimators.specification.spec import Spec

__all__ = ["Load", "build_calibrated_design", "figures", "fit_model", "run", "run_test"]


def run(
    spec: Spec, frame: pd.DataFrame, load: Load, dictionary: Dictionary = NOTHING_KNOWN
) -> dict[str, Any]:
    """Compute everything a specification asks for.

    ``load`` reads the file of replicate weights it may name; ``dictionary`` tells what the file of
    the data says of its codes.
    """
    known = dictionary.joined(spec.data.dictionary)
    coded = known.coded(frame, besides=_design_columns(spec))
    design, steps = build_calibrated_design(spec, coded, load, known)
    by_name = {one.name: one for one in spec.estimates}
    tests = [run_test(design, one, known) for one in spec.tests]
    return {
        "estimates": [row for one in spec.estimates for row in figures(design, one, known)],
        "scores": [score_row(design, one, by_name, known) for one in spec.scores],
        "tests": tests,
        "adjusted": [adjusted_row(one, tests) for one in spec.adjustments],
        "models": [fit_model(design, one, known) for one in spec.models],
        "response": [response_row(one) for one in spec.responses],
        "weights": _weights(design, steps),
    }


def build_calibrated_design(
    spec: Spec, frame: pd.DataFrame, load: Load, dictionary: Dictionary = NOTHING_KNOWN
) -> tuple[Design, list[weights.Summary]]:
    """Build the design of a specification and adjust its weights, step by step."""
    require_columns(frame, _columns_named(spec))
    frame = _categorise_domains(frame, {name for one in spec.estimates for name in one.by})
    kept = np.full(len(frame), True)
    if spec.design.keep:
        kept = read_condition(spec.design.keep, frame, dictionary).rows(frame)
    design = Design(
        frame[kept],
        weight=spec.design.weights or None,
        strata=spec.design.strata,
        clusters=spec.design.clusters,
        population=spec.design.fpc,
        lonely=spec.design.lonely,  # type: ignore[arg-type]  # checked by the specification
        domain_lonely=spec.design.domain_lonely,
    )
    if spec.replicates is not None:
        design = with_replicates(design, spec.replicates, frame, kept, load)
    steps = []
    for calibration in spec.calibrations:
        margins = [
            weights.margin(design.frame, one.by, totals_of(design.frame, one, dictionary))
            for one in calibration.margins
            if one.by
        ]
        before, design = design, adjust_weights(design, calibration, margins)
        steps.append(weights.summary(before, design, calibration.method, margins))
    return design, steps


def _categorise_domains(frame: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    """Number the texts of domain columns once, not once a figure."""
    texts = [name for name in names if isinstance(frame[name].dtype, pd.StringDtype)]
    return frame.astype(dict.fromkeys(texts, "category"))


def _design_columns(spec: Spec) -> list[str]:
    """Name the columns that say how the sample was drawn: no answers of anybody."""
    plan = spec.design
    return [plan.weights, *plan.strata, *plan.clusters, *plan.fpc]


def _columns_named(spec: Spec) -> list[str]:
    names = _design_columns(spec)
    for calibration in spec.calibrations:
        names.extend(name for one in calibration.margins for name in (*one.by, one.variable))
    for one in spec.estimates:
        names.extend((*one.variables, one.denominator, *one.by))
    return [name for name in names if name]


def _weights(design: Design, steps: Sequence[weights.Summary]) -> dict[str, Any]:
    used = design.weights[design.weights != 0]
    kish = design.kish()
    return {
        "n": len(used),
        "sum": printable(float(used.sum())),
        "min": printable(float(used.min())),
        "max": printable(float(used.max())),
        "mean": printable(float(used.mean())),
        "deff_kish": printable(kish),
        "n_effective": printable(len(used) / kish),
        "calibration": [
            {
                "method": step.method,
                "smallest_factor": printable(step.smallest_factor),
                "largest_factor": printable(step.largest_factor),
                "largest_miss": printable(step.largest_miss),
            }
            for step in steps
        ],
    }
