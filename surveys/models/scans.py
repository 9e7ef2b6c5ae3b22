"""Scans of paper forms: what was typed can be held against the sheet. Never in a blind wave."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.answer_files import CONTENT_TYPES
from surveys.models.responses import Response, random_key
from surveys.models.waves import Wave

KEEP_SCANS = timedelta(days=365)  # after the closing of the wave


class PaperScanQuerySet(models.QuerySet["PaperScan"]):
    def over(self, now: datetime) -> Self:
        """Those whose wave was closed a year ago."""
        return self.filter(response__wave__closed_at__lte=now - KEEP_SCANS)


class PaperScan(models.Model):
    """A cleaned photo or PDF of the sheet a response was typed from; it may name the enterprise."""

    id = models.BigAutoField(primary_key=True, default=random_key)
    response = models.ForeignKey(
        Response, models.CASCADE, related_name="scans", verbose_name=_("response")
    )
    name = models.CharField(_("name"), max_length=40, unique=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)
    file = models.FileField(_("file"), upload_to="scans/")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    at = models.DateTimeField(_("time"))

    objects = PaperScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan of a paper form")
        verbose_name_plural = _("scans of paper forms")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["response", "digest"], name="one_scan_a_file"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.name.rpartition(".")[2]]


def end_of_scans(wave: Wave) -> datetime | None:
    """When the scans of a wave are erased; nothing while it is open."""
    return wave.closed_at + KEEP_SCANS if wave.closed_at else None
