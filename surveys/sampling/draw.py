"""Who is asked: a draw that anybody can repeat."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from surveys.sampling.strata import PlannedStratum


@dataclass(frozen=True, slots=True)
class Drawn:
    """One enterprise of the sample or of its reserve, in the order in which it would be asked."""

    key: Hashable
    stratum: str
    order: int
    is_reserve: bool
    inclusion_probability: float
    design_weight: float


def random_number(seed: str, key: Hashable) -> int:
    """Give the enterprise's permanent random number: SHA-256 over seed and key, as an integer."""
    return int.from_bytes(sha256(f"{seed}\x1f{key}".encode()).digest(), "big")


def draw(
    strata: Sequence[PlannedStratum],
    sizes: Mapping[str, int],
    *,
    seed: str,
    reserve: float,
) -> list[Drawn]:
    """Draw ``sizes[code]`` enterprises of every stratum without replacement, and a reserve.

    The reserve holds ``reserve`` times the stratum's size more enterprises (rounded up) as far as
    the stratum has them. Inclusion probability n_h / N_h, design weight N_h / n_h.
    """
    drawn = []
    for stratum in strata:
        size = sizes[stratum.code]
        ordered = sorted(stratum.keys, key=lambda key: (random_number(seed, key), str(key)))
        spare = -(-size * reserve // 1)
        for order, key in enumerate(ordered[: size + int(spare)], start=1):
            drawn.append(
                Drawn(
                    key=key,
                    stratum=stratum.code,
                    order=order,
                    is_reserve=order > size,
                    inclusion_probability=size / stratum.population,
                    design_weight=stratum.population / size,
                )
            )
    return drawn
