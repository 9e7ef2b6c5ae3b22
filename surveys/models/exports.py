"""Answers that left the platform as a file: who took them, why, and how many."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Job
from surveys.models.waves import Wave


class ExportFormat(models.TextChoices):
    CSV = "csv", _("CSV (any program)")
    XLSX = "xlsx", _("Excel (.xlsx)")
    SAV = "sav", _("SPSS (.sav)")
    DTA = "dta", _("Stata (.dta)")
    PARQUET = "parquet", _("Parquet (R, Python)")
    FILES = "files", _("photos and files sent as answers (ZIP)")
    HTML = "html", _("codebook to read (HTML)")
    DDI = "ddi", _("codebook for archives (DDI 2.5)")

    @property
    def holds_answers(self) -> bool:
        return self not in (ExportFormat.HTML, ExportFormat.DDI)

    @property
    def extension(self) -> str:
        own = {ExportFormat.DDI: "xml", ExportFormat.FILES: "zip"}
        return own.get(self, str(self.value))


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def with_file(self) -> Self:
        return self.exclude(file="").filter(erased_at__isnull=True)


class DataExport(models.Model):
    """One file of answers. The file itself is erased after some days; this row stays.

    How its making stands is told by its job alone; what the command line wrote has none.
    """

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="exports", verbose_name=_("wave"))
    format = models.CharField(_("format"), max_length=7, choices=ExportFormat)
    language = models.CharField(_("language of the labels"), max_length=12)
    with_set_aside = models.BooleanField(_("with answers set aside"), default=False)
    reason = models.CharField(_("what the data are for"), max_length=300)
    job = models.OneToOneField(
        Job,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="export",
        verbose_name=_("order in the background"),
    )
    rows = models.PositiveIntegerField(_("answers"), null=True, blank=True)
    columns = models.PositiveIntegerField(_("columns"), null=True, blank=True)
    digest = models.CharField(_("digest of the file"), max_length=64, blank=True)
    file = models.CharField(_("file"), max_length=200, blank=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ordered by"),
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("file erased at"), null=True, blank=True)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export of answers")
        verbose_name_plural = _("exports of answers")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="export_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.format}"
