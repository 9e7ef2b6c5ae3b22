"""Days on which the published calendar is corrected."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    CLOSED = "closed", _("offices closed")
    OPEN = "open", _("offices open (swap day)")


class CalendarCorrection(models.Model):
    """A day on which the published calendar differs from what the library knows."""

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=6, choices=DayKind)
    reason = models.CharField(_("reason"), max_length=200)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("entered by"),
    )

    class Meta:
        verbose_name = _("correction of the calendar")
        verbose_name_plural = _("corrections of the calendar")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.get_kind_display()}"
