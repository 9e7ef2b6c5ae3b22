"""How many enterprises to ask in each stratum."""

from collections.abc import Mapping
from enum import StrEnum
from math import sqrt

from surveys.sampling import SamplingError


class Method(StrEnum):
    EQUAL = "equal"
    PROPORTIONAL = "proportional"
    NEYMAN = "neyman"


def allocate(
    populations: Mapping[str, int],
    *,
    size: int,
    method: Method,
    minimum: int = 2,
    spreads: Mapping[str, float] | None = None,
    certain: frozenset[str] = frozenset(),
) -> dict[str, int]:
    """Share ``size`` among strata; each gets ``minimum`` (or all it has), never more than it has.

    Equal: the same for each. Proportional: n_h ~ N_h. Neyman: n_h ~ N_h S_h, with ``spreads`` S_h
    (Cochran 1977, section 5.5). Strata in ``certain`` are asked whole. Raises SamplingError when
    the size cannot be reached or the minimum cannot be kept.
    """
    if size > sum(populations.values()):
        raise SamplingError("sample_too_large", size=size, units=sum(populations.values()))
    floors = {
        code: population if code in certain else min(minimum, population)
        for code, population in populations.items()
    }
    if sum(floors.values()) > size:
        raise SamplingError(
            "minimum_too_large", minimum=minimum, needed=sum(floors.values()), size=size
        )
    shares = {code: _share(populations[code], code, method, spreads) for code in populations}
    return _round_sizes(
        _allocate_within_caps(shares, floors, populations, size), floors, populations, size
    )


def _share(
    population: int, code: str, method: Method, spreads: Mapping[str, float] | None
) -> float:
    if method is Method.EQUAL:
        return 1.0
    if method is Method.PROPORTIONAL:
        return float(population)
    if spreads is None or code not in spreads:
        raise SamplingError("spread_missing", stratum=code)
    return population * spreads[code]


def _allocate_within_caps(
    shares: Mapping[str, float],
    floors: Mapping[str, int],
    caps: Mapping[str, int],
    size: int,
) -> dict[str, float]:
    """Find n_h = clip(t * share_h, floor_h, cap_h) that sum to ``size``, by bisection on t."""

    def at(scale: float) -> dict[str, float]:
        return {
            code: min(float(caps[code]), max(float(floors[code]), scale * shares[code]))
            for code in shares
        }

    low, high = 0.0, 1.0
    while sum(at(high).values()) < size and high < 1e12:
        high *= 2
    for _step in range(200):
        middle = (low + high) / 2
        if sum(at(middle).values()) < size:
            low = middle
        else:
            high = middle
    return at(high)


def _round_sizes(
    exact: Mapping[str, float], floors: Mapping[str, int], caps: Mapping[str, int], size: int
) -> dict[str, int]:
    """Round to whole enterprises by largest remainder, within floors and caps."""
    whole = {code: max(floors[code], int(value + 1e-9)) for code, value in exact.items()}

    def by_remainder(code: str) -> tuple[float, str]:
        return whole[code] - exact[code], code

    while sum(whole.values()) < size:
        room = sorted((code for code in whole if whole[code] < caps[code]), key=by_remainder)
        whole[room[0]] += 1
    while sum(whole.values()) > size:
        room = sorted((code for code in whole if whole[code] > floors[code]), key=by_remainder)
        whole[room[-1]] -= 1
    return whole


def foresee_se(
    value: float,
    spread: float | None,
    *,
    populations: Mapping[str, int],
    sizes: Mapping[str, int],
    response: float,
    base_share: float,
) -> float:
    """Foresee the standard error of a share (``spread`` None) or mean under this allocation.

    Stratified formula with sum_h (N_h/N)^2 (1 - f_h) S^2 / m_h, m_h = n_h * response * base_share,
    the same S in every stratum (Cochran 1977, section 5.3). Strata where less than one answer is
    expected count as one.
    """
    variance = spread**2 if spread is not None else value * (1 - value)
    total = sum(populations.values())
    answered = response * base_share
    return sqrt(
        sum(
            (population / total) ** 2
            * max(0.0, 1 - sizes[code] * response / population)
            * variance
            / max(1.0, sizes[code] * answered)
            for code, population in populations.items()
        )
    )
