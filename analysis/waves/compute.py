"""All numbers of a wave in one go."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import hypot, isfinite
from typing import Any

from analysis.data import own_figures, sources
from analysis.data.dialogue_counts import recent_dialogues
from analysis.data.published import basket_change, compare_printed_figures, official_years
from analysis.estimators import index
from analysis.estimators.descriptive.subindex import Score, score
from analysis.estimators.uncertainty.carried import spread_between_editions, spread_of_forecast
from analysis.numbers import SCHEMA, CriterionResponse, Figure, OfficialYear, Quantiles, WaveNumbers
from analysis.waves.answers import fieldwork, needs, satisfaction
from analysis.waves.changes import changes, earlier_figures, find_earlier, list_held_back
from analysis.waves.comments import released_comments
from analysis.waves.criteria import Evidence, criterion_rows
from analysis.waves.experiences.drivers import drivers
from analysis.waves.experiences.gaps import gaps
from analysis.waves.groups.breakdown import break_down, summarise
from analysis.waves.outlook import outlooks, own_rows
from analysis.waves.quality import quality
from analysis.waves.representativeness import (
    criterion_responses,
    model_response,
    representativeness,
)
from analysis.waves.sample import LEVEL, Sample, finite, sample
from analysis.waves.verdicts import Beside, verdicts
from analysis.waves.weight_steps import with_steps
from pci.models import Edition, PrintedFigure, Province
from surveys.models import Wave


def own_score(scored: Score | None, n: int) -> Figure | None:
    """Keep the sub-index of the survey alone, unless too few answers leave it without an error."""
    if scored is None or not isfinite(scored.se):
        return None
    low, high = scored.interval(LEVEL)
    return Figure(value=scored.value, se=scored.se, low=low, high=high, n=n, df=finite(scored.df))


@dataclass(frozen=True, slots=True)
class Computed:
    """What an analysis gives: the numbers, and the digests of what went in."""

    numbers: WaveNumbers
    breakdown: Mapping[str, Any]  # the comparison of groups, sealed by its digest in the numbers
    frame_digest: str
    inputs: Mapping[str, Any]

    def results(self) -> dict[str, Any]:
        """The numbers as JSON holds them."""
        return dict(
            json.loads(json.dumps(asdict(self.numbers), ensure_ascii=False, allow_nan=False))
        )


@dataclass(frozen=True, slots=True)
class Gathered:
    """What an analysis starts from: the answers, and what was known before the target edition."""

    wave: Wave
    edition: Edition
    province: Province
    target: int
    taken: Sample
    basket: index.Basket
    official: sources.Official
    figures: Sequence[PrintedFigure]
    own: own_figures.Own

    @property
    def carried(self) -> dict[str, float]:
        """The last official values of criteria the survey does not ask about."""
        unasked = [code for code in self.basket.criteria if code not in self.taken.criteria]
        last = {code: self.official.last(code) for code in unasked}
        return {code: value for code, value in last.items() if value is not None}

    def carried_errors(self, forecasts: Mapping[str, Quantiles]) -> dict[str, float]:
        """How far from those values the ones may lie that nobody measured."""
        return {
            code: _error_of(self, code, forecasts.get(code))
            for code in self.carried
            if code in self.basket.criteria
        }

    @property
    def printed(self) -> dict[tuple[int, str], PrintedFigure]:
        """Figures of the plan that were printed otherwise, by year and criterion."""
        return {(f.edition.year, f.criterion.code): f for f in self.figures if f.criterion}

    def digest_of(self, seed: int) -> dict[str, Any]:
        """All that went in, beside the answers themselves."""
        return {
            "official": {str(year): dict(row) for year, row in self.official.values.items()},
            "basket": [asdict(scoring) for scoring in self.basket.scorings],
            "document": self.wave.version.document,
            "own": [row.as_dict() for row in self.own.rows],
            "decided": dict(self.taken.decided),
            "margins": [asdict(margin) for margin in self.taken.weighting.margins],
            "seed": seed,
        }


def _error_of(known: Gathered, code: str, forecast: Quantiles | None) -> float:
    """Take the error of the forecast; without one the spread between editions."""
    history, scoring = known.official.history(code), known.basket[code]
    if forecast:
        return spread_of_forecast(history[max(history)], forecast.mean, forecast.sd)
    unit = sources.definitions(known.target)[code].unit
    scale = (scoring.scale_min, scoring.scale_max)
    moved = spread_between_editions(history, known.target, scale)
    return hypot(own_figures.error_of_known(unit), moved)


def gather(wave: Wave, edition: Edition, province: Province) -> Gathered:
    """Read the answers of a wave and everything they are held against."""
    target, taken = own_figures.edition_of(wave), sample(wave)
    return Gathered(
        wave=wave,
        edition=edition,
        province=province,
        target=target,
        taken=taken,
        basket=sources.basket_of(edition),
        official=sources.official(province, target),
        figures=sources.list_printed_figures(province),
        own=own_figures.collect_own_figures(target, own_rows(wave, taken, target)),
    )


def compute(
    *, wave: Wave, edition: Edition, province: Province, seed: int, now: datetime
) -> Computed:
    """Analyse a wave with the basket of an edition; the same input gives the same numbers."""
    known = gather(wave, edition, province)
    taken, target = known.taken, known.target
    outlook, forecasts = outlooks(province, target, known.own.rows, seed)
    errors = known.carried_errors(forecasts)
    best, worst = sources.rank_target()
    modelled = model_response(wave, taken)
    defined, earlier = sources.definitions(target), find_earlier(wave, taken, target)
    before = (earlier.run, earlier.overlap) if earlier else ()
    groups = break_down(wave, taken, defined, *before)
    numbers = WaveNumbers(
        **_heading(known),
        **_scores(known, errors),
        criteria=criterion_rows(
            _evidence(known, forecasts, errors, criterion_responses(taken, modelled))
        ),
        official=_official_years(known),
        outlook=outlook,
        basket=basket_change(known.official),
        printed=compare_printed_figures(known.official, known.figures),
        fieldwork=fieldwork(wave, taken),
        quality=quality(wave, taken, known.basket, known.carried, target),
        needs=needs(taken),
        satisfaction=satisfaction(taken),
        dialogues=recent_dialogues(now),
        target_rank_best=best,
        target_rank_worst=worst,
        changes=changes(wave, taken, target, earlier),
        held_back=list_held_back(known.own, target),
        representativeness=representativeness(modelled),
        comments=released_comments(wave),
        weighting=with_steps(taken),
        groups=summarise(groups),
        drivers=drivers(taken, defined),
        gaps=gaps(taken, sources.assignments()),
        schema=SCHEMA,
    )
    return Computed(numbers, groups, taken.digest, known.digest_of(seed))


def _heading(known: Gathered) -> dict[str, Any]:
    """Which wave this is, in the words and days of its title page."""
    wave = known.wave
    return {
        "province": known.province.name,
        "title_vi": wave.title_vi,
        "title_en": wave.title_en or wave.title_vi,
        "year": wave.year,
        "target_year": known.target,
        "basket_year": known.edition.year,
        "opened": wave.opens_on.isoformat(),
        "closed": wave.closes_on.isoformat(),
        "questionnaire": f"{wave.version.questionnaire.name} v{wave.version.number}",
        "is_blind": wave.is_blind,
    }


def _scores(known: Gathered, errors: Mapping[str, float]) -> dict[str, Any]:
    """The sub-index of the survey: with its design, and as the official form counts."""
    basket, asked = known.basket, known.taken.criteria
    values = {code: found.estimate.value for code, found in asked.items()}
    scorable = not basket.refusals(known.carried | _within(basket, values))
    scored = (
        score(known.taken.design, list(asked.values()), basket, known.carried, errors)
        if scorable
        else None
    )
    plain = known.carried | _within(basket, known.taken.plain)
    return {
        "own_score": own_score(scored, len(known.taken.frame)),
        "own_score_plain": None if basket.refusals(plain) else basket.score(plain),
    }


def _within(basket: index.Basket, values: Mapping[str, float]) -> dict[str, float]:
    return {code: value for code, value in values.items() if code in basket.criteria}


def _official_years(known: Gathered) -> tuple[OfficialYear, ...]:
    totals = {f.edition.year: f.printed_as for f in known.figures if f.criterion is None}
    values = {key: figure.value for key, figure in known.printed.items()}
    return official_years(known.official, values, totals)


def _evidence(
    known: Gathered,
    forecasts: Mapping[str, Quantiles],
    errors: Mapping[str, float],
    responses: Mapping[str, CriterionResponse],
) -> Evidence:
    defined = sources.definitions(known.target)
    figures = {code: known.taken.figure(code) for code in known.taken.criteria}
    earlier = [row for row in known.own.rows if row.year < known.target]
    return Evidence(
        taken=known.taken,
        official=known.official,
        basket=known.basket,
        carried=known.carried,
        carried_errors=errors,
        forecasts=forecasts,
        printed={key: figure.printed_as for key, figure in known.printed.items()},
        earlier=earlier_figures(known.own, known.target),
        portal=own_figures.portal(known.wave),
        defined=defined,
        led=sources.assignments(),
        responses=responses,
        comparisons=verdicts(Beside(known.target, figures, earlier, known.official, defined)),
    )
