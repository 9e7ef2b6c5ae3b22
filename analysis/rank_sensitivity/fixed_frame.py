"""Scores in a frame that does not move, and the step between two editions taken apart.

"Our score went up and our rank down": a score moves with the province's own values, with the ends
of the scales, which every new record shifts for all, and with the basket; a rank moves with the
others, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analysis.estimators.index import Basket, Scoring
from analysis.rank_sensitivity.recipes import complete, place

OWN, OTHERS, ENDS, BASKET = "own", "others", "scale_ends", "basket"
STEPS = (OWN, OTHERS, ENDS, BASKET)


def _common(first: Basket, second: Basket) -> list[tuple[str, Scoring]]:
    """Criteria both count in the same direction, with the second edition's scoring."""
    later = {(s.criterion, s.direction): s for s in second.scorings}
    keys = [(s.criterion, s.direction) for s in first.scorings]
    return [(key[0], later[key]) for key in keys if key in later]


def _ends_of(frame: Scoring, scoring: Scoring) -> Scoring:
    return replace(scoring, scale_min=frame.scale_min, scale_max=frame.scale_max)


def score_in_fixed_frames(
    values: Mapping[int, Mapping[str, float]], baskets: Mapping[int, Basket]
) -> dict[int, float]:
    """Give one province's score of each edition, each criterion on the ends of its first edition.

    ``values`` and ``baskets`` are by year; editions that lack a value of their basket are left out.
    """
    first: dict[tuple[str, int], Scoring] = {}
    told = {}
    for year in sorted(baskets):
        for scoring in baskets[year].scorings:
            first.setdefault((scoring.criterion, scoring.direction), scoring)
        here = values.get(year, {})
        if all(code in here for code in baskets[year].criteria):
            told[year] = sum(
                s.weight * _ends_of(first[s.criterion, s.direction], s).points(here[s.criterion])
                for s in baskets[year].scorings
            )
    return told


@dataclass(frozen=True, slots=True)
class Movement:
    """One province's step from an edition to a later one, taken apart.

    The parts follow one another and so add up exactly to the printed change: first its own values
    move (``own``: the same criteria, weights and scale ends), then those of all others (``others``:
    nothing happens to the score, only to the rank), then the ends of the scales (``scale_ends``),
    then weights and criteria (``basket``). Ranks count the provinces complete in both editions; a
    positive part of a rank leads down.
    """

    province: str
    first: int
    second: int
    provinces: int
    score_before: float
    score_after: float
    rank_before: int
    rank_after: int
    score: Mapping[str, float]
    rank: Mapping[str, int]
    by_criterion: Mapping[str, float]  # the part ``own``
    ends_by_criterion: Mapping[str, float]  # the part ``scale_ends``

    @property
    def fixed_frame(self) -> tuple[float, float]:
        """The score before and after, both with the earlier edition's basket and scale ends."""
        return self.score_before, self.score_before + self.score[OWN]


def movement(
    before: pd.DataFrame, after: pd.DataFrame, first: Basket, second: Basket, province: str
) -> Movement | None:
    """Take one province's step apart; None unless it is complete in both editions."""
    before, after = complete(before, first), complete(after, second)
    names = before.index.intersection(after.index, sort=False)
    if province not in names:
        return None
    before, after = before.loc[names], after.loc[names]
    common = _common(first, second)
    codes = [code for code, _ in common]
    moved = before.assign(**{code: after[code] for code in codes})
    alone = before.copy()
    alone.loc[province] = moved.loc[province]
    ends = dict(common)
    shifted = Basket(
        first.year,
        tuple(_ends_of(ends[s.criterion], s) if s.criterion in ends else s for s in first.scorings),
    )
    worlds = [(before, first), (alone, first), (moved, first), (moved, shifted), (after, second)]
    stages = [place(*world, province) for world in worlds]
    steps = list(zip(STEPS, stages, stages[1:], strict=False))
    was, now = (t.loc[[province], codes].to_dict("records")[0] for t in (before, moved))
    return Movement(
        province=province,
        first=first.year,
        second=second.year,
        provinces=len(names),
        score_before=stages[0].score,
        score_after=stages[-1].score,
        rank_before=stages[0].rank,
        rank_after=stages[-1].rank,
        score={step: to.score - start.score for step, start, to in steps},
        rank={step: to.rank - start.rank for step, start, to in steps},
        by_criterion={
            c: first[c].weight * (first[c].points(now[c]) - first[c].points(was[c])) for c in codes
        },
        ends_by_criterion={
            c: first[c].weight * (shifted[c].points(now[c]) - first[c].points(now[c]))
            for c in codes
        },
    )
