"""Answers collected elsewhere: which of their columns is which of ours."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaires import Questionnaire


class AnswerMapping(models.Model):
    """A mapping that is kept, so that next month's file from the same form needs no new one.

    ``columns`` maps headings of the file to our columns, ``values`` the words found in them to
    our codes: ``{"asked": {"Có": "yes"}}``.
    """

    questionnaire = models.ForeignKey(
        Questionnaire,
        models.CASCADE,
        related_name="mappings",
        verbose_name=_("questionnaire"),
    )
    name = models.CharField(_("name"), max_length=80)
    columns = models.JSONField(_("columns"), default=dict)
    values = models.JSONField(_("values"), default=dict, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("saved by"),
    )
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        ordering = ["questionnaire", "name"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "name"], name="one_mapping_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
