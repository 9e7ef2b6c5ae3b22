"""Files of answers that wait to be looked at and confirmed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tabular.uploads import Upload


class AnswerUpload(Upload):
    """A file of answers; its wave, and how its columns are read, stand in ``options``.

    ``summary`` holds what its page shows by that.
    """

    summary = models.JSONField(_("what was found"), default=dict, blank=True)

    class Meta(Upload.Meta):
        abstract = False
        verbose_name = _("file of answers")
        verbose_name_plural = _("files of answers")
