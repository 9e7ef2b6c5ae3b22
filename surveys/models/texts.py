"""Texts enterprises read, as the Association words them: every version is kept."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyTextQuerySet(models.QuerySet["SurveyText"]):
    def of(self, kind: str, language: str) -> Self:
        """The versions of one text, the newest first; that one counts."""
        return self.filter(kind=kind, language=language).order_by("-number")


class SurveyText(models.Model):
    """One version of a text in one language. Without words it stands for the text we ship."""

    kind = models.CharField(_("text"), max_length=24)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    number = models.PositiveSmallIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("words"), blank=True)
    made_at = models.DateTimeField(_("written at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )

    objects = SurveyTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text enterprises read")
        verbose_name_plural = _("texts enterprises read")
        ordering = ["kind", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "number"], name="one_version_of_a_text_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} v{self.number}"

    @property
    def is_shipped(self) -> bool:
        return not self.body
