"""Reports released to everybody: numbered, with digests that stay, withdrawn with a reason."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from analysis.models.runs import Immutable, Report

WITHDRAWAL = {"withdrawn_at", "withdrawn_by", "withdrawn_because"}


class ReportReleaseQuerySet(models.QuerySet["ReportRelease"]):
    def standing(self) -> Self:
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class ReportRelease(models.Model):
    """What was released, by whom, and after whose review; its number is its address for ever."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    report = models.ForeignKey(
        Report, models.PROTECT, related_name="releases", verbose_name=_("report")
    )
    pdf_digest = models.CharField(_("digest of the PDF"), max_length=64)
    results_digest = models.CharField(_("digest of the results"), max_length=64)
    licence_name = models.CharField(_("licence"), max_length=120, blank=True)
    licence_url = models.URLField(_("address of the licence"), blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    released_at = models.DateTimeField(_("released at"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
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

    objects = ReportReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release of a report")
        verbose_name_plural = _("releases of reports")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_standing_release_a_report",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_because="")),
                name="withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.pdf_digest[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and set(kwargs.get("update_fields") or {""}) != WITHDRAWAL:
            raise Immutable(_("A release is never changed; withdraw it and release it again."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Immutable(_("A release is never removed: its address has been told to others."))

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
