"""Figures of a specification, one row a domain."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.descriptive import means, quantiles, reliability
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats, Mask, codes, numbers, row_label
from analysis.estimators.frame.dictionary import Dictionary
from analysis.estimators.frame.levels import resolve_level
from analysis.estimators.frame.shares import indicate_any, indicator
from analysis.estimators.sample.design import Design
from analysis.estimators.specification.runner.values import printable, rows_of
from analysis.estimators.specification.spec import EstimateSpec
from analysis.estimators.uncertainty.release import LIKERT_HALF_WIDTH, is_dominated
from analysis.estimators.uncertainty.results import Estimate

Pairs = list[tuple[Mapping[str, Any], Estimate]]
NOTHING_KNOWN = Dictionary()


def figures(
    design: Design, spec: EstimateSpec, dictionary: Dictionary = NOTHING_KNOWN
) -> list[dict[str, Any]]:
    """Estimate one figure in every domain it asks for, one row each."""
    where = rows_of(design, spec.where, dictionary)
    return [
        _row(design, spec, dict(key), one, where)
        for key, one in estimates_of(design, spec, dictionary, where)
    ]


def estimates_of(
    design: Design, spec: EstimateSpec, dictionary: Dictionary, where: Mask | None
) -> Pairs:
    """Return the estimates of a figure with the keys of their domains."""
    columns = item_values(design, spec, dictionary)
    if spec.measure == "quantile":
        return quantiles.by_domain(
            design,
            columns[0],
            spec.probability,
            rule=spec.rule,
            by=spec.by,
            where=where,
            level=spec.confidence,
            method=spec.interval or "t",
        )
    if spec.measure == "alpha" or len(columns) > 1:
        return _of_items(design, spec, columns, where)
    pairs = means.estimates(
        design,
        columns[0],
        kind=spec.measure,  # type: ignore[arg-type]  # checked by the specification
        denominator=spec.denominator or None,
        by=spec.by,
        where=where,
    )
    return [(key, _on_scale(spec, one)) for key, one in pairs]


def _of_items(
    design: Design, spec: EstimateSpec, columns: list[Floats], where: Mask | None
) -> Pairs:
    at = means.domains(design, spec.by, where)
    found: Pairs = []
    for number, key in enumerate(at.keys):
        inside = at.groups == number
        if spec.measure == "alpha":
            one = reliability.cronbach_alpha(design, columns, where=inside)
        else:
            kind = spec.measure
            one = means.composite(design, columns, kind=kind, where=inside)  # type: ignore[arg-type]
        found.append((key, _on_scale(spec, one)))
    return found


def _on_scale(spec: EstimateSpec, one: Estimate) -> Estimate:
    """Judge a mean of ratings by its half-width: as told, or in proportion to five points."""
    limit = spec.half_width
    if limit is None and spec.scale is not None:
        low, high = spec.scale
        limit = LIKERT_HALF_WIDTH * (high - low) / 4
    return replace(one, half_width_limit=limit) if spec.measure == "mean" else one


def item_values(design: Design, spec: EstimateSpec, dictionary: Dictionary) -> list[Floats]:
    """Return the variables of a figure as numbers: answers, or whether they are of the levels."""
    frame = design.frame
    if spec.measure == "share":
        return [
            indicate_any(frame, name, _levels(frame, spec, name, dictionary), known_only=False)
            for name in spec.variables
        ]
    return [_orient(frame, spec, name) for name in spec.variables]


def _orient(frame: pd.DataFrame, spec: EstimateSpec, name: str) -> Floats:
    values = numbers(frame, name)
    if spec.scale is not None:
        low, high = spec.scale
        outside = np.flatnonzero((values < low) | (values > high))
        if len(outside):
            at = int(outside[0])
            raise EstimationError(
                f"Column {name!r} holds {values[at]:g} in {row_label(frame, at)}, outside its "
                f"scale from {low:g} to {high:g}; a code that means no answer belongs under "
                "missing."
            )
    return values if spec.reverse is None else spec.reverse - values


def _levels(
    frame: pd.DataFrame, spec: EstimateSpec, name: str, dictionary: Dictionary
) -> list[Any]:
    if spec.levels:
        return [resolve_level(level, name, frame, dictionary) for level in spec.levels]
    levels = codes(frame, name)[1]
    if set(levels) <= {0, 1}:
        return [1]
    named = ", ".join(map(str, levels[:20]))
    raise EstimationError(f"The share {spec.name!r} needs a level of {name!r}; it has: {named}.")


def _row(
    design: Design, spec: EstimateSpec, key: dict[str, Any], one: Estimate, where: Mask | None
) -> dict[str, Any]:
    low, high = one.interval(spec.confidence, spec.interval or None)
    if spec.measure == "total":
        one = replace(one, dominated=_is_dominated(design, spec, key, where))
    release = one.release
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
