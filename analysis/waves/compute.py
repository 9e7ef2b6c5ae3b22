"""All numbers of a wave in one go."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from analysis.data import frames, own_figures, sources
from analysis.data.dialogue_counts import recent_dialogues
from analysis.data.published import basket_change, compare_printed_figures, official_years
from analysis.estimators.descriptive.subindex import Score, score
from analysis.numbers import SCHEMA, Figure, WaveNumbers
from analysis.waves.answers import fieldwork, needs, satisfaction
from analysis.waves.changes import changes, earlier_figures, list_held_back
from analysis.waves.criteria import criterion_rows
from analysis.waves.outlook import outlooks, own_rows
from analysis.waves.quality import quality
from analysis.waves.sample import LEVEL, finite, sample
from pci.models import Edition, Province
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
    frame_digest: str
    inputs: Mapping[str, Any]

    def results(self) -> dict[str, Any]:
        """The numbers as JSON holds them."""
        return dict(
            json.loads(json.dumps(asdict(self.numbers), ensure_ascii=False, allow_nan=False))
        )


def compute(
    *, wave: Wave, edition: Edition, province: Province, seed: int, now: datetime
) -> Computed:
    """Analyse a wave with the basket of an edition; the same input gives the same numbers."""
    target = wave.target_edition.year if wave.target_edition else wave.year
    taken = sample(wave)
    basket = sources.basket_of(edition)
    official = sources.official(province, target)
    figures = sources.list_printed_figures(province)
    printed = {(f.edition.year, f.criterion.code): f for f in figures if f.criterion}
    known = {
        code: last
        for code in basket.criteria
        if code not in taken.criteria and (last := official.last(code)) is not None
    }
    scorable = not basket.refusals(
        known | {c: s.estimate.value for c, s in taken.criteria.items() if c in basket.criteria}
    )
    scored = score(taken.design, list(taken.criteria.values()), basket, known) if scorable else None
    plain = known | {c: v for c, v in taken.plain.items() if c in basket.criteria}
    found = own_figures.collect_own_figures(target, own_rows(wave, taken, target))
    outlook, forecasts = outlooks(province, target, found.rows, seed)
    best, worst = sources.rank_target()
    numbers = WaveNumbers(
        province=province.name,
        title_vi=wave.title_vi,
        title_en=wave.title_en or wave.title_vi,
        year=wave.year,
        target_year=target,
        basket_year=edition.year,
        opened=wave.opens_on.isoformat(),
        closed=wave.closes_on.isoformat(),
        questionnaire=f"{wave.version.questionnaire.name} v{wave.version.number}",
        is_blind=wave.is_blind,
        criteria=criterion_rows(
            taken,
            official,
            basket,
            target,
            forecasts,
            known,
            {key: f.printed_as for key, f in printed.items()},
            earlier_figures(found, target),
            own_figures.portal(wave),
        ),
        official=official_years(
            official,
            {key: f.value for key, f in printed.items()},
            {f.edition.year: f.printed_as for f in figures if f.criterion is None},
        ),
        own_score=own_score(scored, len(taken.frame)),
        own_score_plain=basket.score(plain) if not basket.refusals(plain) else None,
        outlook=outlook,
        basket=basket_change(official),
        printed=compare_printed_figures(official, figures),
        fieldwork=fieldwork(wave, taken),
        quality=quality(wave, taken, basket, known, target),
        needs=needs(taken),
        satisfaction=satisfaction(taken),
        dialogues=recent_dialogues(now),
        target_rank_best=best,
        target_rank_worst=worst,
        changes=changes(wave, taken, target),
        held_back=list_held_back(found, target),
        schema=SCHEMA,
    )
    inputs = {
        "official": {str(year): dict(row) for year, row in official.values.items()},
        "basket": [asdict(scoring) for scoring in basket.scorings],
        "document": wave.version.document,
        "own": [row.as_dict() for row in found.rows],
        "seed": seed,
    }
    return Computed(numbers, frames.digest(taken.frame), inputs)
