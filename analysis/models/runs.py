"""Results kept with all that is needed to repeat them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.access import Role
from core.errors import DomainError
from pci.models import Edition
from surveys.models import Wave


class Immutable(DomainError):
    """A kept result was about to be changed or removed."""


class AnalysisRunQuerySet(models.QuerySet["AnalysisRun"]):
    def published(self) -> Self:
        return self.filter(reports__published_at__isnull=False).distinct()

    def visible_to(self, user: Any) -> Self:
        """Staff, planners and administrators see every run; everybody sees published ones."""
        if isinstance(user, User) and user.role in {
            Role.STAFF,
            Role.PLANNER,
            Role.ADMINISTRATOR,
        }:
            return self
        return self.published()

    def update(self, **fields: Any) -> int:
        raise Immutable(_("A result is never changed; run the analysis again instead."))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Immutable(_("A result is never removed: a report may rest on it."))


class AnalysisRun(models.Model):
    """One computation: its input by digest, its parameters and seed, the code, the results."""

    wave = models.ForeignKey(
        Wave, models.PROTECT, related_name="analysis_runs", verbose_name=_("wave")
    )
    basket = models.ForeignKey(
        Edition,
        models.PROTECT,
        related_name="+",
        verbose_name=_("edition whose criteria and scales are used"),
    )
    method = models.CharField(_("method"), max_length=40)
    parameters = models.JSONField(_("parameters"))
    seed = models.PositiveBigIntegerField(_("seed"))
    frame_digest = models.CharField(_("digest of the answers"), max_length=64)
    inputs_digest = models.CharField(_("digest of the other inputs"), max_length=64)
    code_version = models.CharField(_("version of the code"), max_length=64)
    results = models.JSONField(_("results"))
    results_digest = models.CharField(_("digest of the results"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = AnalysisRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("analysis run")
        verbose_name_plural = _("analysis runs")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.wave} · {self.results_digest[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Immutable(_("A result is never changed; run the analysis again instead."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Immutable(_("A result is never removed: a report may rest on it."))

    @property
    def is_published(self) -> bool:
        return any(report.published_at for report in self.reports.all())


def report_path(report: "Report", filename: str) -> str:
    return f"reports/{report.run_id}/{report.language}.pdf"


class Report(models.Model):
    """The PDF of a run in one language, and whether everybody may read it."""

    run = models.ForeignKey(
        AnalysisRun, models.PROTECT, related_name="reports", verbose_name=_("analysis run")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    pdf = models.FileField(_("PDF"), upload_to=report_path, blank=True)
    pdf_digest = models.CharField(_("digest of the PDF"), max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    requested_at = models.DateTimeField(_("requested at"))
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    review_note = models.CharField(_("what the reviewer noted"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["run", "-language"]
        constraints = [
            models.UniqueConstraint(fields=["run", "language"], name="one_report_a_language"),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True) | models.Q(made_at__isnull=False),
                name="only_a_made_report_is_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} ({self.language})"

    @property
    def is_made(self) -> bool:
        return self.made_at is not None
