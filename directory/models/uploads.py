"""Files of enterprises, and what was decided about their columns."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tabular.uploads import Upload


class RegisterUpload(Upload):
    """A file with enterprises, from upload to import.

    ``options`` holds what somebody decided, ``summary`` what its page shows by that.
    """

    summary = models.JSONField(_("what was found"), default=dict, blank=True)
    left_over = models.BinaryField(_("rows that were not imported"), null=True, blank=True)

    class Meta(Upload.Meta):
        abstract = False
        verbose_name = _("file of enterprises")
        verbose_name_plural = _("files of enterprises")


class ColumnMapping(models.Model):
    """Which column of a register file is which, for the next file with the same headings."""

    fingerprint = models.CharField(_("digest of the headings"), max_length=64, unique=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    places = models.JSONField(_("places"), default=dict, blank=True)
    sectors = models.JSONField(_("sections of industries"), default=dict, blank=True)
    used_at = models.DateTimeField(_("last used at"))

    class Meta:
        verbose_name = _("columns of a register file")
        verbose_name_plural = _("columns of register files")

    def __str__(self) -> str:
        return self.fingerprint[:12]
