"""Which groups there are: levels of a profile, thin ones put together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.data.profiles import Profile
from analysis.estimators.frame.arrays import Mask
from analysis.estimators.uncertainty.release import SMALLEST_BASE, domains_to_hide

OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Kept:
    """A group: the levels it is made of, and how many answered in all."""

    code: str
    levels: frozenset[str]
    name_vi: str
    name_en: str
    n: int

    def mask(self, profile: Profile) -> Mask:
        """Which answers are the group's."""
        return np.array([level in self.levels for level in profile.levels], dtype=np.bool_)


def list_groups(profile: Profile) -> list[Kept]:
    """The groups of a profile in the order of its levels; two thin levels or more are one group.

    Nothing where not two groups have the answers a figure needs.
    """
    counts = Counter(level for level in profile.levels if level is not None)
    groups = [_group(profile, counts, codes) for codes in _split(profile, counts)]
    enough = sum(group.n >= SMALLEST_BASE for group in groups)
    return groups if enough > 1 else []


def _split(profile: Profile, counts: Mapping[str, int]) -> list[list[str]]:
    """The levels that occur, each by itself but thin ones."""
    present = [code for code in profile.names if counts[code]]
    thin = [code for code in present if counts[code] < SMALLEST_BASE]
    joined = thin if len(thin) > 1 else []
    apart = [[code] for code in present if code not in joined]
    return [*apart, joined] if joined else apart


def _group(profile: Profile, counts: Mapping[str, int], codes: Sequence[str]) -> Kept:
    """The group of one level, or of several thin ones, which it names."""
    name_vi, name_en = (", ".join(profile.names[code][at] for code in codes) for at in (0, 1))
    code = codes[0] if len(codes) == 1 else OTHERS
    return Kept(code, frozenset(codes), name_vi, name_en, sum(counts[one] for one in codes))


def hide_thin(counts: Mapping[str, int]) -> frozenset[str]:
    """The groups in which too few answered, and one more where only one would be missing: with all
    enterprises and the others it could be computed."""
    return domains_to_hide(counts, SMALLEST_BASE)
