"""How a sample was drawn: everything needed to draw it again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.waves import Wave


class AllocationMethod(models.TextChoices):
    PROPORTIONAL = "proportional", _("proportional to the register")
    NEYMAN = "neyman", _("Neyman: more where answers differ more")
    EQUAL = "equal", _("the same in every stratum")


class Dimension(models.TextChoices):
    SIZE = "size", _("size")
    LEGAL_TYPE = "legal_type", _("legal type")
    SECTOR = "sector", _("VSIC section")
    REGION = "region", _("region of places")
    DISTRICT = "district", pgettext_lazy("administrative", "place")


class SampleDraw(models.Model):
    """One draw: its rule, its seed and the digest of the register it was made from."""

    wave = models.OneToOneField(
        Wave, models.CASCADE, related_name="sample_draw", verbose_name=_("wave")
    )
    dimensions = models.JSONField(_("strata by"), default=list)
    thinnest = models.PositiveSmallIntegerField(_("smallest stratum"))
    method = models.CharField(_("allocation"), max_length=12, choices=AllocationMethod)
    size = models.PositiveIntegerField(_("sample size"))
    minimum = models.PositiveSmallIntegerField(_("least per stratum"))
    reserve = models.FloatField(_("reserve, as a share of the sample"))
    certain_sizes = models.JSONField(_("sizes surveyed in full"), default=list, blank=True)
    seed = models.CharField(_("seed"), max_length=64)
    register_size = models.PositiveIntegerField(_("enterprises in the register"))
    register_digest = models.CharField(_("digest of the register"), max_length=64)
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("drawn by"),
    )

    class Meta:
        verbose_name = _("draw of a sample")
        verbose_name_plural = _("draws of samples")
        constraints = [
            models.CheckConstraint(condition=Q(reserve__gte=0), name="reserve_is_not_negative"),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=models.F("register_size")),
                name="sample_fits_into_the_register",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}: {self.size}/{self.register_size}"
