"""The web score: the provincial portal judged by the Association's own checklist of 50 points."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pci.models import choose_wording
from surveys.models.waves import Wave


class ChecklistItemQuerySet(models.QuerySet["ChecklistItem"]):
    def used_in(self, year: int) -> Self:
        return self.filter(
            Q(valid_to_year__isnull=True) | Q(valid_to_year__gte=year), valid_from_year__lte=year
        )


class ChecklistItem(models.Model):
    """One thing a portal should offer, with the points it earns."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"))
    group_vi = models.CharField(_("group (Vietnamese)"), max_length=120)
    group_en = models.CharField(_("group (English)"), max_length=120)
    text_vi = models.CharField(_("text (Vietnamese)"), max_length=300)
    text_en = models.CharField(_("text (English)"), max_length=300)
    points = models.PositiveSmallIntegerField(_("points"))
    valid_from_year = models.PositiveSmallIntegerField(_("in use from"))
    valid_to_year = models.PositiveSmallIntegerField(_("in use until"), null=True, blank=True)

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the checklist")
        verbose_name_plural = _("checklist of the portal")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=1, points__lte=10), name="checklist_points_from_1_to_10"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def group(self) -> str:
        return choose_wording(self.group_vi, self.group_en)

    @property
    def text(self) -> str:
        return choose_wording(self.text_vi, self.text_en)


class WebReview(models.Model):
    """One person's judgement; nobody sees another's before both have finished."""

    wave = models.ForeignKey(
        Wave, models.CASCADE, related_name="web_reviews", verbose_name=_("wave")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewer")
    )
    address = models.URLField(_("address of the portal"))
    points = models.JSONField(_("points"), default=dict)
    notes = models.JSONField(_("notes"), default=dict, blank=True)
    saved_at = models.DateTimeField(_("saved at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("review of the portal")
        verbose_name_plural = _("reviews of the portal")
        ordering = ["wave", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "reviewer"], name="one_web_review_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.reviewer_id}"


class WebScore(models.Model):
    """What both reviewers agree on, or what a third person decided, with the reason."""

    wave = models.OneToOneField(
        Wave, models.CASCADE, related_name="web_score", verbose_name=_("wave")
    )
    points = models.JSONField(_("points"), default=dict)
    total = models.FloatField(_("total"))
    spread = models.FloatField(_("difference between the reviewers"))
    reason = models.CharField(_("how differences were settled"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("web score")
        verbose_name_plural = _("web scores")
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gte=0, total__lte=50), name="web_score_from_0_to_50"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.total}"
