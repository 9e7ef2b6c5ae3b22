"""Freeze a forecast before the outcome is known; score it when the outcome is out."""

import logging
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from analysis.data import own_figures, sources
from analysis.errors import (
    AlreadyPublished,
    FiguresInsufficient,
    ForecastNotReviewed,
    ForecastReleasedByReviewer,
    ForecastReviewedByAuthor,
    NothingKnown,
    OutcomeIsKnown,
)
from analysis.forecasts import chain
from analysis.models import Forecast, ForecastOutcome, ForecastRelease, ForecastReview
from analysis.models.forecasts import CHAIN_BEGINS
from analysis.numbers import OTHER_FORM
from analysis.provenance import code_version
from core import audit
from pci.models import CriterionInEdition, OfficialResult, OfficialScore, Province

logger = logging.getLogger("thuocdo.forecasts")

DRAWS = 4000


def refuse_impossible(*, province: Province, year: int) -> None:
    """Refuse what cannot be forecast: an edition that is out, or one nothing is known about."""
    scores = OfficialScore.objects.filter(province=province)
    results = OfficialResult.objects.filter(province=province)
    if scores.filter(edition__year=year).exists() or results.filter(edition__year=year).exists():
        raise AlreadyPublished(year)
    baskets = CriterionInEdition.objects.filter(edition__year__lte=year, weight__isnull=False)
    if not sources.has_official_past(province, year) or not baskets.exists():
        raise NothingKnown(year)


def _beside(province: Province, year: int, found: own_figures.Own) -> dict[str, Any]:
    """What the page tells beside the forecast, as it was known when it was frozen."""
    from analysis.data import published  # noqa: PLC0415 -- slow import

    official = sources.official(province, before=year)
    basket = published.basket_change(official)
    return {
        "own_figures": [row.as_dict() for row in found.rows],
        "own_held_back": [row.as_dict() for row in found.held_back],
        "official": [asdict(row) for row in published.official_years(official, {}, {})],
        "basket_change": asdict(basket) if basket else None,
    }


def freeze_forecast(
    *,
    province: Province,
    year: int,
    by: User | None,
    now: datetime,
    seed: int,
    reason: str = "",
    draws: int = DRAWS,
    ordered_at: datetime | None = None,
) -> Forecast:
    """Forecast an edition from what is known, and seal it into the chain.

    A forecast of the same edition that still stands is superseded; both will be scored. An order
    that was carried out already, by a worker killed right afterwards, returns what it made.
    """
    from analysis.data import frames, mergers  # noqa: PLC0415 -- slow import
    from analysis.forecasts import runs, scoring  # noqa: PLC0415 -- slow import

    refuse_impossible(province=province, year=year)
    found = own_figures.collect_own_figures(year)
    inputs = frames.inputs_known_before(province, year, found.rows)
    try:
        content = runs.freeze(inputs, year, province.name, draws=draws, seed=seed)
    except runs.CannotForecast as unfit:
        logger.warning("year=%s cannot be forecast: %s", year, unfit)
        raise FiguresInsufficient(year) from unfit
    content |= _beside(province, year, found)
    if merger := mergers.merger_of(province, year):
        content = mergers.leave_rank_out(content) | {"merged": merger.as_dict()}
    version, known = code_version(), scoring.inputs_digest(inputs)
    with transaction.atomic():
        Province.objects.select_for_update().home()  # one link of the chain at a time
        mine = Forecast.objects.filter(province=province, year=year, made_by=by, reason=reason)
        if ordered_at and (made := mine.filter(made_at__gte=ordered_at).first()):
            return made
        last = Forecast.objects.order_by("-number").first()
        standing = Forecast.objects.standing().filter(province=province, year=year).first()
        forecast = Forecast(
            number=last.number + 1 if last else 1,
            province=province,
            year=year,
            content=content,
            scoring=chain.RULES,
            inputs_digest=known,
            code_version=version,
            seed=seed,
            made_at=now,
            made_by=by,
            supersedes=standing,
            reason=reason,
            previous_digest=last.digest if last else CHAIN_BEGINS,
        )
        forecast.digest = forecast.computed_digest()
        forecast.save()
        audit.record(actor=by, action="forecast.freeze", now=now, target=forecast, year=year)
    return forecast


@transaction.atomic
def review_forecast(*, forecast: Forecast, note: str, by: User, now: datetime) -> ForecastReview:
    """Note that a second person has read a frozen forecast."""
    if by.pk == forecast.made_by_id:
        raise ForecastReviewedByAuthor
    review, is_new = ForecastReview.objects.get_or_create(
        forecast=forecast,
        defaults={"reviewed_at": now, "reviewed_by": by, "note": note.strip()},
    )
    if is_new:
        audit.record(actor=by, action="forecast.review", now=now, target=forecast, note=review.note)
    return review


@transaction.atomic
def release_forecast(*, forecast: Forecast, by: User | None, now: datetime) -> ForecastRelease:
    """Let everybody read a reviewed forecast; releasing it twice changes nothing."""
    review = ForecastReview.objects.filter(forecast=forecast).first()
    if review is None:
        raise ForecastNotReviewed
    if by is not None and by.pk == review.reviewed_by_id:
        raise ForecastReleasedByReviewer
    release, is_new = ForecastRelease.objects.get_or_create(
        forecast=forecast, defaults={"released_at": now, "released_by": by}
    )
    if is_new:
        audit.record(actor=by, action="forecast.release", now=now, target=forecast)
    return release


@transaction.atomic
def withdraw_forecast(
    *, forecast: Forecast, reason: str, by: User, now: datetime
) -> ForecastRelease:
    """Take a forecast back before its outcome is known; it stays sealed and will be scored."""
    if ForecastOutcome.objects.filter(forecast=forecast).exists():
        raise OutcomeIsKnown
    release = ForecastRelease.objects.select_for_update().get(forecast=forecast)
    if release.withdrawn_at is None:
        release.withdrawn_at, release.withdrawn_by = now, by
        release.withdrawn_because = reason
        release.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
        audit.record(actor=by, action="forecast.withdraw", now=now, target=forecast, reason=reason)
    return release


def score_forecasts(*, now: datetime) -> int:
    """Hold every forecast against what has been published since; safe to repeat.

    A value corrected after its publication is scored again, so that the record follows the
    official figures; the forecast itself never changes. Each outcome is stored by itself: nobody
    waits while the others are reckoned.
    """
    from analysis.forecasts import scoring  # noqa: PLC0415 -- slow import

    scored = 0
    for forecast in Forecast.objects.select_related("province").order_by("number"):
        known = {outcome.target: outcome for outcome in forecast.outcomes.all()}
        try:
            found = list(scoring.outcomes(forecast, now))
        except OTHER_FORM as missing:  # what another version sealed must not stop the others
            logger.warning("forecast=%s cannot be scored: %r", forecast.number, missing)
            continue
        for outcome in found:
            before = known.get(outcome.target)
            if before and (before.kind, before.low, before.high) == (
                outcome.kind,
                outcome.low,
                outcome.high,
            ):
                continue
            ForecastOutcome.objects.update_or_create(
                forecast=forecast,
                target=outcome.target,
                defaults={
                    "kind": outcome.kind,
                    "low": outcome.low,
                    "high": outcome.high,
                    "figures": outcome.figures,
                    "scored_at": now,
                },
            )
            scored += 1
    return scored
