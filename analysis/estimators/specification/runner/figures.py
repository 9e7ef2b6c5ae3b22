"""Figures of a specification, one row a domain."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.descriptive import means, quantiles
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Mask, codes, numbers
from analysis.estimators.frame.shares import indicator
from analysis.estimators.sample.design import Design
from analysis.estimators.specification.runner.values import printable, rows_of
from analysis.estimators.specification.spec import EstimateSpec
from analysis.estimators.uncertainty.release import is_dominated
from analysis.estimators.uncertainty.results import Estimate


def figures(design: Design, spec: EstimateSpec) -> list[dict[str, Any]]:
    """Estimate one figure in every domain it asks for, one row each."""
    where = rows_of(design, spec.where)
    if spec.measure == "quantile":
        pairs = quantiles.by_domain(
            design,
            spec.variable,
            spec.probability,
            rule=spec.rule,
            by=spec.by,
            where=where,
            level=spec.confidence,
            method=spec.interval,
        )
    elif spec.measure == "share":
        level = _level(design.frame, spec)
        y = indicator(design.frame, spec.variable, level)
        pairs = means.estimates(design, y, kind="share", by=spec.by, where=where)
    else:
        pairs = means.estimates(
            design,
            spec.variable,
            kind=spec.measure,  # type: ignore[arg-type]  # checked by specfile
            denominator=spec.denominator or None,
            by=spec.by,
            where=where,
        )
    return [_row(design, spec, dict(key), one, where) for key, one in pairs]


def _level(frame: pd.DataFrame, spec: EstimateSpec) -> Any:
    if spec.level is not None:
        return spec.level
    levels = codes(frame, spec.variable)[1]
    if set(levels) <= {0, 1}:
        return 1
    shown = ", ".join(map(str, levels[:20]))
    raise EstimationError(
        f"The share {spec.name!r} needs a level of {spec.variable!r}; it has: {shown}."
    )


def _row(
    design: Design, spec: EstimateSpec, key: dict[str, Any], one: Estimate, where: Mask | None
) -> dict[str, Any]:
    low, high = one.interval(spec.confidence, spec.interval)
    release = one.release
    if spec.measure == "total" and release.allowed and _is_dominated(design, spec, key, where):
        release = type(release)("suppress", (*release.reasons, "dominance"))
    return {
        "name": spec.name,
        "by": key,
        "value": printable(one.value),
        "se": printable(one.se),
        "df": printable(one.df),
        "ci_low": printable(low),
        "ci_high": printable(high),
        "deff": printable(one.deff),
        "deff_replace": printable(one.deff_replace),
        "n": one.n,
        "n_effective": printable(one.n_effective),
        "publish": release.allowed,
        "release": {"status": release.status, "reasons": list(release.reasons)},
    }


def _is_dominated(
    design: Design, spec: EstimateSpec, key: Mapping[str, Any], where: Mask | None
) -> bool:
    inside = np.ones(len(design), dtype=np.bool_) if where is None else where
    for name, level in key.items():
        inside = inside & (indicator(design.frame, name, level) == 1)
    values = numbers(design.frame, spec.variable)[inside] * design.weights[inside]
    return is_dominated(values)
