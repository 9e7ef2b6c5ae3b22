"""Forecasts told before the outcome, never changed after it."""

from datetime import UTC
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from analysis.models.runs import Immutable
from analysis.provenance import digest
from pci.models import Province

CHAIN_BEGINS = "0" * 64


class ForecastQuerySet(models.QuerySet["Forecast"]):
    def visible_to(self, user: Any) -> Self:
        """Whoever may read forecasts sees every one; everybody sees those that were released."""
        if isinstance(user, User) and user.has_perm("analysis.read_forecast"):
            return self
        return self.released()

    def released(self) -> Self:
        """Leave out what nobody has released, and what was withdrawn."""
        return self.filter(release__isnull=False, release__withdrawn_at__isnull=True)

    def standing(self) -> Self:
        """Those that no later forecast has superseded."""
        return self.filter(superseded_by__isnull=True)

    def update(self, **fields: Any) -> int:
        raise Immutable(_("A forecast is never changed; freeze a new one that supersedes it."))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Immutable(_("A forecast is never removed: it belongs to the track record."))


class Forecast(models.Model):
    """One frozen forecast: a link of a chain in which every link seals those before it."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="forecasts", verbose_name=_("province")
    )
    year = models.PositiveSmallIntegerField(_("edition that is forecast"))
    content = models.JSONField(_("what was forecast"))
    scoring = models.JSONField(_("how it will be scored"))
    inputs_digest = models.CharField(_("digest of the inputs"), max_length=64)
    code_version = models.CharField(_("version of the code"), max_length=64)
    seed = models.PositiveBigIntegerField(_("seed"))
    made_at = models.DateTimeField(_("frozen at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("frozen by"),
    )
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )
    reason = models.CharField(_("why it was frozen"), max_length=500, blank=True)
    previous_digest = models.CharField(_("digest of the forecast before"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64, unique=True)

    objects = ForecastQuerySet.as_manager()

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"PCI {self.year} · {self.digest[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Immutable(_("A forecast is never changed; freeze a new one that supersedes it."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Immutable(_("A forecast is never removed: it belongs to the track record."))

    def sealed(self) -> dict[str, Any]:
        """Everything the digest stands for, in one fixed form."""
        return {
            "number": self.number,
            "province": self.province.code,
            "year": self.year,
            "content": self.content,
            "scoring": self.scoring,
            "inputs_digest": self.inputs_digest,
            "code_version": self.code_version,
            "seed": self.seed,
            "made_at": self.made_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "supersedes": self.supersedes.digest if self.supersedes else None,
            "reason": self.reason,
            "previous_digest": self.previous_digest,
        }

    def computed_digest(self) -> str:
        return digest(self.sealed())

    @property
    def is_standing(self) -> bool:
        return not hasattr(self, "superseded_by")

    @property
    def is_released(self) -> bool:
        return hasattr(self, "release") and self.release.withdrawn_at is None

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "release") and self.release.withdrawn_at is not None


class ForecastReview(models.Model):
    """That a second person has read a frozen forecast and found it fit to be released."""

    forecast = models.OneToOneField(
        Forecast, models.PROTECT, related_name="review", verbose_name=_("forecast")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewed by")
    )
    note = models.CharField(_("what the reviewer noted"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("review of a forecast")
        verbose_name_plural = _("reviews of forecasts")
        ordering = ["-reviewed_at"]

    def __str__(self) -> str:
        return str(self.forecast)


class ForecastRelease(models.Model):
    """That a frozen forecast may be read by everybody.

    Until the outcome is known it may be withdrawn with a reason; afterwards misses stay public.
    """

    forecast = models.OneToOneField(
        Forecast, models.PROTECT, related_name="release", verbose_name=_("forecast")
    )
    released_at = models.DateTimeField(_("released at"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("released by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("release of a forecast")
        verbose_name_plural = _("releases of forecasts")
        ordering = ["-released_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_because="")),
                name="forecast_is_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.forecast)


class OutcomeKind(models.TextChoices):
    EXACT = "exact", _("published exactly")
    INTERVAL = "interval", _("published as a range")
    NOT_PUBLISHED = "not_published", _("not published")


class ForecastOutcome(models.Model):
    """What came true of one forecast value, and how well it had been told."""

    forecast = models.ForeignKey(
        Forecast, models.PROTECT, related_name="outcomes", verbose_name=_("forecast")
    )
    target = models.CharField(_("criterion, score or rank"), max_length=40)
    kind = models.CharField(_("kind of outcome"), max_length=13, choices=OutcomeKind)
    low = models.FloatField(_("published value, or lower end"), null=True, blank=True)
    high = models.FloatField(_("published value, or upper end"), null=True, blank=True)
    figures = models.JSONField(_("score of the forecast and of the baselines"), default=dict)
    scored_at = models.DateTimeField(_("scored at"))

    class Meta:
        verbose_name = _("outcome of a forecast")
        verbose_name_plural = _("outcomes of forecasts")
        ordering = ["forecast", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["forecast", "target"], name="one_outcome_a_target"),
            models.CheckConstraint(
                condition=models.Q(kind="not_published", low__isnull=True, high__isnull=True)
                | models.Q(kind="exact", low=models.F("high"))
                | models.Q(kind="interval", low__lt=models.F("high")),
                name="outcome_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forecast} · {self.target}"
