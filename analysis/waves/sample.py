"""The answers of a wave as a design, with its criteria estimated."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.data import frames, margins, recoding
from analysis.data.answered import Answered, read_answers
from analysis.data.strata import StratumCounts
from analysis.errors import TooFewAnswers
from analysis.estimators.descriptive.measures import criterion_estimate
from analysis.estimators.descriptive.subindex import CriterionSample
from analysis.estimators.sample.design import Design
from analysis.estimators.uncertainty.results import Estimate
from analysis.models import decisions_on
from analysis.numbers import (
    MARK,
    PRINT,
    REVIEW,
    SUPPRESS,
    Figure,
    Weighting,
    decide_one,
)
from analysis.waves.weighting import Weighted, weigh, weigh_again
from surveys.instrument.model import Document
from surveys.models import Wave

LEVEL = 0.95
FEWEST_ANSWERS = 30
WITHIN_DAYS = (3, 5, 7)
REVIEWED = {"show": PRINT, "mark": MARK, "review": REVIEW, "suppress": SUPPRESS}


@dataclass(frozen=True, slots=True)
class Sample:
    """The answers of a wave as a design, with its criteria estimated."""

    document: Document
    counts: Sequence[StratumCounts]
    frame: pd.DataFrame
    design: Design
    base: Design  # before its weights were calibrated
    weighting: Weighting
    register: pd.DataFrame  # what the register says of those who answered
    answered: Answered
    criteria: Mapping[str, CriterionSample]
    plain: Mapping[str, float]
    digest: str  # of the frame
    decided: Mapping[str, str] = field(default_factory=dict)  # by people, on these very answers

    def figure(self, code: str) -> Figure:
        """The figure of a criterion as people decided on it."""
        return decide_one(figure(self.criteria[code].estimate), code, self.decided)


def sample(wave: Wave) -> Sample:
    """Turn the responses of a wave into a design and estimate every criterion of its document."""
    document = wave.version.compiled
    answered = read_answers(wave, document)
    values = margins.respondent_values(wave)
    return _estimate(wave, document, frames.stratum_counts(wave), (answered, values))


def sample_as_weighted(wave: Wave, stored: Weighting) -> Sample | None:
    """The same with the weights of a stored report; None where the register has changed since."""
    document = wave.version.compiled
    read = read_answers(wave, document), margins.respondent_values(wave)
    counts = frames.stratum_counts(wave)
    base = _design(frames.response_frame(wave, counts, read[0]), wave)
    design = weigh_again(base, stored, read[1])
    if design is None:
        return None
    return _estimate(wave, document, counts, read, Weighted(design, stored))


def sample_without(wave: Wave, taken: Sample, flagged: Collection[int]) -> Sample:
    """The same without flagged responses, which are not read again."""
    counts = frames.stratum_counts(wave, unflagged=True)
    kept = [at for at, key in enumerate(taken.answered.keys) if key not in flagged]
    values = taken.register.iloc[kept].reset_index(drop=True)
    return _estimate(wave, taken.document, counts, (taken.answered.without(flagged), values))


def _design(frame: pd.DataFrame, wave: Wave) -> Design:
    if len(frame) < FEWEST_ANSWERS:
        raise TooFewAnswers(wave, len(frame), FEWEST_ANSWERS)
    return Design(
        frame, weight="weight", strata="stratum", population="population", lonely="adjust"
    )


def _estimate(
    wave: Wave,
    document: Document,
    counts: Sequence[StratumCounts],
    read: tuple[Answered, pd.DataFrame],
    weighted: Weighted | None = None,
) -> Sample:
    answered, values = read
    frame = frames.response_frame(wave, counts, answered)
    base = _design(frame, wave)
    weighted = weighted or weigh(wave, base, counts, values)
    design = weighted.design
    criteria, plain = {}, {}
    for rule in document.criteria:
        items = frame[[recoding.column_of(rule, item) for item in rule.items]]
        estimated = criterion_estimate(
            design,
            items,
            measure=rule.measure,  # type: ignore[arg-type]
            named=[1.0],
        )
        if estimated.n == 0:
            continue
        criteria[rule.criterion] = CriterionSample(
            rule.criterion, rule.measure, items, estimated.estimate
        )
        plain[rule.criterion] = estimated.official
    digest = frames.digest(frame)
    decided = decisions_on(wave, digest)
    return Sample(
        document=document,
        counts=counts,
        frame=frame,
        design=design,
        base=base,
        weighting=weighted.weighting,
        register=values,
        answered=answered,
        criteria=criteria,
        plain=plain,
        digest=digest,
        decided=decided,
    )


def shares_within(taken: Sample, code: str) -> dict[int, Figure]:
    """The shares answered within some days: steadier than a median, which jumps between days."""
    days = taken.criteria[code].items.iloc[:, 0]
    found = {}
    for most in WITHIN_DAYS:
        within = (days <= most).astype("float64").where(days.notna()).to_frame("within")
        told = criterion_estimate(taken.design, within, measure="share", named=[1.0])
        found[most] = figure(told.estimate)
    return found


def figure(estimate: Estimate) -> Figure:
    """Keep an estimate as JSON can hold it: numbers that are not finite become nothing."""
    low, high = estimate.interval(LEVEL)
    release = estimate.release
    broken = not all(math.isfinite(x) for x in (estimate.value, estimate.se, low, high))
    return Figure(
        value=finite(estimate.value) or 0.0,
        se=finite(estimate.se) or 0.0,
        low=finite(low) or 0.0,
        high=finite(high) or 0.0,
        n=estimate.n,
        df=finite(estimate.df),
        deff=finite(estimate.deff),
        n_effective=finite(estimate.n_effective),
        shown=SUPPRESS if broken else REVIEWED[release.status],
        why=",".join(release.reasons),
    )


def finite(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None
