"""Figures and scores of a document."""

import math

from analysis.estimators.descriptive.distribution import RULES
from analysis.estimators.errors import EstimationError
from analysis.estimators.specification.spec.fields import Fields, refuse_first, tables
from analysis.estimators.specification.spec.requests import CriterionSpec, EstimateSpec, ScoreSpec
from analysis.estimators.uncertainty.intervals import METHODS

MEASURES = ("mean", "total", "ratio", "share", "quantile", "median", "alpha")
OF_ITEMS = {"mean", "share", "alpha"}
INTERVALS = {
    **{name: name for name in METHODS},
    "beta": "korn-graubard", "xlogit": "xlogit", "asin": "arcsine", "mean": "t",
    "score": "score", "replicates": "replicates", "quantile": "replicates",
}  # fmt: skip
ONLY_QUANTILES = {"score", "replicates"}


def read_estimate(table: Fields) -> EstimateSpec:
    """Read one [[estimate]]."""
    measure = table.choice(MEASURES, "measure")
    variables = table.texts("variable", "variables")
    if not variables:
        raise EstimationError(f"{table.place}: variable is missing.")
    spec = EstimateSpec(
        name=table.text("name", default=f"{measure} of {', '.join(variables)}"),
        measure="quantile" if measure == "median" else measure,
        variables=variables,
        levels=table.levels("level", "levels"),
        reverse=table.number("reverse"),
        scale=table.pair("scale", "[1, 5]"),
        half_width=table.number("half_width"),
        denominator=table.text("denominator"),
        probability=0.5 if measure == "median" else table.number("probability", default=0.5),
        rule=table.choice(RULES, "rule", default="math"),
        by=table.texts("by"),
        where=table.text("where"),
        interval=_interval(table),
        confidence=table.share("confidence", default=0.95),
    )
    table.done()
    _check_estimate(table.place, spec)
    return spec


def _interval(table: Fields) -> str:
    """Return the interval asked for, or nothing: then the figure's own is taken."""
    given = table.text("interval")
    if given and given not in INTERVALS:
        raise EstimationError(
            f"{table.place}: interval must be one of {', '.join(INTERVALS)}, not {given!r}."
        )
    return INTERVALS[given] if given else ""


def _check_estimate(place: str, spec: EstimateSpec) -> None:
    measure, several = spec.measure, len(spec.variables) > 1
    has_denominator, of_quantiles = bool(spec.denominator), spec.interval in ONLY_QUANTILES
    wrong = {
        "a ratio needs a denominator.": measure == "ratio" and not has_denominator,
        "only a ratio has a denominator.": has_denominator and measure != "ratio",
        f"levels are for a share, not for a {measure}.": bool(spec.levels) and measure != "share",
        f"a {measure} has one variable.": several and measure not in OF_ITEMS,
        "Cronbach's alpha needs two variables at least.": not several and measure == "alpha",
        f"the interval {spec.interval!r} is for quantiles.": of_quantiles and measure != "quantile",
        "probability lies between 0 and 1, such as 0.5.": not 0 < spec.probability < 1,
    }
    refuse_first(place, wrong)


def read_score(table: Fields) -> ScoreSpec:
    """Read one [[score]]."""
    spec = ScoreSpec(
        name=table.text("name", default="score"),
        criteria=tuple(
            _criterion(Fields(f"{table.place}: {one.place}", one.left))
            for one in tables(table, "criteria")
        ),
        confidence=table.share("confidence", default=0.95),
    )
    table.done()
    if not spec.criteria:
        raise EstimationError(f"{table.place}: criteria are missing.")
    return spec


def _criterion(table: Fields) -> CriterionSpec:
    estimate, value = table.text("estimate"), table.number("value")
    spec = CriterionSpec(
        name=table.text("name", default=estimate),
        estimate=estimate,
        value=value,
        weight=table.needed_number("weight"),
        direction=table.whole("direction", default=1),
        scale_min=table.needed_number("scale_min"),
        scale_max=table.needed_number("scale_max"),
        se=table.number("se", default=0.0),
    )
    table.done()
    if spec.se < 0 or (estimate and spec.se):
        raise EstimationError(f"{table.place}: se belongs to a known value and is not negative.")
    if bool(estimate) == (value is not None):
        raise EstimationError(
            f"{table.place}: give estimate, the name of an [[estimate]], or a known value."
        )
    if not spec.name:
        raise EstimationError(f"{table.place}: name is missing.")
    if value is not None and not math.isfinite(value):
        raise EstimationError(f"{table.place}: value must be a finite number.")
    return spec
