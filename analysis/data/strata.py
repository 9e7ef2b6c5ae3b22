"""How strata weigh, and which are joined because they are too thin to tell how far they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class StratumCounts:
    """One stratum of a wave: the register, the sample, the answers."""

    code: str
    label: str
    population: int
    asked: int
    not_eligible: int
    answered: int
    used: int
    size: str = ""  # its size class, where strata are drawn by size
    unknown: int = 0  # asked, and nobody knows whether they are in business
    e: float = 1.0  # AAPOR's share of these that are, from all cases that are known

    @property
    def eligible(self) -> float:
        """Enterprises of the register that are in business, by the sample: those of whom nothing is
        known in the proportion of all who are known (AAPOR's e), not as if all of them were."""
        if not self.asked:
            return float(self.population)
        gone = self.not_eligible + (1 - self.e) * self.unknown
        return self.population * (1 - gone / self.asked)

    @property
    def kind(self) -> tuple[str, bool]:
        """Its size class, and whether all of it were asked; only equals are joined."""
        return self.size, self.asked >= self.population


def spread_eligibility(counts: Sequence[StratumCounts]) -> list[StratumCounts]:
    """Give every stratum the share e of all strata: within one stratum few cases are known."""
    gone = sum(row.not_eligible for row in counts)
    known = sum(row.asked - row.not_eligible - row.unknown for row in counts)
    e = known / (known + gone) if known + gone else 1.0
    return [replace(row, e=e) for row in counts]


@dataclass(frozen=True, slots=True)
class Weighed:
    """How the answers of a drawn stratum count: stratum of the variance, its size, their weight."""

    stratum: str
    population: float
    weight: float


Group = list[StratumCounts]


def weigh(
    counts: Sequence[StratumCounts], fewest: int, *, is_blind: bool = False
) -> dict[str, Weighed]:
    """Give every stratum with answers its weight, and the stratum its variance is estimated in.

    Each keeps the weight of its own enterprises over its own answers; one that nobody answered in
    is carried by those it is joined with. In a blind wave all of a joined stratum weigh alike,
    because the weight would tell a stratum in which few answered.
    """
    found = {}
    for group in join(counts, fewest, is_blind=is_blind):
        population = sum(row.eligible for row in group)
        answered = [row for row in group if row.used]
        carried = population / sum(row.eligible for row in answered) if answered else 1.0
        for row in answered:
            own = row.eligible / row.used * carried
            alike = population / count_used(group)
            found[row.code] = Weighed(group[0].code, population, alike if is_blind else own)
    return found


def join(counts: Iterable[StratumCounts], fewest: int, *, is_blind: bool = False) -> list[Group]:
    """Join strata with too few answers, in the order of their codes.

    Only strata of one size class, and only those asked whole or those asked in part, are joined: a
    large enterprise says nothing of how far small ones differ. A group that stays without any
    answer joins its neighbour, so that its enterprises are carried by somebody; in a blind wave
    every group with too few answers does.
    """
    kinds: dict[tuple[str, bool], list[Group]] = {}
    for row in (row for row in counts if row.population):
        kinds.setdefault(row.kind, []).append([row])
    joined = [group for kind in sorted(kinds) for group in _join_thin(kinds[kind], fewest)]
    return _join_thin(joined, fewest if is_blind else 1)


def into(counts: Sequence[StratumCounts], fewest: int, *, is_blind: bool = False) -> dict[str, str]:
    """Map each stratum to the one its variance is estimated in."""
    groups = join(counts, fewest, is_blind=is_blind)
    return {row.code: group[0].code for group in groups for row in group}


def _join_thin(listed: Iterable[Group], fewest: int) -> list[Group]:
    """Let each thin group join the group before it, the first one the group after it."""
    groups: list[Group] = []
    for group in listed:
        if groups and (count_used(groups[-1]) < fewest or count_used(group) < fewest):
            groups[-1] = [*groups[-1], *group]
        else:
            groups.append(group)
    if len(groups) > 1 and count_used(groups[-1]) < fewest:
        last = groups.pop()
        groups[-1] = [*groups[-1], *last]
    return groups


def count_used(group: Iterable[StratumCounts]) -> int:
    return sum(row.used for row in group)
