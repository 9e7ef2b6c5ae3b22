"""The comparison of groups: figures, differences from the rest, tests that know they are many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.data.profiles import Profile
from analysis.estimators.frame.arrays import Mask
from analysis.estimators.inference import groups as estimators
from analysis.estimators.inference.adjustment import adjust_p_values
from analysis.estimators.inference.groups import Domains
from analysis.estimators.uncertainty.results import Estimate
from analysis.numbers import SUPPRESS, Figure
from analysis.numbers.groups import Compared as ComparedNumbers
from analysis.numbers.groups import Group, GroupFigure, Grouping
from analysis.waves.groups import measures
from analysis.waves.groups.grouping import Kept, hide_thin, list_groups
from analysis.waves.sample import Sample, figure

COMPLEMENT = "complementary"


@dataclass(frozen=True, eq=False, slots=True)
class InGroups:
    """One figure in every group and, after them, in the rest of each; and what may be told."""

    groups: Sequence[Kept]
    domains: Domains
    figures: Sequence[Figure]

    def place(self, code: str) -> int:
        return [group.code for group in self.groups].index(code)

    @property
    def told(self) -> list[int]:
        """The places of the groups that may be told."""
        return [at for at, one in enumerate(self.figures) if one.is_shown]

    def apart(self, at: int) -> Estimate | None:
        """How far a group lies from the rest, where both may be told."""
        rest = len(self.groups) + at
        if at not in self.told or not figure(self.domains.estimates[rest]).is_shown:
            return None
        return self.domains.difference(at, rest)


def withhold(n: int, why: str) -> Figure:
    """A figure of which nothing is kept but that it is not told, and why."""
    return Figure(0.0, 0.0, 0.0, 0.0, n, shown=SUPPRESS, why=why)


def tell(estimate: Estimate, *, is_hidden: bool) -> Figure:
    """A figure as the one rule of release has it; what may not be shown is not even kept."""
    told = figure(estimate)
    if not told.is_shown:
        return withhold(told.n, told.why)
    return withhold(told.n, COMPLEMENT) if is_hidden else told


def mask_groups(profile: Profile, groups: Sequence[Kept]) -> Mask:
    """Which answers are each group's, and behind them which are the rest's: (n, 2 x groups)."""
    known = np.array([level is not None for level in profile.levels], dtype=np.bool_)
    own = np.column_stack([group.mask(profile) for group in groups])
    return np.hstack([own, known[:, None] & ~own])


def estimate_groups(
    taken: Sample, row: measures.Compared, groups: Sequence[Kept], masks: Mask
) -> InGroups:
    """Estimate one figure in every group and in the rest of it."""
    domains = estimators.estimate_domains(taken.design, row.items, row.measure, masks)
    estimates = domains.estimates[: len(groups)]
    hidden = hide_thin({g.code: e.n for g, e in zip(groups, estimates, strict=True)})
    figures = [
        tell(one, is_hidden=group.code in hidden) if one.n else withhold(0, "no-answers")
        for group, one in zip(groups, estimates, strict=True)
    ]
    return InGroups(groups, domains, figures)


def compare(taken: Sample, profile: Profile, rows: Sequence[measures.Compared]) -> Grouping | None:
    """Compare all groups of a profile in everything; nothing where there are not two."""
    groups = list_groups(profile)
    if not groups:
        return None
    masks = mask_groups(profile, groups)
    found = [_compare_one(taken, row, groups, masks) for row in rows]
    return Grouping(
        code=profile.code,
        source=profile.source,
        groups=tuple(Group(g.code, g.name_vi, g.name_en, g.n) for g in groups),
        rows=tuple(_adjust(found)),
        tested=sum(len(list(_p_values(row))) for row in found),
    )


def _compare_one(
    taken: Sample, row: measures.Compared, groups: Sequence[Kept], masks: Mask
) -> ComparedNumbers:
    each = estimate_groups(taken, row, groups, masks)
    test = each.domains.compare(each.told)
    return ComparedNumbers(
        key=row.key,
        groups=tuple(_number(each, at) for at in range(len(groups))),
        f=test.statistic if test else None,
        ndf=test.ndf if test else None,
        ddf=test.ddf if test else None,
        p=test.p if test else None,
    )


def _number(each: InGroups, at: int) -> GroupFigure:
    """The figure of a group, and how far it lies from the rest where both may be told."""
    code, apart = each.groups[at].code, each.apart(at)
    if apart is None:
        return GroupFigure(code, each.figures[at])
    rest, p = number_difference(apart), estimators.p_of(apart)
    return GroupFigure(code, each.figures[at], rest=rest, adjusted=p)


def number_difference(apart: Estimate) -> Figure:
    """A difference as it is kept: its judgement is that of its parts."""
    low, high = apart.interval(0.95) if apart.se > 0 else (apart.value, apart.value)
    return Figure(apart.value, apart.se, low, high, apart.n, float(apart.df))


def _p_values(row: ComparedNumbers) -> Iterator[float]:
    """The p-values of the groups against the rest; of two groups both are the same one."""
    told = [one.adjusted for one in row.groups if one.adjusted is not None]
    yield from told[:1] if len(row.groups) == 2 else told


def _adjust(rows: Sequence[ComparedNumbers]) -> Iterator[ComparedNumbers]:
    """Adjust for all comparisons of the grouping: tests of all groups, and groups with the rest."""
    alike = adjust_p_values([float("nan") if r.p is None else r.p for r in rows], "BH")
    each = iter(adjust_p_values([p for row in rows for p in _p_values(row)], "BH"))
    for row, p in zip(rows, alike, strict=True):
        count = len(list(_p_values(row)))
        own = [next(each) for _ in range(count)]
        if len(row.groups) == 2:
            own = own * 2
        left = iter(own)
        groups = tuple(
            replace(one, adjusted=next(left)) if one.adjusted is not None else one
            for one in row.groups
        )
        yield replace(row, groups=groups, adjusted=None if row.p is None else p)
