"""What the official index said last time, for those who have just answered."""

from dataclasses import dataclass

from pci.models import OfficialScore


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
    scores = list(
        OfficialScore.objects.filter(province__is_home=True)
        .select_related("edition", "province")
        .order_by("-edition__year")[:2]
    )
    if not scores:
        return None
    newest = scores[0]
    return LastResult(
        year=newest.edition.year,
        province=newest.province.name,
        score=newest.score,
        rank=newest.rank,
        provinces_ranked=newest.provinces_ranked,
        score_before=scores[1].score if len(scores) > 1 else None,
    )
