r"""The cheapest ways to a target: the smallest changes, in units of usual yearly movement.

With :math:`u_k` the number of usual movements by which criterion :math:`k` is improved and
:math:`g_k` what one of them is worth, the ways solve

.. math:: \min \sum_k u_k^2 \quad\text{or}\quad \min \sum_k u_k
   \qquad\text{subject to}\quad \sum_k g_k u_k \ge G,\; 0 \le u_k \le m_k,

where :math:`G` is what the score lacks and :math:`m_k` what the scale leaves. The first is convex
and spreads the work, the second is linear and picks the few criteria that bring most.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from analysis.what_if.summary import Criterion, Summary

NOTHING = 1e-4  # usual movements that are none
MOST_AT_ONCE = 2.0  # usual movements of one criterion in a year; more is a wish
SHORT = 1e-6


class Kind(StrEnum):
    SPREAD = "spread"
    FEW = "few"
    ONE_AGENCY = "one_agency"


@dataclass(frozen=True, slots=True)
class Move:
    """How far one criterion must come."""

    code: str
    value: float
    movements: float  # usual yearly movements
    gain: float


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the target; ``agency`` is who could go it alone."""

    kind: Kind
    moves: tuple[Move, ...]
    agency: str = ""

    @property
    def effort(self) -> float:
        return math.hypot(*(move.movements for move in self.moves))

    @property
    def hardest(self) -> float:
        return max((move.movements for move in self.moves), default=0.0)

    @property
    def is_a_wish(self) -> bool:
        """Whether it asks of a criterion more than two usual movements in one year."""
        return self.hardest > MOST_AT_ONCE + SHORT


def find_ways(
    summary: Summary, lacking: float, leads: Mapping[str, Sequence[str]]
) -> tuple[Way, ...]:
    """List the ways to gain what is lacking; none where all criteria together cannot bring it.

    ``leads`` names the criteria each agency leads.
    """
    movable = [one for one in summary.criteria if _room(one) > NOTHING]
    if lacking <= 0:
        return ()
    found = []
    if spread := _spread(movable, lacking):
        found.append(Way(Kind.SPREAD, spread))
    if few := _pick_few(movable, lacking):
        found.append(Way(Kind.FEW, few))
    if alone := _go_alone(movable, lacking, leads):
        found.append(alone)
    return tuple(found)


def _room(criterion: Criterion) -> float:
    """Usual movements until the end of the scale."""
    if criterion.usual <= 0:
        return 0.0
    return abs(criterion.best - criterion.expected) / criterion.usual


def _reaches(movable: Sequence[Criterion], lacking: float, most: float | None = None) -> bool:
    """Whether all together can bring what is lacking."""
    rooms = [_room(one) if most is None else min(_room(one), most) for one in movable]
    return sum(one.per_usual * room for one, room in zip(movable, rooms, strict=True)) >= lacking


def _spread(movable: Sequence[Criterion], lacking: float) -> tuple[Move, ...]:
    """Solve the convex problem: least squares of movements."""
    import numpy as np  # noqa: PLC0415 -- slow import
    from scipy import optimize  # noqa: PLC0415 -- slow import

    if not _reaches(movable, lacking):
        return ()
    minimize: Any = optimize.minimize  # its types know no mapping as a constraint
    gains = np.array([one.per_usual for one in movable])
    rooms = np.array([_room(one) for one in movable])
    start = np.minimum(rooms, lacking * gains / float(gains @ gains))
    solved = minimize(
        lambda u: float(u @ u),
        start,
        jac=lambda u: 2 * u,
        bounds=optimize.Bounds(np.zeros(len(rooms)), rooms),
        constraints=[
            {"type": "ineq", "fun": lambda u: gains @ u - lacking, "jac": lambda _u: gains}
        ],
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    return _moves(movable, [float(u) for u in solved.x])


def _pick_few(movable: Sequence[Criterion], lacking: float) -> tuple[Move, ...]:
    """Solve the linear problem, with no more of one criterion than a year brings if it can."""
    from scipy import optimize  # noqa: PLC0415 -- slow import

    if not _reaches(movable, lacking):
        return ()
    most = MOST_AT_ONCE if _reaches(movable, lacking, MOST_AT_ONCE) else None
    rooms = [_room(one) if most is None else min(_room(one), most) for one in movable]
    solved = optimize.linprog(
        [1.0] * len(movable),
        A_ub=[[-one.per_usual for one in movable]],
        b_ub=[-lacking],
        bounds=[(0.0, room) for room in rooms],
    )
    if not solved.success or solved.x is None:
        return ()
    return _moves(movable, [float(u) for u in solved.x])


def _go_alone(
    movable: Sequence[Criterion], lacking: float, leads: Mapping[str, Sequence[str]]
) -> Way | None:
    """The agency that could bring it alone with the least effort."""
    ways = []
    for agency, codes in leads.items():
        own = [one for one in movable if one.code in codes]
        if own and (moves := _spread(own, lacking)):
            ways.append(Way(Kind.ONE_AGENCY, moves, agency))
    return min(ways, key=lambda way: way.effort, default=None)


def _moves(movable: Sequence[Criterion], movements: Sequence[float]) -> tuple[Move, ...]:
    """Turn movements into values, the largest gain first."""
    found = []
    for one, count in zip(movable, movements, strict=True):
        if count > NOTHING:
            value = one.within(one.expected + one.direction * count * one.usual)
            found.append(Move(one.code, value, count, one.gain(value)))
    return tuple(sorted(found, key=lambda move: -move.gain))
