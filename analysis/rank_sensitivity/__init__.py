"""How much of a rank is the province, and how much the recipe: OECD/JRC Handbook (2008), part 7.

Saisana, Saltelli and Tarantola (2005): draw the choices an index-maker could as well have made
(normalisation, weights, aggregation, a criterion left out, sampling error), rank the provinces each
time, and say which choice moves the rank. Tables of values have a row a province and a column a
criterion of the basket, in published units (a share from 0 to 1), and no gaps: see
:func:`complete`.
"""

from analysis.rank_sensitivity.fixed_frame import (
    STEPS,
    Movement,
    movement,
    score_in_fixed_frames,
)
from analysis.rank_sensitivity.influence import (
    Extreme,
    LeftOut,
    drop_each_criterion,
    extremes,
    leave_one_out,
    records,
)
from analysis.rank_sensitivity.ranks import (
    FACTORS,
    QUANTILES,
    RankStability,
    Sensitivity,
    describe_stability,
    sensitivity,
)
from analysis.rank_sensitivity.recipes import (
    AGGREGATIONS,
    NORMALISATIONS,
    NOTHING_LEFT_OUT,
    OFFICIAL,
    WEIGHTS,
    Recipe,
    complete,
    ranks,
    scores,
)
from analysis.rank_sensitivity.sampling import sampling_sd

__all__ = [
    "AGGREGATIONS",
    "FACTORS",
    "NORMALISATIONS",
    "NOTHING_LEFT_OUT",
    "OFFICIAL",
    "QUANTILES",
    "STEPS",
    "WEIGHTS",
    "Extreme",
    "LeftOut",
    "Movement",
    "RankStability",
    "Recipe",
    "Sensitivity",
    "complete",
    "describe_stability",
    "drop_each_criterion",
    "extremes",
    "leave_one_out",
    "movement",
    "ranks",
    "records",
    "sampling_sd",
    "score_in_fixed_frames",
    "scores",
    "sensitivity",
]
