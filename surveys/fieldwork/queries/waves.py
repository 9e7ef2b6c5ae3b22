"""Waves with what can be counted without knowing who answered."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.remembered.requests import once_a_request
from surveys.models import (
    BurntToken,
    Invitation,
    Mode,
    Response,
    SampledEnterprise,
    Wave,
    WaveStatus,
)


def waves_with_counts() -> QuerySet[Wave]:
    """All waves, newest first, each with ``asked`` and ``submitted``."""
    return (
        Wave.objects.select_related("version__questionnaire", "target_edition")
        .defer("version__document")
        .annotate(
            asked=_count(SampledEnterprise.objects.main()),
            submitted=_count(Response.objects.submitted()),
        )
    )


@once_a_request
def current_waves() -> tuple[Wave, ...]:
    """Those that are planned or open, and the one that began last."""
    begun = Wave.objects.exclude(status=WaveStatus.PLANNED).order_by("-year", "-opens_on")
    wanted = Q(status__in=(WaveStatus.OPEN, WaveStatus.PLANNED)) | Q(pk__in=begun.values("pk")[:1])
    return tuple(waves_with_counts().filter(wanted))


def _count(rows: "QuerySet[SampledEnterprise] | QuerySet[Response]") -> Coalesce:
    counted = (
        rows.filter(wave=OuterRef("pk"))
        .order_by()
        .values("wave")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class PublicCount:
    """What anybody may check: as many answers by link as links used up."""

    invited: int
    used: int
    answers: int
    imported: int

    @property
    def agrees(self) -> bool:
        return self.used == self.answers


def public_count(wave: Wave) -> PublicCount:
    responses = wave.responses.submitted()
    imported = responses.filter(mode=Mode.IMPORT).count()
    if wave.is_blind:
        used = BurntToken.objects.filter(wave=wave).count()
    else:
        used = Invitation.objects.filter(sampled__wave=wave, burnt_at__isnull=False).count()
    return PublicCount(
        invited=Invitation.objects.filter(sampled__wave=wave).count(),
        used=used,
        answers=responses.count() - imported,
        imported=imported,
    )


def receipt_is_known(wave: Wave, code: str) -> bool:
    """Tell whether a receipt belongs to this wave; it leads no further."""
    return (
        BurntToken.objects.filter(wave=wave, receipt_code=code).exists()
        or Response.objects.filter(wave=wave, receipt_code=code).exists()
    )
