"""The portal judged by two people who do not see each other's points."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from surveys.errors import PointsOutOfRange, ReasonMissing, ReviewFinished, ReviewsUnfinished
from surveys.models import ChecklistItem, Wave, WebReview, WebScore

REVIEWERS = 2


@transaction.atomic
def save_web_review(
    *,
    wave: Wave,
    reviewer: User,
    address: str,
    points: Mapping[str, float],
    notes: Mapping[str, str],
    now: datetime,
    finish: bool = False,
) -> WebReview:
    """Keep one person's points; once finished they cannot be changed."""
    items = {item.code: item for item in ChecklistItem.objects.used_in(wave.year)}
    _refuse_outside(items, points)
    if finish and (left := [item for code, item in items.items() if code not in points]):
        raise PointsOutOfRange(left[0])
    review = WebReview.objects.select_for_update().filter(wave=wave, reviewer=reviewer).first()
    if review is None:
        if WebReview.objects.filter(wave=wave).count() >= REVIEWERS:
            raise ReviewFinished
        review = WebReview(wave=wave, reviewer=reviewer)
    if review.finished_at:
        raise ReviewFinished
    review.address, review.points, review.notes = address, dict(points), dict(notes)
    review.saved_at, review.finished_at = now, now if finish else None
    review.save()
    return review


@transaction.atomic
def settle_web_score(
    *, wave: Wave, points: Mapping[str, float], reason: str, by: User, now: datetime
) -> WebScore:
    """Decide the points on which the two reviews differ, with the reason; the rest is as agreed."""
    reviews = list(WebReview.objects.filter(wave=wave, finished_at__isnull=False))
    if len(reviews) < REVIEWERS:
        raise ReviewsUnfinished
    items = {item.code: item for item in ChecklistItem.objects.used_in(wave.year)}
    _refuse_outside(items, points)
    first, second = (review.points for review in reviews)
    agreed = {code: first[code] for code in items if first[code] == second[code]}
    final = agreed | _require_decided(items, agreed, points, reason)
    score, _created = WebScore.objects.update_or_create(
        wave=wave,
        defaults={
            "points": final,
            "total": sum(final.values()),
            "spread": abs(sum(first.values()) - sum(second.values())),
            "reason": reason.strip(),
            "decided_at": now,
            "decided_by": by,
        },
    )
    audit.record(
        actor=by, action="wave.web_score", now=now, target=wave, reason=reason, total=score.total
    )
    return score


def _require_decided(
    items: Mapping[str, ChecklistItem],
    agreed: Mapping[str, float],
    points: Mapping[str, float],
    reason: str,
) -> dict[str, float]:
    """The points on which the two differed, all of them decided and with a reason."""
    differing = [code for code in items if code not in agreed]
    for code in differing:
        if code not in points:
            raise PointsOutOfRange(items[code])
    if differing and not reason.strip():
        raise ReasonMissing
    return {code: points[code] for code in differing}


def _refuse_outside(items: Mapping[str, ChecklistItem], points: Mapping[str, float]) -> None:
    for code, value in points.items():
        if code in items and not 0 <= value <= items[code].points:
            raise PointsOutOfRange(items[code])
