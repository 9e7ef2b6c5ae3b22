"""What the official index said last time, for those who have just answered."""

import time
from dataclasses import dataclass
from functools import lru_cache

from pci.models import OfficialScore
from surveys.prepared_statements import PreparedQuery

HELD_FOR = 20  # seconds


@dataclass(frozen=True, slots=True)
class LastResult:
    year: int
    province: str
    score: float
    rank: int | None
    provinces_ranked: int
    score_before: float | None


def last_official_result() -> LastResult | None:
    """Return the home province's newest official score, with the one before it."""
    scores = LAST_SCORES.rows()
    if not scores:
        return None
    before = scores[1][2] if len(scores) > 1 else None
    return LastResult(*[*scores[0], before])


def held_official_result() -> LastResult | None:
    """The same, read anew by a process every 20 seconds: all who have answered see it."""
    return _held_result(int(time.monotonic() // HELD_FOR))


@lru_cache(maxsize=1)
def _held_result(_moment: int) -> LastResult | None:
    return last_official_result()


def forget_held() -> None:
    _held_result.cache_clear()


LAST_SCORES = PreparedQuery(
    lambda: (
        OfficialScore.objects.filter(province__is_home=True)
        .order_by("-edition__year")
        .values_list("edition__year", "province__name", "score", "rank", "provinces_ranked")[:2]
    )
)
