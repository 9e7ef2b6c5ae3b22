"""Answers on paper: typed twice by two people, compared, then stored once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.models.waves import Wave


class PaperForm(models.Model):
    """One sheet that came back. It is known by the digest of its short code, never by enterprise.

    When both entries agree, or somebody has settled their differences, the answers are sent like
    those from the web and the entries are erased.
    """

    wave = models.ForeignKey(
        Wave, models.CASCADE, related_name="paper_forms", verbose_name=_("wave")
    )
    number = models.PositiveIntegerField(_("number of the form"))
    code_digest = models.CharField(_("digest of the short code"), max_length=64, unique=True)
    arrived_on = models.DateField(_("arrived on"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registered at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    differences = models.PositiveIntegerField(
        _("differences between the entries"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("paper form")
        verbose_name_plural = _("paper forms")
        ordering = ["wave", "number"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "number"], name="one_paper_form_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.number}"


class PaperEntry(models.Model):
    """One of the two entries of a paper form."""

    form = models.ForeignKey(
        PaperForm, models.CASCADE, related_name="entries", verbose_name=_("paper form")
    )
    round = models.PositiveSmallIntegerField(_("entry"))
    answers = models.JSONField(_("answers"), default=dict)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("typed by")
    )
    saved_at = models.DateTimeField(_("saved at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry of a paper form")
        verbose_name_plural = _("entries of paper forms")
        ordering = ["form", "round"]
        constraints = [
            models.UniqueConstraint(fields=["form", "round"], name="one_entry_a_round"),
            models.UniqueConstraint(fields=["form", "typed_by"], name="two_people_type_a_form"),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="a_form_is_typed_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}: {self.round}"
