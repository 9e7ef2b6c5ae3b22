"""The whole comparison of groups of a wave, and what the report says of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from analysis.data.breakdowns import read_groupings
from analysis.data.profiles import profiles, say_twice
from analysis.estimators.descriptive.measures import criterion_estimate
from analysis.models import AnalysisRun, Breakdown
from analysis.numbers.groups import GroupDifference, GroupFigure, Grouping, GroupSummary, Measured
from analysis.provenance import digest
from analysis.waves.groups import measures
from analysis.waves.groups.between_waves import add_changes, find_before
from analysis.waves.groups.comparison import compare, tell
from analysis.waves.groups.words import title_of_block
from analysis.waves.overlap import Overlap
from analysis.waves.sample import Sample
from pci.models import CriterionInEdition
from surveys.models import Wave

MOST_TOLD = 12  # differences in the report; the page has all


def break_down(
    wave: Wave,
    taken: Sample,
    defined: Mapping[str, CriterionInEdition],
    earlier: AnalysisRun | None = None,
    overlap: Overlap | None = None,
) -> dict[str, Any]:
    """Compare all groups of a wave; the same input gives the same content."""
    rows = measures.list_compared(taken, defined)
    known = {row.key: row for row in rows}
    before = None
    if earlier:
        stored = _stored_groupings(earlier)
        before = find_before(wave, earlier, overlap, stored, defined)
    groupings: list[Grouping] = []
    for profile in profiles(wave, taken.document, taken.answered):
        found = compare(taken, profile, rows)
        if found and before:
            found = add_changes(before, taken, profile, known, found)
        if found:
            groupings.append(found)
    content = {
        "blocks": measures.list_blocks(taken, rows, lambda b: say_twice(lambda: title_of_block(b))),
        "measures": [asdict(_measure(taken, row)) for row in rows],
        "groupings": [asdict(one) for one in groupings],
    }
    return dict(json.loads(json.dumps(content, ensure_ascii=False, allow_nan=False)))


def _stored_groupings(run: AnalysisRun) -> dict[str, Grouping]:
    found = Breakdown.objects.filter(run=run).first()
    return read_groupings(found) if found else {}


def _measure(taken: Sample, row: measures.Compared) -> Measured:
    told = criterion_estimate(taken.design, row.items, measure=row.measure, named=[1.0])
    if row.question is None:
        overall = taken.figure(row.key.partition(":")[2])
        if not overall.is_shown:
            overall = tell(told.estimate, is_hidden=True)
    else:
        overall = tell(told.estimate, is_hidden=False)
    return Measured(
        key=row.key,
        block=row.block,
        name_vi=row.name_vi,
        name_en=row.name_en,
        unit=str(row.unit),
        direction=row.direction,
        overall=overall,
    )


def summarise(content: Mapping[str, Any]) -> GroupSummary | None:
    """What the report says: the groups that lie apart in a criterion, the surest first."""
    groupings = [Grouping.read(one) for one in content["groupings"]]
    if not groupings:
        return None
    known = {row["key"]: Measured.read(row) for row in content["measures"]}
    found = [told for grouping in groupings for told in _list_apart(grouping, known)]
    return GroupSummary(
        digest=digest(content),
        tested=sum(one.tested for one in groupings),
        groupings={one.code: one.tested for one in groupings},
        differences=tuple(d for _p, d in sorted(found, key=_order)[:MOST_TOLD]),
    )


def _list_apart(
    grouping: Grouping, known: Mapping[str, Measured]
) -> Iterator[tuple[float, GroupDifference]]:
    """The groups that lie apart in a criterion or rating, with their p-values; of two one."""
    for row in grouping.rows:
        measured = known[row.key]
        if measured.block in {measures.CRITERIA, measures.RATED}:
            for one in row.apart[:1] if len(row.groups) == 2 else row.apart:
                if told := _difference(grouping, measured, one):
                    yield one.adjusted or 0.0, told


def _order(told: tuple[float, GroupDifference]) -> tuple[float, str, str, str]:
    p, one = told
    return p, one.by, one.key, one.group_vi


def _difference(grouping: Grouping, row: Measured, one: GroupFigure) -> GroupDifference | None:
    group = grouping.group(one.group)
    if one.rest is None:
        return None
    return GroupDifference(
        by=grouping.code,
        key=row.key,
        name_vi=row.name_vi,
        name_en=row.name_en,
        group_vi=group.name_vi,
        group_en=group.name_en,
        unit=row.unit,
        direction=row.direction,
        figure=one.figure,
        rest=one.rest,
    )
