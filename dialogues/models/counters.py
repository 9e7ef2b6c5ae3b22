"""How many numbers of issues were given in each year; its row is the lock while one is drawn."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssueCounter(models.Model):
    """How many numbers were drawn in a year."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last = models.PositiveIntegerField(_("numbers given"), default=0)

    class Meta:
        verbose_name = _("counter of issues")
        verbose_name_plural = _("counters of issues")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
