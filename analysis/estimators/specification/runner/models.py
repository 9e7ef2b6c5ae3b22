"""Tests and models of a specification."""

from typing import Any

import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame import formulas
from analysis.estimators.frame.arrays import codes, require_columns
from analysis.estimators.frame.dictionary import Dictionary
from analysis.estimators.frame.expressions import Name
from analysis.estimators.inference import comparisons, ordinal, regression, tables
from analysis.estimators.inference.tables import TestResult
from analysis.estimators.sample.design import Design
from analysis.estimators.specification.runner.values import printable, rows_of
from analysis.estimators.specification.spec import ModelSpec, TestSpec

NOTHING_KNOWN = Dictionary()


def run_test(
    design: Design, spec: TestSpec, dictionary: Dictionary = NOTHING_KNOWN
) -> dict[str, Any]:
    """Run one test."""
    where = rows_of(design, spec.where, dictionary)
    frame, rows, columns = _test_columns(design.frame, spec)
    if frame is not design.frame:
        design = design.on(frame)
    if spec.kind == "goodness-of-fit":
        known = dictionary.of(rows)
        shares = {known.code(level): share for level, share in spec.shares.items()}
        result = tables.goodness_of_fit(design, rows, shares, where=where)
    elif spec.kind == "rao-scott":
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
        "scale": printable(result.scale),
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
    if spec.kind not in {"rao-scott", "goodness-of-fit"}:
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


def fit_model(
    design: Design, spec: ModelSpec, dictionary: Dictionary = NOTHING_KNOWN
) -> dict[str, Any]:
    """Fit one model."""
    where = rows_of(design, spec.where, dictionary)
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
