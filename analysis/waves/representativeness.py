"""How like the register those are who answered, and how far the silent could move a figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from django.utils import translation

from analysis.data.asked import asked_frame, modelled_variables
from analysis.data.frames import SEPARATOR
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import Floats
from analysis.estimators.inference import response
from analysis.estimators.inference.response import RIndicator
from analysis.numbers import (
    CriterionResponse,
    Representativeness,
    ResponseGroup,
    ResponseVariable,
)
from analysis.waves.sample import Sample
from directory.models import LegalType, Size
from directory.vsic import section_choices
from surveys.fieldwork.strata_labels import cell_label
from surveys.models import Dimension, Wave


@dataclass(frozen=True, slots=True)
class Modelled:
    """Everybody asked, with the propensity a model on the register's variables gives them."""

    frame: pd.DataFrame
    names: Sequence[str]
    rho: Floats
    told: RIndicator


def model_response(wave: Wave, taken: Sample) -> Modelled | None:
    """Model who answered by what the register knows; nothing where everybody or nobody did."""
    asked = asked_frame(wave, taken.counts)
    if not 0 < int(asked["answered"].sum()) < len(asked):
        return None
    variables = modelled_variables(asked)
    names = list(variables.columns)
    frame = variables.assign(answered=asked["answered"], weight=asked["weight"])
    formula = "answered ~ " + (" + ".join(names) if names else "1")
    try:
        rho = response.propensities(frame, formula, weight="weight")
    except EstimationError:
        return None
    parameters = sum(frame[name].nunique() - 1 for name in names)
    told = response.r_indicator(rho, frame["weight"].to_numpy(dtype=float), parameters=parameters)
    return Modelled(frame, names, rho, replace(told, cv=(1 - told.r_adjusted) / 2 / told.mean))


def representativeness(modelled: Modelled | None) -> Representativeness | None:
    """The R-indicator, overall and partial."""
    if modelled is None:
        return None
    told, frame = modelled.told, modelled.frame
    return Representativeness(
        r=told.r_adjusted,
        r_unadjusted=told.r,
        cv=told.cv,
        rate=told.mean,
        asked=len(frame),
        answered=int(frame["answered"].sum()),
        variables=tuple(_variables(modelled)),
    )


def _variables(modelled: Modelled) -> Iterator[ResponseVariable]:
    frame, weights = modelled.frame, modelled.frame["weight"].to_numpy(dtype=float)
    for name in modelled.names:
        others = [other for other in modelled.names if other != name]
        partial = response.partial_r(frame, modelled.rho, name, others, weights)
        yield ResponseVariable(
            code=name,
            unconditional=partial.unconditional,
            conditional=partial.conditional,
            groups=tuple(_groups(frame, name, partial.categories)),
        )


def _groups(frame: pd.DataFrame, name: str, signed: Mapping[str, float]) -> Iterator[ResponseGroup]:
    sizes = list(Size.values)
    ordered = sorted(signed.items(), key=lambda one: sizes.index(one[0]) if one[0] in sizes else 9)
    for level, at in ordered:
        there = frame["answered"][frame[name] == level]
        yield ResponseGroup(
            label_vi=_label("vi", name, level),
            label_en=_label("en", name, level),
            asked=len(there),
            answered=int(there.sum()),
            signed=at,
        )


def _label(language: str, name: str, level: str) -> str:
    parts = level.split(SEPARATOR) if name == "stratum" else [level]
    with translation.override(language):
        dimensions = [
            _dimension_of(part) if name == "stratum" else Dimension(name) for part in parts
        ]
        return " · ".join(map(_label_part, parts, dimensions))


def _label_part(part: str, dimension: Dimension) -> str:
    sections = dict(section_choices()) if dimension is Dimension.SECTOR else {}
    return sections.get(part) or cell_label(part, [dimension])


def _dimension_of(part: str) -> Dimension:
    """Which dimension a part of a stratum's code speaks of."""
    if part in Size.values:
        return Dimension.SIZE
    if part in LegalType.values:
        return Dimension.LEGAL_TYPE
    return Dimension.SECTOR if len(part) == 1 and part.isupper() else Dimension.DISTRICT


def criterion_responses(taken: Sample, modelled: Modelled | None) -> dict[str, CriterionResponse]:
    """Item response of every criterion, and how far silence could move its figure."""
    answers = pd.DataFrame(
        {code: found.items.mean(axis=1) for code, found in taken.criteria.items()}
    )
    counted = response.item_nonresponse(answers, list(answers.columns), taken.answered.asked)
    rows = zip(counted["item"], counted["asked"], counted["answered"], strict=True)
    return {
        str(code): _criterion_response(taken, str(code), (int(put), int(got)), answers, modelled)
        for code, put, got in rows
    }


def _criterion_response(
    taken: Sample,
    code: str,
    counted: tuple[int, int],
    answers: pd.DataFrame,
    modelled: Modelled | None,
) -> CriterionResponse:
    asked, answered = counted
    measure, value = taken.criteria[code].measure, taken.criteria[code].estimate.value
    if modelled is None or not answered or measure == "median":
        return CriterionResponse(asked, answered)
    bias = modelled.told.largest_bias(float(answers[code].std(ddof=0)))
    if measure != "share":
        return CriterionResponse(asked, answered, bias)
    rate = min(modelled.told.mean, 1.0) * answered / asked
    return CriterionResponse(asked, answered, bias, *response.bias_bounds(value, rate))
