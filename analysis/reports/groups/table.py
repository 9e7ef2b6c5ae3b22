"""The whole comparison of groups as one table, for those who compute further.

A row is one figure of one group. Shares lie between 0 and 1. A figure that may not be told has its
base ``n`` and nothing else; ``rest`` is the group less all others, ``change`` the group less itself
in the wave of ``since``. Adjusted p-values are those of Benjamini and Hochberg within a grouping.
"""

from collections.abc import Iterator
from typing import Any

from analysis.data.breakdowns import read_groupings, read_measured
from analysis.models import Breakdown
from analysis.numbers.figures import Figure
from analysis.numbers.groups import Compared, GroupFigure, Grouping, Measured

HEADINGS = (
    "by", "groups_from", "group", "group_vi", "group_en", "measure", "name_vi", "name_en", "unit",
    "value", "low", "high", "level", "n", "standard_error", "shown",
    "rest", "rest_low", "rest_high", "rest_p_adjusted",
    "alike_f", "alike_ndf", "alike_ddf", "alike_p", "alike_p_adjusted",
    "since", "change", "change_low", "change_high", "change_p_adjusted",
)  # fmt: skip
Row = list[Any]


def table(found: Breakdown) -> Iterator[Row]:
    """Every figure of every group, grouping by grouping."""
    measured = read_measured(found)
    for grouping in read_groupings(found).values():
        for compared in grouping.rows:
            for one in compared.groups:
                yield _row(grouping, measured[compared.key], compared, one)


def _row(grouping: Grouping, row: Measured, compared: Compared, one: GroupFigure) -> Row:
    group = grouping.group(one.group)
    told = one.figure
    shown: Row = [None] * 4
    error = None
    if told.is_shown:
        shown, error = [told.value, told.low, told.high, 0.95], told.se
    return [
        grouping.code, grouping.source, one.group, group.name_vi, group.name_en,
        row.key, row.name_vi, row.name_en, row.unit,
        *shown, told.n, error, told.shown,
        *_ends(one.rest), one.adjusted,
        compared.f, compared.ndf, compared.ddf, compared.p, compared.adjusted,
        grouping.since if one.change else None, *_ends(one.change), one.change_adjusted,
    ]  # fmt: skip


def _ends(told: Figure | None) -> Row:
    return [told.value, told.low, told.high] if told else [None, None, None]
