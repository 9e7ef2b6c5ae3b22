"""Words of laws that deadlines and letters rest on: lists the Association keeps."""

from datetime import date, datetime
from typing import Self, TypeVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.clock.timezone import localdate

M = TypeVar("M", bound=models.Model)


class LookedUpQuerySet(models.QuerySet[M]):
    def usable(self, today: date) -> Self:
        """What somebody has looked up in its source, and is in force today."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
        lasts = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
        return self.filter(begun, lasts, checked_on__isnull=False)


class LookedUp(models.Model):
    """Words of a law. Nothing rests on them before somebody has read them in their source."""

    source = models.URLField(
        _("where it can be read"),
        max_length=300,
        help_text=_("The address of the text, best in the national database of legal documents."),
    )
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    checked_on = models.DateField(_("looked up on"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked up by"),
    )

    class Meta:
        abstract = True

    def is_usable(self, today: date) -> bool:
        """The same as ``usable`` asks, for one."""
        begun = self.valid_from is None or self.valid_from <= today
        lasts = self.valid_until is None or self.valid_until >= today
        return self.checked_on is not None and begun and lasts

    def note_looked_up(self, by: User, now: datetime) -> list[str]:
        """Note who read it in its source and on which day; name the columns that changed."""
        self.checked_on, self.checked_by = localdate(now), by
        return ["checked_on", "checked_by"]


ENDS_AFTER_IT_BEGINS = (
    Q(valid_until__isnull=True) | Q(valid_from__isnull=True) | Q(valid_until__gte=F("valid_from"))
)


class DeadlineGround(LookedUp):
    """One provision of a document that says how long an agency may take."""

    document = models.CharField(
        _("document"),
        max_length=200,
        help_text=_("Its kind, number, day and who issued it, as it is quoted in a letter."),
    )
    provision = models.CharField(_("article, clause"), max_length=100, blank=True)
    says = models.CharField(
        _("what it says"),
        max_length=400,
        help_text=_("For which matters, how long, and from when the time runs."),
    )
    working_days = models.PositiveSmallIntegerField(
        _("working days"), validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    objects = LookedUpQuerySet["DeadlineGround"].as_manager()

    class Meta:
        verbose_name = _("legal ground of deadlines")
        verbose_name_plural = _("legal grounds of deadlines")
        ordering = ["document", "provision", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(working_days__range=(1, 60)), name="ground_gives_1_to_60_days"
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_IT_BEGINS, name="ground_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        if not self.provision:
            return self.document
        return gettext("%(provision)s, %(document)s") % {
            "provision": self.provision,
            "document": self.document,
        }


class LegalWay(models.TextChoices):
    COMPLAINT = "complaint", _("complaint")
    DENUNCIATION = "denunciation", _("denunciation")


class LegalProvision(LookedUp):
    """One rule of the law on complaints or denunciations, told once staff have looked it up."""

    way = models.CharField(_("legal way"), max_length=12, choices=LegalWay)
    document = models.CharField(_("document"), max_length=200)
    provision = models.CharField(_("article, clause"), max_length=100, blank=True)
    says = models.CharField(_("what it says"), max_length=500)

    objects = LookedUpQuerySet["LegalProvision"].as_manager()

    class Meta:
        verbose_name = _("provision on complaints and denunciations")
        verbose_name_plural = _("provisions on complaints and denunciations")
        ordering = ["way", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_IT_BEGINS, name="provision_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.provision, self.document]))
