"""Cells of the register, joined by rule where they are too thin to be sampled alone."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from surveys.sampling import SamplingError

REST = "*"  # the value of a dimension along which cells were joined

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the register: a key that lasts, and its value on every dimension."""

    key: Hashable
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlannedStratum:
    """A stratum: the cells it joins, and the keys of its enterprises."""

    code: str
    cells: tuple[Cell, ...]
    keys: tuple[Hashable, ...]

    @property
    def population(self) -> int:
        return len(self.keys)


def stratify(
    units: Sequence[Unit], dimensions: Sequence[str], *, thinnest: int
) -> list[PlannedStratum]:
    """Divide ``units`` by ``dimensions``, most important first, into strata not below ``thinnest``.

    Cells with fewer units are joined with the other thin cells that agree on all dimensions but
    the last; what is still too thin joins the smallest sibling; without one, the next dimension is
    given up as well. Raises SamplingError when the whole register is smaller than ``thinnest``.
    """
    if not dimensions:
        raise SamplingError("no_dimension")
    if len(units) < thinnest:
        raise SamplingError("register_too_small", units=len(units), thinnest=thinnest)
    members: dict[Cell, list[Hashable]] = defaultdict(list)
    for unit in units:
        members[tuple(unit.values[name] for name in dimensions)].append(unit.key)
    groups: dict[Cell, tuple[Cell, ...]] = {cell: (cell,) for cell in members}
    for depth in range(len(dimensions) - 1, -1, -1):
        groups = _join_thin_groups(groups, members, depth, thinnest)
    return [
        PlannedStratum(
            code="/".join(label),
            cells=tuple(sorted(cells)),
            keys=tuple(key for cell in sorted(cells) for key in members[cell]),
        )
        for label, cells in sorted(groups.items())
    ]


def _join_thin_groups(
    groups: dict[Cell, tuple[Cell, ...]],
    members: Mapping[Cell, Sequence[Hashable]],
    depth: int,
    thinnest: int,
) -> dict[Cell, tuple[Cell, ...]]:
    """Join thin groups that agree on the first ``depth`` dimensions."""

    sizes = {label: sum(len(members[cell]) for cell in cells) for label, cells in groups.items()}
    families: dict[Cell, list[Cell]] = defaultdict(list)
    for label in groups:
        families[label[:depth]].append(label)
    result: dict[Cell, tuple[Cell, ...]] = {}
    for prefix, labels in families.items():
        joined, kept = _divide_family({label: sizes[label] for label in labels}, thinnest)
        result |= {label: groups[label] for label in kept}
        if joined:
            label = joined[0] if len(joined) == 1 else _common(prefix, joined)
            result[label] = tuple(cell for part in joined for cell in groups[part])
    return result


def _divide_family(sizes: Mapping[Cell, int], thinnest: int) -> tuple[list[Cell], list[Cell]]:
    """Tell which groups of a family become one, and which stay as they are.

    Thin ones are joined; where they are too thin even together, the smallest other one joins them.
    """
    thin = sorted(label for label, size in sizes.items() if size < thinnest)
    thick = sorted((label for label in sizes if label not in thin), key=lambda x: (sizes[x], x))
    if thin and thick and sum(sizes[label] for label in thin) < thinnest:
        return [*thin, thick[0]], thick[1:]
    return thin, thick


def _common(prefix: Cell, labels: Sequence[Cell]) -> Cell:
    """Label a joined group: what its parts agree on, and a star where they differ."""
    width = len(labels[0])
    tail = (
        labels[0][i] if len({label[i] for label in labels}) == 1 else REST
        for i in range(len(prefix), width)
    )
    return (*prefix, *tail)
