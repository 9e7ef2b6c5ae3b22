"""Replicate weights of a specification: given in columns or a file, or made from the design."""

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats, Mask, numbers
from analysis.estimators.sample import resampling
from analysis.estimators.sample.design import Design
from analysis.estimators.specification.spec import ReplicatesSpec

Load = Callable[[str], pd.DataFrame]


def with_replicates(
    design: Design, spec: ReplicatesSpec, frame: pd.DataFrame, kept: Mask, load: Load
) -> Design:
    """Give a design the replicate weights of a specification, or make them."""
    if not spec.given:
        return _make_replicates(design, spec)
    source = load(spec.file) if spec.file else frame
    if len(source) != len(frame):
        raise EstimationError(
            f"The file of replicate weights has {len(source)} rows, the data {len(frame)}; "
            "they must have the same rows in the same order."
        )
    names = _matching(source, spec.columns or ("*",))
    matrix = np.array([numbers(source, name) for name in names]).T[kept]
    scale, rscales = _scales(design, spec, matrix)
    return design.with_replicates(
        matrix, scale=scale, rscales=rscales, mse=spec.mse, combined=spec.combined
    )


def _matching(frame: pd.DataFrame, patterns: Sequence[str]) -> list[str]:
    names = [
        str(name)
        for pattern in patterns
        for name in frame.columns
        if name == pattern or fnmatchcase(str(name), pattern)
    ]
    if len(names) < 2:
        raise EstimationError(
            f"[replicates]: columns {', '.join(patterns)!r} finds {len(names)} columns; "
            "two replicates are needed at least."
        )
    return list(dict.fromkeys(names))


def _scales(
    design: Design, spec: ReplicatesSpec, matrix: Floats
) -> tuple[float, Sequence[float] | None]:
    """Return scale and rscales by the kind of the replicates. See Wolter (2007)."""
    count = matrix.shape[1]
    scale, rscales = spec.scale, spec.rscales
    if spec.kind in {"BRR", "Fay"}:
        return 1 / (count * (1 - _rho(spec)) ** 2), rscales
    if spec.kind in {"ACS", "successive-difference"}:
        return 4 / count, None
    if spec.kind == "JK2":
        return 1.0, None
    if spec.kind == "JKn" and rscales is None:
        if spec.combined:
            raise EstimationError(
                "[replicates]: JKn needs rscales, (n - 1)/n of the stratum of each replicate."
            )
        rscales = tuple(1 / matrix.max(axis=0))
    return (_usual_scale(spec, matrix) if scale is None else scale), rscales


def _usual_scale(spec: ReplicatesSpec, matrix: Floats) -> float:
    """Return the scale of a kind that may be given another one."""
    count: int = matrix.shape[1]
    if spec.kind == "bootstrap":
        return 1 / (count - 1)
    if spec.kind == "JK1":
        return (count - 1) / count if spec.combined else float(1 / matrix[:, 0].max())
    return 1.0


def _rho(spec: ReplicatesSpec) -> float:
    if spec.kind == "Fay" and not 0 < spec.rho < 1:
        raise EstimationError("[replicates]: Fay needs rho between 0 and 1.")
    return spec.rho if spec.kind == "Fay" else 0.0


def _make_replicates(design: Design, spec: ReplicatesSpec) -> Design:
    if spec.kind in {"JK1", "JKn"}:
        if (spec.kind == "JK1") == design.stratified:
            raise EstimationError(
                "[replicates]: JK1 is for a sample without strata, JKn for one with strata."
            )
        return resampling.jackknife(design, mse=spec.mse)
    if spec.kind in {"BRR", "Fay"}:
        return resampling.balanced_half_samples(design, fay=_rho(spec), mse=spec.mse)
    if spec.kind == "bootstrap":
        rng = np.random.default_rng(spec.seed)
        return resampling.bootstrap(design, draws=spec.draws, rng=rng, mse=spec.mse)
    raise EstimationError(
        f"[replicates]: replicates of the kind {spec.kind!r} cannot be made here; give columns "
        "or file, or choose JK1, JKn, BRR, Fay or bootstrap."
    )
