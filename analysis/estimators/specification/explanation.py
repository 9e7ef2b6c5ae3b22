"""A request in words: what will be computed, from which rows, with which errors."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analysis.estimators.specification.spec import (
    AdjustSpec,
    CalibrateSpec,
    DataSpec,
    DesignSpec,
    EstimateSpec,
    ModelSpec,
    ReplicatesSpec,
    ResponseSpec,
    ScoreSpec,
    Spec,
    TestSpec,
)

LONELY = {
    "fail": "the request is refused",
    "remove": "it adds nothing to the variance",
    "certainty": "it counts as a census and adds nothing to the variance",
    "adjust": "its distance from zero is taken",
    "average": "the other strata speak for it",
}
INTERVALS = {
    "t": "Student's t",
    "logit": "the logit scale",
    "xlogit": "the logit scale",
    "arcsine": "the arcsine scale",
    "likelihood": "the scaled binomial likelihood",
    "korn-graubard": "Korn and Graubard",
    "score": "the inverted score test",
    "replicates": "the spread of the replicates' quantiles",
}
STATISTICS = {
    "F": "Rao and Scott's second order, as F",
    "Chisq": "Rao and Scott's first order, as a chi-square",
    "Wald": "Wald's statistic",
    "adjWald": "Wald's statistic, adjusted for the degrees of freedom",
    "lincom": "the exact tail of the sum of chi-squares it tends to",
    "saddlepoint": "the saddlepoint approximation of that sum",
}
FAMILIES = {
    "gaussian": "linear",
    "binomial": "logistic",
    "poisson": "log-linear",
    "ordinal": "proportional odds",
}


def explain(spec: Spec) -> str:
    """Say what a request asks for, under headings, in the order in which it is done."""
    sections = (
        ("Reading", _reading(spec.data)),
        ("Design", [*_design(spec.design), *_errors(spec.replicates)]),
        ("Weights", map(_calibration, spec.calibrations)),
        ("Figures", map(_estimate, spec.estimates)),
        ("Scores", map(_score, spec.scores)),
        ("Tests", map(_test, spec.tests)),
        ("P-values", map(_adjustment, spec.adjustments)),
        ("Models", map(_model, spec.models)),
        ("Response", map(_response, spec.responses)),
    )
    told = [(heading, list(sentences)) for heading, sentences in sections]
    return "\n".join(
        "\n".join([heading, *(f"  {sentence}" for sentence in sentences)])
        for heading, sentences in told
        if sentences
    )


def _reading(data: DataSpec) -> Iterator[str]:
    yield "The first row names the columns; empty cells and NA are no answer."
    if data.sheet:
        yield f"Of a workbook the sheet {data.sheet!r} is read."
    if data.separator:
        yield f"Fields are separated by {data.separator!r}."
    if data.decimal:
        yield f"The decimal sign is {data.decimal!r}."
    if data.dictionary.missing:
        yield f"No answer, in every column: {_and(sorted(data.dictionary.missing))}."
    for name, codes in data.dictionary.columns.items():
        for code, others in codes.levels.items():
            if others:
                yield f"In {name}, {code} also stands as {_or(others)}."
        if codes.missing:
            yield f"No answer, in {name}: {_and(sorted(codes.missing))}."


def _design(design: DesignSpec) -> Iterator[str]:
    if design.keep:
        yield f"Only rows where {design.keep} are read; the others are as if they were not there."
    weight = f"column {design.weights}" if design.weights else "the population sizes, else equally"
    yield f"Rows weigh by {weight}."
    if any(design.strata):
        yield f"Strata: {_stages(design.strata)}."
        yield f"Where a stratum has one unit, {LONELY[design.lonely]} (lonely = {design.lonely})."
    if any(design.clusters):
        yield f"Units drawn: {_stages(design.clusters)}."
    if any(design.fpc):
        yield f"Population sizes or sampling fractions: {_stages(design.fpc)}."
    else:
        yield "Population sizes are not given: the sample counts as drawn with replacement."
    if design.domain_lonely:
        yield "The rule for strata with one unit also holds within domains."


def _stages(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return ", ".join(f"{name or 'none'} (stage {at})" for at, name in enumerate(names, start=1))


def _errors(replicates: ReplicatesSpec | None) -> Iterator[str]:
    if replicates is None:
        yield "Standard errors are linearised."
    elif replicates.given:
        source = f"the file {replicates.file}" if replicates.file else _and(replicates.columns)
        yield f"Standard errors come from the {replicates.kind} replicate weights in {source}."
    elif replicates.kind == "bootstrap":
        yield (
            f"Standard errors come from {replicates.draws} bootstrap replicates made here "
            f"(seed {replicates.seed})."
        )
    else:
        yield f"Standard errors come from {replicates.kind} replicates made here."


def _calibration(step: CalibrateSpec) -> str:
    if step.method == "trim":
        low, high = step.bounds or (step.lower, step.upper)
        ends = [f"below {low:g}" if low is not None else "", f"above {high:g}" if high else ""]
        again = ", again and again until none is outside" if step.strict else ""
        return f"Weights {_or(filter(None, ends))} are cut, the excess is spread evenly{again}."
    margins = [
        f"{' x '.join(one.by)} ({len(one.totals)} totals)" if one.by else f"{one.variable or 'N'}"
        for one in step.margins
    ]
    within = f" within factors of {step.bounds[0]:g} to {step.bounds[1]:g}" if step.bounds else ""
    words = {
        "poststratify": "post-stratified to",
        "rake": "raked to",
        "linear": "calibrated (linear, GREG) to",
        "logit": "calibrated (logit) to",
    }
    return f"Weights are {words[step.method]} {_and(margins)}{within}."


def _estimate(one: EstimateSpec) -> str:
    parts = [f"“{one.name}”: {_figure(one)}"]
    if one.reverse is not None:
        parts.append(f"each answer taken as {one.reverse:g} less the answer")
    if one.where:
        parts.append(f"among rows where {one.where}")
    if one.by:
        parts.append(f"for each {' and '.join(one.by)}")
    return f"{', '.join(parts)}; {_interval(one)}."


def _figure(one: EstimateSpec) -> str:
    names = _and(one.variables)
    if one.measure == "share":
        levels = _or(map(str, one.levels)) if one.levels else "1"
        several = "mean of the shares" if len(one.variables) > 1 else "share"
        return f"{several} of answers {levels} to {names}"
    if one.measure == "quantile":
        what = "median" if one.probability == 0.5 else f"quantile {one.probability:g}"
        return f"{what} of {names} (rule {one.rule})"
    if one.measure == "ratio":
        return f"ratio of the totals of {names} and {one.denominator}"
    if one.measure == "alpha":
        return f"Cronbach's alpha of {names}"
    if len(one.variables) > 1:
        return f"mean of the means of {names}"
    return f"{one.measure} of {names}"


def _interval(one: EstimateSpec) -> str:
    if one.interval:
        method = INTERVALS[one.interval]
    elif one.measure == "share":
        method = INTERVALS["korn-graubard"]
    else:
        method = "Student's t (Korn and Graubard if all answers are 0 or 1)"
        if one.measure != "mean":
            method = INTERVALS["t"]
    return f"interval {one.confidence:.4g} by {method}"


def _score(one: ScoreSpec) -> str:
    parts = _and(
        f"{part.name} ({part.weight:g}{', known' if part.value is not None else ''})"
        for part in one.criteria
    )
    return (
        f"“{one.name}”: the sum of the points from 1 to 10 of {parts}, with the joint error of the "
        f"estimates; interval {one.confidence:.4g}."
    )


def _test(one: TestSpec) -> str:
    among = f", among rows where {one.where}" if one.where else ""
    between = one.formula or " and ".join(filter(None, (one.rows, one.columns)))
    words = {
        "rao-scott": f"are {between} independent ({STATISTICS.get(one.statistic, one.statistic)})",
        "goodness-of-fit": f"has {between} the shares {_shares(one)}",
        "t": f"t-test of {between}",
        "rank": f"rank test of {between} with {one.scores} scores",
    }
    return f"“{one.name}”: {words[one.kind]}{among}."


def _shares(one: TestSpec) -> str:
    return ", ".join(f"{level} {share:g}" for level, share in one.shares.items())


def _adjustment(one: AdjustSpec) -> str:
    if one.p_values:
        which = f"{len(one.p_values)} given p-values"
    else:
        which = f"the tests {_and(one.tests)}" if one.tests else "all tests"
    return f"“{one.name}”: p-values of {which} are adjusted by {one.method}."


def _model(one: ModelSpec) -> str:
    among = f", among rows where {one.where}" if one.where else ""
    return f"“{one.name}”: {FAMILIES[one.family]} model {one.formula}{among}."


def _response(one: ResponseSpec) -> str:
    counts = ", ".join(f"{name} {count:g}" for name, count in one.counts.items())
    return f"“{one.name}”: AAPOR's rates of {counts} with e = {one.eligible_share:g}."


def _and(words: Iterable[Any]) -> str:
    return _join(words, "and")


def _or(words: Iterable[Any]) -> str:
    return _join(words, "or")


def _join(words: Iterable[Any], last: str) -> str:
    listed = [str(word) for word in words]
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"
