"""Pure: how much of a place leaves somebody in a crowd of at least five.

A crowd is counted by district and branch of business. It is cut into cells by a rule that depends
on the crowd alone and not on who spoke: what is left out of a place then says no more than what is
shown, because everybody whose place is left out alike stands in one cell, and no cell is small.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

SMALLEST_CROWD = 5
Place = tuple[int | None, str]
Crowd = Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """What may be told of a place: the district or ``None``, the branch or nothing."""

    district: int | None
    sector: str


def find_showable(sizes: Mapping[Hashable, int]) -> set[Hashable]:
    """Which names may be told, so that those without one are nobody or at least five."""
    known = [name for name, size in sizes.items() if name and size >= SMALLEST_CROWD]
    largest_first = sorted(known, key=lambda name: (-sizes[name], str(name)))
    rest = sum(sizes.values()) - sum(sizes[name] for name in largest_first)
    while largest_first and 0 < rest < SMALLEST_CROWD:
        rest += sizes[largest_first.pop()]
    return set(largest_first)


def find_cell(crowd: Crowd, place: Place) -> Cell | None:
    """The cell of a place; ``None`` where the whole crowd is too small to be mentioned."""
    if sum(crowd.values()) < SMALLEST_CROWD:
        return None
    district, sector = place
    shown = find_showable(_sizes(crowd, 0))
    if district not in shown:
        district = None
    beside = {
        each: size
        for each, size in crowd.items()
        if (each[0] if each[0] in shown else None) == district
    }
    return Cell(district, sector if sector in find_showable(_sizes(beside, 1)) else "")


def _sizes(crowd: Crowd, part: int) -> Counter[Hashable]:
    sizes: Counter[Hashable] = Counter()
    for place, size in crowd.items():
        sizes[place[part]] += size
    return sizes
