"""Typing errors corrected in a published version: what stood there, who corrected it, and why."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaires import Frozen, QuestionnaireVersion


class WordingFixQuerySet(models.QuerySet["WordingFix"]):
    def of(self, versions: list[QuestionnaireVersion]) -> Self:
        return self.filter(version__in=versions).select_related("version", "fixed_by")


class WordingFix(models.Model):
    """One text in one language that was corrected after publication.

    ``place`` says which text of the part it is: ``text``, ``help``, ``row.r1``. Phones that opened
    their page before still ask by ``digest_before`` for the conditions, which are the same.
    """

    version = models.ForeignKey(
        QuestionnaireVersion,
        models.PROTECT,
        related_name="wording_fixes",
        verbose_name=_("version of a questionnaire"),
    )
    part = models.CharField(_("question or page"), max_length=64)
    place = models.CharField(_("text"), max_length=64)
    language = models.CharField(_("language"), max_length=12)
    before = models.TextField(_("before"))
    after = models.TextField(_("afterwards"))
    reason = models.CharField(_("reason"), max_length=300)
    digest_before = models.CharField(_("digest of the document"), max_length=64, db_index=True)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("corrected by")
    )
    fixed_at = models.DateTimeField(_("corrected at"))

    objects = WordingFixQuerySet.as_manager()

    class Meta:
        verbose_name = _("corrected wording")
        verbose_name_plural = _("corrected wordings")
        ordering = ["fixed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="wording_is_fixed_for_a_reason"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="wording_fix_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.part}.{self.place} ({self.language})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Frozen(_("What was corrected is a record and stays as it is."))
        super().save(*args, **kwargs)
