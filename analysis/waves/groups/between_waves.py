"""The same groups in the wave before, where questions and groups are the same."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.data.comparability import Trends
from analysis.data.profiles import Profile, profiles
from analysis.estimators.descriptive.change import Change, independent, overlapping, unit_parts
from analysis.estimators.frame.arrays import Floats, Mask
from analysis.estimators.inference.adjustment import adjust_p_values
from analysis.estimators.inference.groups import p_of
from analysis.estimators.uncertainty.results import Estimate
from analysis.models import AnalysisRun
from analysis.numbers import Figure
from analysis.numbers.groups import Compared, GroupFigure, Grouping
from analysis.waves.groups import measures
from analysis.waves.groups.comparison import (
    InGroups,
    estimate_groups,
    mask_groups,
    number_difference,
)
from analysis.waves.groups.grouping import Kept, list_groups
from analysis.waves.overlap import Overlap
from analysis.waves.sample import Sample
from pci.models import CriterionInEdition
from surveys.instrument.model import Document
from surveys.models import Wave


@dataclass(frozen=True, eq=False, slots=True)
class Before:
    """The wave before: its run, what is comparable, and its answers where they may be joined."""

    run: AnalysisRun
    now: Wave
    document: Document
    trends: Trends
    overlap: Overlap | None
    stored: Mapping[str, Grouping]  # what its own run told of groups
    profiles: Mapping[str, Profile]
    rows: Mapping[str, measures.Compared]

    def asked_alike(self, row: measures.Compared) -> bool:
        """Whether a figure means the same in both waves."""
        if row.question is None:
            code = row.key.partition(":")[2]
            return self.trends.link(code, self.run.wave.version_id, self.now.version_id).holds
        name = row.question.name
        if not self.document.has_question(name):
            return False
        return self.document.question(name).fingerprint == row.question.fingerprint

    def grouped_alike(self, profile: Profile) -> bool:
        """Whether groups are made the same way in both waves."""
        earlier = self.stored.get(profile.code)
        if earlier is None or earlier.source != profile.source:
            return False
        if profile.question is None:
            return True
        name = profile.question.name
        if not self.document.has_question(name):
            return False
        return self.document.question(name).fingerprint == profile.question.fingerprint


def find_before(
    wave: Wave,
    run: AnalysisRun,
    overlap: Overlap | None,
    stored: Mapping[str, Grouping],
    defined: Mapping[str, CriterionInEdition],
) -> Before:
    """Gather what the wave before has to be compared with."""
    document = run.wave.version.compiled
    known, rows = [], []
    if overlap:
        known = profiles(run.wave, document, overlap.before.answered)
        rows = measures.list_compared(overlap.before, defined)
    return Before(
        run=run,
        now=wave,
        document=document,
        trends=Trends.between({wave.version_id, run.wave.version_id}),
        overlap=overlap,
        stored=stored,
        profiles={one.code: one for one in known},
        rows={row.key: row for row in rows},
    )


def add_changes(
    before: Before,
    taken: Sample,
    profile: Profile,
    rows: Mapping[str, measures.Compared],
    grouping: Grouping,
) -> Grouping:
    """Add how far every group moved since the wave before, adjusted for their number."""
    if not before.grouped_alike(profile):
        return grouping
    groups = list_groups(profile)
    masks = _mask_both(before, profile, groups)
    told = [
        _with_changes(before, taken, profile, groups, masks, rows[row.key], row)
        if before.asked_alike(rows[row.key])
        else row
        for row in grouping.rows
    ]
    return replace(grouping, rows=tuple(_adjust(told)), since=before.run.wave.year)


def _mask_both(
    before: Before, profile: Profile, groups: Sequence[Kept]
) -> tuple[Mask, Mask] | None:
    """Which answers are each group's, then and now; once for all that is compared."""
    earlier = before.profiles.get(profile.code)
    return (mask_groups(earlier, groups), mask_groups(profile, groups)) if earlier else None


def _with_changes(
    before: Before,
    taken: Sample,
    profile: Profile,
    groups: Sequence[Kept],
    masks: tuple[Mask, Mask] | None,
    now: measures.Compared,
    row: Compared,
) -> Compared:
    joined = _join(before, taken, groups, masks, now)
    stored = before.stored[profile.code]
    found = []
    for one in row.groups:
        change = joined.get(one.group)
        if change is None and not before.overlap and _same_group(stored, one.group, groups):
            change = _independent(stored, row.key, one)
        if change is None or not one.figure.is_shown:
            found.append(one)
            continue
        told = number_difference(change.difference)
        found.append(replace(one, change=told, change_adjusted=p_of(change.difference)))
    return replace(row, groups=tuple(found))


def _join(
    before: Before,
    taken: Sample,
    groups: Sequence[Kept],
    masks: tuple[Mask, Mask] | None,
    now: measures.Compared,
) -> dict[str, Change]:
    """Changes with what the two waves have in common taken into account."""
    overlap, then = before.overlap, before.rows.get(now.key)
    if overlap is None or then is None or masks is None:
        return {}
    first = estimate_groups(overlap.before, then, groups, masks[0])
    second = estimate_groups(taken, now, groups, masks[1])
    places = sorted({*first.told} & {*second.told})
    return {groups[at].code: _overlapping(overlap, first, second, at) for at in places}


def _overlapping(overlap: Overlap, then: InGroups, now: InGroups, at: int) -> Change:
    return overlapping(
        then.domains.estimates[at],
        now.domains.estimates[at],
        _parts(overlap.before, then.domains.scores[:, at], overlap.who_before),
        _parts(overlap.now, now.domains.scores[:, at], overlap.who_now),
    )


def _parts(taken: Sample, scores: Floats, who: Sequence[Hashable]) -> dict[Hashable, float]:
    return unit_parts(taken.design, scores, who)


def _same_group(stored: Grouping, code: str, groups: Sequence[Kept]) -> bool:
    """Whether a group has the same name in both waves; joined ones name their levels."""
    now = next(group for group in groups if group.code == code)
    return any(g.code == code and g.name_vi == now.name_vi for g in stored.groups)


def _independent(stored: Grouping, key: str, now: GroupFigure) -> Change | None:
    """Compare with what the earlier run told, as with another sample."""
    row = stored.row(key)
    one = next((g for g in row.groups if g.group == now.group), None) if row else None
    if one is None or not (one.figure.is_shown and now.figure.is_shown):
        return None
    return independent(_estimate_of(one.figure), _estimate_of(now.figure))


def _estimate_of(told: Figure) -> Estimate:
    return Estimate(told.value, told.se, told.df or float(told.n - 1), told.n)


def _adjust(rows: Sequence[Compared]) -> list[Compared]:
    every = [g.change_adjusted for row in rows for g in row.groups if g.change_adjusted is not None]
    each = iter(adjust_p_values(every, "BH"))
    return [
        replace(
            row,
            groups=tuple(
                replace(g, change_adjusted=next(each)) if g.change_adjusted is not None else g
                for g in row.groups
            ),
        )
        for row in rows
    ]
