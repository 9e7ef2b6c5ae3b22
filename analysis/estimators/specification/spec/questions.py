"""Tests, models, adjustments of p-values and response rates of a document."""

from collections.abc import Mapping
from typing import Any

from analysis.estimators.errors import EstimationError
from analysis.estimators.inference.adjustment import METHODS
from analysis.estimators.specification.spec.fields import Fields, all_numbers, is_number
from analysis.estimators.specification.spec.requests import (
    AdjustSpec,
    ModelSpec,
    ResponseSpec,
    TestSpec,
)

TESTS = ("rao-scott", "goodness-of-fit", "t", "rank")
FAMILIES = ("gaussian", "binomial", "poisson", "ordinal")


def read_test(table: Fields) -> TestSpec:
    """Read one [[test]]."""
    kind = table.choice(TESTS, "kind")
    spec = TestSpec(
        name=table.text("name", default=kind),
        kind=kind,
        rows=table.text("rows", "variable", "outcome", "y"),
        columns=table.text("columns", "group", "by", "x"),
        formula=table.text("formula"),
        where=table.text("where"),
        statistic=table.text("statistic", default="F"),
        scores=table.text("scores", "test", default="wilcoxon"),
        shares=_sizes(table, "shares"),
    )
    table.done()
    if not spec.formula and not spec.rows:
        raise EstimationError(f"{table.place}: rows is missing.")
    if not spec.formula and not spec.columns and kind in {"rao-scott", "rank"}:
        raise EstimationError(f"{table.place}: columns is missing.")
    if (kind == "goodness-of-fit") != bool(spec.shares):
        raise EstimationError(
            f"{table.place}: shares, one for every level, belong to the test goodness-of-fit."
        )
    return spec


def _sizes(table: Fields, name: str) -> Mapping[Any, float]:
    value = table.take(name, default={})
    if not isinstance(value, Mapping) or not all(is_number(one) for one in value.values()):
        raise EstimationError(f"{table.place}: {name} must be a table of names and numbers.")
    return {key: float(one) for key, one in value.items()}


def read_adjustment(table: Fields) -> AdjustSpec:
    """Read one [[adjust]]."""
    p_values = table.take("p", default=[])
    if not all_numbers(p_values) or not all(0 <= p <= 1 for p in p_values):
        raise EstimationError(f"{table.place}: p is a list of numbers between 0 and 1.")
    method = table.choice(METHODS, "method", default="holm")
    spec = AdjustSpec(
        name=table.text("name", default=method),
        method=method,
        p_values=tuple(float(p) for p in p_values),
        tests=table.texts("tests"),
    )
    table.done()
    if spec.p_values and spec.tests:
        raise EstimationError(f"{table.place}: give p or tests, not both.")
    return spec


def read_model(table: Fields) -> ModelSpec:
    """Read one [[model]]."""
    formula = table.needed("formula")
    family = table.text("family", default="gaussian").removeprefix("quasi")
    if family not in FAMILIES:
        raise EstimationError(
            f"{table.place}: family must be one of {', '.join(FAMILIES)}, not {family!r}."
        )
    spec = ModelSpec(table.text("name", default=formula), family, formula, table.text("where"))
    table.done()
    return spec


def read_response(table: Fields) -> ResponseSpec:
    """Read one [[response]]."""
    spec = ResponseSpec(
        name=table.text("name", default="response"),
        counts=_sizes(table, "counts"),
        eligible_share=float(table.number("eligible_share", "e", default=1.0)),
    )
    table.done()
    if not spec.counts:
        raise EstimationError(f"{table.place}: counts are missing.")
    return spec
