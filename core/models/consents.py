"""Consent: which words somebody agreed to, when, and when they took it back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ConsentText(models.Model):
    """Words as they stood beside the box; other words are another version."""

    purpose = models.SlugField(_("purpose"), max_length=40)
    language = models.CharField(_("language"), max_length=5)
    version = models.PositiveIntegerField(_("version"))
    words = models.TextField(_("words"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)
    first_shown_at = models.DateTimeField(_("first agreed to at"))

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        ordering = ["purpose", "language", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "language", "digest"], name="consent_words_stand_once"
            ),
            models.UniqueConstraint(
                fields=["purpose", "language", "version"], name="consent_version_is_of_one_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.language}), {self.version}"


class Consent(models.Model):
    """One person or enterprise agreed, through one form. Nothing here is ever changed back."""

    text = models.ForeignKey(
        ConsentText, models.PROTECT, related_name="consents", verbose_name=_("text")
    )
    subject = models.CharField(_("given by"), max_length=80)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject", "given_at"], name="consent_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_is_taken_back_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.text}"
