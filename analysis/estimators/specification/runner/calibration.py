"""Adjustments of the weights as a specification asks for them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import codes, numbers
from analysis.estimators.frame.dictionary import Dictionary
from analysis.estimators.sample import weights
from analysis.estimators.sample.design import Design
from analysis.estimators.specification.spec import CalibrateSpec, MarginSpec

NOTHING_KNOWN = Dictionary()
SEPARATORS = (".", "/", "|", ":", ",", " x ", "_", "-", " ")


def adjust_weights(
    design: Design, spec: CalibrateSpec, margins: Sequence[weights.Margin]
) -> Design:
    """Take one step of calibration; ``margins`` are those of the step, matched with the sample."""
    if spec.method == "trim":
        low, high = spec.bounds or (spec.lower, spec.upper)
        return weights.trim_weights(
            design,
            lower=-math.inf if low is None else low,
            upper=math.inf if high is None else high,
            strict=spec.strict,
        )
    frame = design.frame
    if spec.method == "poststratify":
        return weights.poststratify_to(design, margins[0])
    if spec.method == "rake":
        return weights.rake(design, margins)
    totals = {}
    for one in spec.margins:
        if not one.by and one.total is not None:
            values = numbers(frame, one.variable) if one.variable else np.ones(len(frame))
            totals[one.variable or "(population)"] = (values, one.total)
    return weights.calibrate(
        design,
        weights.auxiliary(design, margins, totals),
        method=spec.method,  # type: ignore[arg-type]  # checked by the specification
        bounds=spec.bounds,
    )


def totals_of(
    frame: pd.DataFrame, spec: MarginSpec, dictionary: Dictionary = NOTHING_KNOWN
) -> dict[Any, float]:
    """Read totals by level: ``{ E = 4421 }``, nested or joined keys, or a list of tables."""
    known = [dictionary.of(name) for name in spec.by]
    found: dict[Any, float] = {}
    for key, size in _sized_totals(frame, spec).items():
        path = key if isinstance(key, tuple) else (key,)
        codes = tuple(one.code(part) for one, part in zip(known, path, strict=False))
        found[codes if len(codes) > 1 else codes[0]] = size
    return found


def _sized_totals(frame: pd.DataFrame, spec: MarginSpec) -> dict[Any, float]:
    found: dict[Any, float] = {}
    if not isinstance(spec.totals, Mapping):
        for one in spec.totals:
            if not isinstance(one, Mapping) or not set(spec.by) <= set(one):
                raise EstimationError(f"A total of {spec.by} must name {', '.join(spec.by)}.")
            (size,) = [value for key, value in one.items() if key not in spec.by] or [None]
            found[tuple(one[name] for name in spec.by)] = _size(one, size)
        return found
    for key, value in _flat(spec.totals).items():
        path = key if len(key) == len(spec.by) else _split(frame, spec.by, ".".join(map(str, key)))
        found[path if len(path) > 1 else path[0]] = _size(key, value)
    return found


def _size(key: Any, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise EstimationError(f"The total of {key!r} must be a number, not {value!r}.")
    return float(value)


def _flat(totals: Mapping[Any, Any]) -> dict[tuple[Any, ...], Any]:
    flat: dict[tuple[Any, ...], Any] = {}
    for key, value in totals.items():
        if isinstance(value, Mapping):
            flat.update({(key, *rest): inner for rest, inner in _flat(value).items()})
        else:
            flat[(key,)] = value
    return flat


def _split(frame: pd.DataFrame, by: Sequence[str], key: str) -> tuple[str, ...]:
    """Find the levels that a joined key such as ``E.Yes`` or ``E/Yes`` stands for."""
    if len(by) == 1:
        return (key,)
    for level in codes(frame, by[0])[1]:
        for separator in SEPARATORS:
            start = f"{level}{separator}"
            if key.startswith(start):
                try:
                    return (str(level), *_split(frame, by[1:], key.removeprefix(start)))
                except EstimationError:
                    continue
    raise EstimationError(f"The total {key!r} does not name a level of {by[0]!r}.")
