"""A document becomes a request; every refusal says which table and field."""

from collections.abc import Mapping
from typing import Any

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.dictionary import ColumnCodes, Dictionary, text_of
from analysis.estimators.sample.design import LONELY_RULES
from analysis.estimators.specification.spec.fields import Fields, compose_unicode, tables
from analysis.estimators.specification.spec.figures import read_estimate, read_score
from analysis.estimators.specification.spec.questions import (
    read_adjustment,
    read_model,
    read_response,
    read_test,
)
from analysis.estimators.specification.spec.requests import DataSpec, DesignSpec, Spec
from analysis.estimators.specification.spec.weighting import read_calibration, read_replicates


def read_spec(document: Mapping[str, Any]) -> Spec:
    """Check a document and return it as a request; every refusal says which table and field."""
    whole = Fields("The specification", compose_unicode(document))
    design = _design(Fields("[design]", whole.take("design", default={})))
    given = whole.take("replicates")
    spec = Spec(
        design=design,
        replicates=None if given is None else read_replicates(Fields("[replicates]", given)),
        calibrations=tuple(read_calibration(one) for one in tables(whole, "calibrate")),
        estimates=tuple(read_estimate(one) for one in tables(whole, "estimate")),
        tests=tuple(read_test(one) for one in tables(whole, "test")),
        models=tuple(read_model(one) for one in tables(whole, "model")),
        scores=tuple(read_score(one) for one in tables(whole, "score")),
        adjustments=tuple(read_adjustment(one) for one in tables(whole, "adjust")),
        responses=tuple(read_response(one) for one in tables(whole, "response")),
        data=_data(whole),
    )
    whole.done()
    _refuse_loose_ends(spec)
    return spec


def _refuse_loose_ends(spec: Spec) -> None:
    """Refuse a score or an adjustment that names an estimate or a test nobody asks for."""
    estimates = [one.name for one in spec.estimates]
    for score in spec.scores:
        for part in score.criteria:
            if part.estimate and estimates.count(part.estimate) != 1:
                many = "several" if part.estimate in estimates else "no"
                raise EstimationError(
                    f"[[score]] {score.name!r}: there is {many} [[estimate]] named "
                    f"{part.estimate!r}."
                )
    tests = [one.name for one in spec.tests]
    for adjustment in spec.adjustments:
        for name in adjustment.tests:
            if name not in tests:
                raise EstimationError(
                    f"[[adjust]] {adjustment.name!r}: there is no [[test]] named {name!r}."
                )


def _design(table: Fields) -> DesignSpec:
    spec = DesignSpec(
        weights=table.text("weights", "weight"),
        strata=table.texts("strata", "stratum"),
        clusters=table.texts("clusters", "cluster"),
        fpc=table.texts("fpc", "population"),
        lonely=table.choice(LONELY_RULES, "lonely", default="fail"),
        keep=table.text("keep"),
        domain_lonely=table.truth("domain_lonely", "adjust_domain_lonely"),
    )
    table.done()
    return spec


def _data(whole: Fields) -> DataSpec:
    table = Fields("[data]", whole.take("data", default={}))
    columns = Fields("[columns]", whole.take("columns", default={}))
    everywhere = frozenset(map(text_of, table.levels("missing")))
    spec = DataSpec(
        sheet=table.text("sheet"),
        separator=table.text("separator") or None,
        decimal=table.choice(("", ".", ","), "decimal") or None,
        dictionary=Dictionary(
            {name: _codes(f"[columns.{name}]", one) for name, one in columns.left.items()},
            everywhere,
        ),
    )
    table.done()
    if spec.separator is not None and len(spec.separator) != 1:
        raise EstimationError("[data]: separator is one sign, such as ';'.")
    return spec


def _codes(place: str, content: Any) -> ColumnCodes:
    table = Fields(place, content)
    levels = Fields(f"{place}: levels", table.take("levels", default={}))
    codes = {str(code): tuple(map(text_of, levels.levels(code))) for code in list(levels.left)}
    found = ColumnCodes(codes, frozenset(map(text_of, table.levels("missing"))))
    table.done()
    return found
