"""A checked request becomes figures: from a specification and a frame to printable values."""

import math
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators import (
    comparisons,
    filters,
    formulas,
    means,
    ordinal,
    quantiles,
    regression,
    resampling,
    tables,
    weights,
)
from analysis.estimators.arrays import Floats, Mask, codes, numbers, require_columns
from analysis.estimators.design import Design
from analysis.estimators.errors import EstimationError
from analysis.estimators.expressions import Name
from analysis.estimators.release import dominated
from analysis.estimators.results import Estimate
from analysis.estimators.shares import indicator
from analysis.estimators.specfile import (
    CalibrateSpec,
    EstimateSpec,
    MarginSpec,
    ModelSpec,
    ReplicatesSpec,
    Spec,
    TestSpec,
)
from analysis.estimators.tables import TestResult

Load = Callable[[str], pd.DataFrame]
SEPARATORS = (".", "/", "|", ":", ",", " x ", "_", "-", " ")


def run(spec: Spec, frame: pd.DataFrame, load: Load) -> dict[str, Any]:
    """Compute everything a specification asks for; ``load`` reads the file it may name."""
    design, steps = calibrated_design(spec, frame, load)
    return {
        "estimates": [row for one in spec.estimates for row in figures(design, one)],
        "tests": [tested(design, one) for one in spec.tests],
        "models": [modelled(design, one) for one in spec.models],
        "weights": _weights(design, steps),
    }


def calibrated_design(
    spec: Spec, frame: pd.DataFrame, load: Load
) -> tuple[Design, list[weights.Summary]]:
    """Build the design of a specification and adjust its weights, step by step."""
    require_columns(frame, _named_columns(spec))
    frame = _categorised(frame, {name for one in spec.estimates for name in one.by})
    kept = filters.rows(frame, spec.design.keep) if spec.design.keep else np.full(len(frame), True)
    design = Design(
        frame[kept],
        weight=spec.design.weights or None,
        strata=spec.design.strata,
        clusters=spec.design.clusters,
        population=spec.design.fpc,
        lonely=spec.design.lonely,  # type: ignore[arg-type]  # checked by specfile
        domain_lonely=spec.design.domain_lonely,
    )
    if spec.replicates is not None:
        design = replicated(design, spec.replicates, frame, kept, load)
    steps = []
    for calibration in spec.calibrations:
        margins = [
            weights.margin(design.frame, one.by, _totals(design.frame, one))
            for one in calibration.margins
            if one.by
        ]
        before, design = design, _adjusted(design, calibration, margins)
        steps.append(weights.summary(before, design, calibration.method, margins))
    return design, steps


def _categorised(frame: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    """Number the texts of domain columns once, not once a figure."""
    texts = [name for name in names if isinstance(frame[name].dtype, pd.StringDtype)]
    return frame.astype(dict.fromkeys(texts, "category"))


def _named_columns(spec: Spec) -> list[str]:
    plan = spec.design
    names = [plan.weights, *plan.strata, *plan.clusters, *plan.fpc]
    for calibration in spec.calibrations:
        names.extend(name for one in calibration.margins for name in (*one.by, one.variable))
    for one in spec.estimates:
        names.extend((one.variable, one.denominator, *one.by))
    return [name for name in names if name]


# replicates --------------------------------------------------------------------------------------


def replicated(
    design: Design, spec: ReplicatesSpec, frame: pd.DataFrame, kept: Mask, load: Load
) -> Design:
    """Give a design the replicate weights of a specification, or make them."""
    if not spec.given:
        return _made(design, spec)
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
    if spec.kind == "bootstrap":
        return (1 / (count - 1) if scale is None else scale), rscales
    if spec.kind == "JK1" and scale is None:
        return ((count - 1) / count if spec.combined else 1 / matrix[:, 0].max()), rscales
    if spec.kind == "JKn" and rscales is None:
        if spec.combined:
            raise EstimationError(
                "[replicates]: JKn needs rscales, (n - 1)/n of the stratum of each replicate."
            )
        rscales = tuple(1 / matrix.max(axis=0))
    return (1.0 if scale is None else scale), rscales


def _rho(spec: ReplicatesSpec) -> float:
    if spec.kind == "Fay" and not 0 < spec.rho < 1:
        raise EstimationError("[replicates]: Fay needs rho between 0 and 1.")
    return spec.rho if spec.kind == "Fay" else 0.0


def _made(design: Design, spec: ReplicatesSpec) -> Design:
    if spec.kind in {"JK1", "JKn"}:
        if (spec.kind == "JK1") == design.stratified:
            raise EstimationError(
                "[replicates]: JK1 is for a sample without strata, JKn for one with strata."
            )
        return resampling.jackknife(design, mse=spec.mse)
    if spec.kind in {"BRR", "Fay"}:
        return resampling.balanced(design, fay=_rho(spec), mse=spec.mse)
    if spec.kind == "bootstrap":
        rng = np.random.default_rng(spec.seed)
        return resampling.bootstrap(design, draws=spec.draws, rng=rng, mse=spec.mse)
    raise EstimationError(
        f"[replicates]: replicates of the kind {spec.kind!r} cannot be made here; give columns "
        "or file, or choose JK1, JKn, BRR, Fay or bootstrap."
    )


# calibration -------------------------------------------------------------------------------------


def _adjusted(design: Design, spec: CalibrateSpec, margins: Sequence[weights.Margin]) -> Design:
    if spec.method == "trim":
        low, high = spec.bounds or (spec.lower, spec.upper)
        return weights.trimmed(
            design,
            lower=-math.inf if low is None else low,
            upper=math.inf if high is None else high,
            strict=spec.strict,
        )
    frame = design.frame
    if spec.method == "poststratify":
        return weights.poststratified_to(design, margins[0])
    if spec.method == "rake":
        return weights.raked(design, margins)
    totals = {}
    for one in spec.margins:
        if not one.by and one.total is not None:
            values = numbers(frame, one.variable) if one.variable else np.ones(len(frame))
            totals[one.variable or "(population)"] = (values, one.total)
    return weights.calibrated(
        design,
        weights.auxiliary(design, margins, totals),
        method=spec.method,  # type: ignore[arg-type]  # checked by specfile
        bounds=spec.bounds,
    )


def _totals(frame: pd.DataFrame, spec: MarginSpec) -> dict[Any, float]:
    """Read totals by level: ``{ E = 4421 }``, nested or joined keys, or a list of tables."""
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


# figures -----------------------------------------------------------------------------------------


def _inside(design: Design, where: str) -> Mask | None:
    return filters.rows(design.frame, where) if where else None


def figures(design: Design, spec: EstimateSpec) -> list[dict[str, Any]]:
    """Estimate one figure in every domain it asks for, one row each."""
    where = _inside(design, spec.where)
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
    if spec.measure == "total" and release.allowed and _dominated(design, spec, key, where):
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


def _dominated(
    design: Design, spec: EstimateSpec, key: Mapping[str, Any], where: Mask | None
) -> bool:
    inside = np.ones(len(design), dtype=np.bool_) if where is None else where
    for name, level in key.items():
        inside = inside & (indicator(design.frame, name, level) == 1)
    values = numbers(design.frame, spec.variable)[inside] * design.weights[inside]
    return dominated(values)


def printable(value: float) -> float | int | None:
    """Return a finite number, whole ones as integers; None for what cannot be known."""
    if not math.isfinite(value):
        return None
    if isinstance(value, int | np.integer):
        return int(value)
    return float(value)


# tests and models --------------------------------------------------------------------------------


def tested(design: Design, spec: TestSpec) -> dict[str, Any]:
    """Run one test."""
    where = _inside(design, spec.where)
    frame, rows, columns = _test_columns(design.frame, spec)
    if frame is not design.frame:
        design = design.on(frame)
    if spec.kind == "rao-scott":
        result = tables.rao_scott(design, rows, columns, where=where, statistic=spec.statistic)
    else:
        rows, columns = _outcome_and_group(frame, rows, columns)
        if spec.kind == "t":
            result = comparisons.t_test(design, rows, columns or None, where=where)
        else:
            result = comparisons.rank_test(design, rows, columns, where=where, scores=spec.scores)
    return {"name": spec.name, **_numbers(result)}


def _numbers(result: TestResult) -> dict[str, Any]:
    return {
        "statistic": printable(result.statistic),
        "ndf": printable(result.ndf),
        "ddf": printable(result.ddf),
        "p": printable(result.p),
        "estimate": printable(result.estimate),
        "se": printable(result.se),
        "ci_low": printable(result.low),
        "ci_high": printable(result.high),
    }


def _test_columns(frame: pd.DataFrame, spec: TestSpec) -> tuple[pd.DataFrame, str, str]:
    """Return the two columns of a test; those of a formula may have to be computed."""
    if not spec.formula:
        wanted = [name for name in (spec.rows, spec.columns) if name]
        require_columns(frame, wanted)
        return frame, spec.rows, spec.columns
    text = spec.formula if "~" in spec.formula.strip()[1:] else f"0 {spec.formula}"
    parsed = formulas.parse(text)
    nodes = [*parsed.factors.values()]
    if spec.kind != "rao-scott":
        nodes = [parsed.response, *nodes]
    if len(nodes) > 2 or not nodes:
        raise EstimationError(f"The formula {spec.formula!r} of a test names two variables.")
    names = []
    for at, node in enumerate(nodes):
        if isinstance(node, Name) and node.name in frame.columns:
            names.append(node.name)
            continue
        found = formulas.variable(frame, node)
        values = pd.Series(found.values, index=frame.index)
        frame = frame.assign(**{f"~{at}": values.where(found.known)})
        names.append(f"~{at}")
    return frame, names[0], names[1] if len(names) > 1 else ""


def _outcome_and_group(frame: pd.DataFrame, rows: str, columns: str) -> tuple[str, str]:
    """Tell the outcome from the group: only an outcome can have numbers with many values."""
    if not columns:
        return rows, columns
    counts = [len(codes(frame, name)[1]) for name in (rows, columns)]
    text = [not pd.api.types.is_numeric_dtype(frame[name].dtype) for name in (rows, columns)]
    swapped = (text[0] and not text[1]) or (not any(text) and counts[0] == 2 < counts[1])
    return (columns, rows) if swapped else (rows, columns)


def modelled(design: Design, spec: ModelSpec) -> dict[str, Any]:
    """Fit one model."""
    where = _inside(design, spec.where)
    if spec.family == "ordinal":
        fitted = ordinal.fit(design, spec.formula, where=where)
    else:
        fitted = regression.fit(design, spec.formula, family=spec.family, where=where)
    return {
        "name": spec.name,
        "terms": [
            {
                "term": one.term,
                "estimate": printable(one.estimate),
                "se": printable(one.se),
                "statistic": printable(one.statistic),
                "p": printable(one.p),
            }
            for one in fitted.terms
        ],
        "df": printable(fitted.df),
        "n": fitted.n,
    }


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
