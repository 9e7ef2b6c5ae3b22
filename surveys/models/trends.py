"""Signatures under trends that go across changed questions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaires import QuestionnaireVersion


class TrendSignature(models.Model):
    """Somebody answers for drawing one line through a criterion whose questions changed."""

    version = models.ForeignKey(
        QuestionnaireVersion,
        models.PROTECT,
        related_name="trend_signatures",
        verbose_name=_("version of the questionnaire"),
    )
    compared_with = models.ForeignKey(
        QuestionnaireVersion,
        models.PROTECT,
        related_name="+",
        verbose_name=_("earlier version"),
    )
    criterion = models.SlugField(_("criterion"), max_length=40)
    reason = models.TextField(_("why the figures may still be compared"), max_length=1000)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature under a trend")
        verbose_name_plural = _("signatures under trends")
        ordering = ["version", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "compared_with", "criterion"], name="one_signature_a_trend"
            ),
            models.CheckConstraint(
                condition=~Q(version=F("compared_with")), name="trend_joins_two_versions"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="trend_is_signed_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.criterion}"
