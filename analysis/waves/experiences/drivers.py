"""Which experiences go with overall satisfaction: an ordered model of everybody's answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.data.recoding import is_missing
from analysis.estimators.errors import EstimationError
from analysis.estimators.inference.adjustment import adjust_p_values
from analysis.estimators.inference.effects import Effect, Effects, average_effects
from analysis.estimators.inference.groups import p_of
from analysis.numbers import Figure
from analysis.numbers.experiences import Driver, Drivers, Named
from analysis.waves.groups.measures import RATINGS
from analysis.waves.sample import Sample
from pci.models import CriterionInEdition
from surveys.instrument.model import Question

HAD_BY = 0.6  # of those who answered, for an experience to stand in the model
FEWEST_ROWS = 100
ROWS_A_TERM = 15
FEWEST_IN_LEVEL = 10
MOST_INFLATION = 10.0  # of a variance; then two experiences are one
TOO_FEW, TOO_ONE_SIDED, NO_EXPERIENCE = "few", "one_sided", "none"
NOT_SETTLED, TOO_ALIKE = "not_settled", "alike"
RESPONSE = "satisfied overall"


@dataclass(frozen=True, slots=True)
class Experience:
    """A criterion as every respondent met it; more is better."""

    code: str
    name_vi: str
    name_en: str
    is_rating: bool
    values: "pd.Series[float]"

    @property
    def n(self) -> int:
        return int(self.values.notna().sum())

    @property
    def named(self) -> Named:
        return Named(self.code, self.name_vi, self.name_en, self.n)


def drivers(taken: Sample, defined: Mapping[str, CriterionInEdition]) -> Drivers | None:
    """Fit the model and say what it tells, or why it cannot; nothing where nobody was asked."""
    question = find_overall(taken)
    if question is None:
        return None
    rated = _ratings(taken, question)
    every = list(_experiences(taken, defined))
    chosen = [one for one in every if one.n >= HAD_BY * len(taken.frame)]
    few = tuple(one.named for one in every if one not in chosen)
    complete = rated.notna()
    for one in chosen:
        complete &= one.values.notna()
    told = Drivers(
        text_vi=taken.document.plain(question.text, "vi"),
        text_en=taken.document.plain(question.text, "en"),
        n=int(complete.sum()),
        of=len(taken.frame),
        few=few,
    )
    levels, at_least = _levels(rated[complete])
    if refusal := _refuse(told.n, chosen):
        return replace(told, refused=refusal)
    return _fit(taken, replace(told, levels=len(levels)), chosen, rated.map(levels), at_least)


def find_overall(taken: Sample) -> Question | None:
    """The last rating from 1 to 5 that everybody is asked and no criterion uses."""
    used = {name for rule in taken.document.criteria for name in rule.questions()}
    found = None
    for question in taken.document.questions():
        codes = {choice.code for choice in question.choices if choice.missing is None}
        plain = not question.rows and question.relevance is None and question.name not in used
        if plain and codes == RATINGS and question.name in taken.answered.given:
            found = question
    return found


def _ratings(taken: Sample, question: Question) -> "pd.Series[float]":
    given = taken.answered.given[question.name]
    values = [np.nan if v is None or is_missing(question, v) else float(str(v)) for v in given]
    return pd.Series(values, dtype="float64")


def _experiences(taken: Sample, defined: Mapping[str, CriterionInEdition]) -> Iterator[Experience]:
    """Every criterion of the questionnaire turned so that more is better; days are left out."""
    for code, sample in taken.criteria.items():
        if code not in defined or sample.measure == "median":
            continue
        values = sample.items.mean(axis=1)
        if sample.measure == "share" and defined[code].direction < 0:
            values = 1 - values
        if values.nunique() > 1:
            name = defined[code].criterion
            yield Experience(code, name.name_vi, name.name_en, sample.measure == "mean", values)


def _levels(rated: "pd.Series[float]") -> tuple[dict[float, int], int]:
    """The levels of the answer, and the place of “satisfied”: five, or three where one is thin."""
    counts = rated.value_counts()
    if all(counts.get(float(level), 0) >= FEWEST_IN_LEVEL for level in range(1, 6)):
        return {float(level): level for level in range(1, 6)}, 3
    return {1.0: 1, 2.0: 1, 3.0: 2, 4.0: 3, 5.0: 3}, 2


def _refuse(n: int, chosen: Sequence[Experience]) -> str:
    if not chosen:
        return NO_EXPERIENCE
    return TOO_FEW if n < max(FEWEST_ROWS, ROWS_A_TERM * len(chosen)) else ""


def _fit(
    taken: Sample,
    told: Drivers,
    chosen: Sequence[Experience],
    level: "pd.Series[float]",
    at_least: int,
) -> Drivers:
    frame = taken.frame.assign(**{one.code: one.values for one in chosen})
    frame[RESPONSE] = level
    complete = frame[[RESPONSE, *(one.code for one in chosen)]].notna().all(axis=1)
    counts = frame.loc[complete, RESPONSE].value_counts()
    places = sorted(set(level.dropna()))
    if len(counts) < len(places) or len(places) < 3 or counts.min() < FEWEST_IN_LEVEL:
        return replace(told, refused=TOO_ONE_SIDED)
    try:
        found = average_effects(
            taken.design.on(frame),
            RESPONSE,
            [one.code for one in chosen],
            at_least=at_least,
            binary={one.code for one in chosen if not one.is_rating},
        )
    except (EstimationError, np.linalg.LinAlgError):
        return replace(told, refused=NOT_SETTLED)
    return _number(told, chosen, found)


def _number(told: Drivers, chosen: Sequence[Experience], found: Effects) -> Drivers:
    known = {one.code: one for one in chosen}
    rest = [known[code].named for code in found.dropped]
    kept = [one for one in found.effects if np.isfinite(one.estimate.se)]
    alike = [known[one.name].named for one in kept if one.inflation > MOST_INFLATION]
    if alike:
        return replace(told, refused=TOO_ALIKE, alike=tuple(alike))
    if not kept:
        return replace(told, refused=NOT_SETTLED)
    adjusted = adjust_p_values([p_of(one.estimate) or 1.0 for one in kept], "BH")
    rows = [_row(known[one.name], one, p) for one, p in zip(kept, adjusted, strict=True)]
    rows.sort(key=lambda row: -row.effect.value)
    return replace(told, share=found.share, rows=tuple(rows), alike=tuple(rest))


def _row(of: Experience, one: Effect, adjusted: float) -> Driver:
    low, high = one.estimate.interval(0.95)
    return Driver(
        code=of.code,
        name_vi=of.name_vi,
        name_en=of.name_en,
        is_rating=of.is_rating,
        effect=Figure(
            one.estimate.value, one.estimate.se, low, high, one.estimate.n, one.estimate.df
        ),
        adjusted=adjusted,
        inflation=one.inflation,
    )
