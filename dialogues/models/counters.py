"""The last number of an issue given in each year."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssueCounter(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("counter of issues")
        verbose_name_plural = _("counters of issues")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
