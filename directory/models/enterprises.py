"""Enterprises: the register, which is the frame of the survey."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.clock import timezone
from core.text import fold, sort_key
from directory.models.places import District

MOST_EMPLOYEES = 1_000_000


class LegalType(models.TextChoices):
    PRIVATE = "private", _("private enterprise")
    LLC_ONE = "llc_one", _("one-member limited liability company")
    LLC_MANY = "llc_many", _("limited liability company with two or more members")
    JOINT_STOCK = "joint_stock", _("joint-stock company")
    PARTNERSHIP = "partnership", _("partnership")
    COOPERATIVE = "cooperative", _("cooperative")
    COOPERATIVE_GROUP = "cooperative_group", _("cooperative group")
    HOUSEHOLD = "household", _("household business")


class Size(models.TextChoices):
    """Size by Decree 80/2021/NĐ-CP."""

    MICRO = "micro", _("micro")
    SMALL = "small", _("small")
    MEDIUM = "medium", _("medium")
    LARGE = "large", _("large")


class EnterpriseStatus(models.TextChoices):
    ACTIVE = "active", _("in business")
    SUSPENDED = "suspended", _("suspended")
    DISSOLVED = "dissolved", _("dissolved")


class Vsic(models.IntegerChoices):
    """Which edition of the Vietnamese classification of industries a section's letter is from."""

    OF_2018 = 2018, _("VSIC 2018 (Decision 27/2018/QĐ-TTg)")
    OF_2025 = 2025, _("VSIC 2025 (Decision 36/2025/QĐ-TTg)")


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def active(self) -> Self:
        return self.filter(status=EnterpriseStatus.ACTIVE)

    def matching(self, words: str) -> Self:
        """Search names and tax codes as people type them, with or without Vietnamese marks."""
        found = self
        for word in words.split():
            if fold(word):
                found = found.filter(searched__contains=fold(word))
        return found


DERIVED = ("searched", "sort_name")


class Enterprise(models.Model):
    """An enterprise, cooperative or cooperative group of the register (the sampling frame)."""

    tax_code = models.CharField(_("tax code"), max_length=14, unique=True)
    name = models.CharField(_("name"), max_length=200)
    legal_type = models.CharField(_("legal type"), max_length=18, choices=LegalType)
    sector = models.CharField(_("VSIC section"), max_length=1)
    vsic = models.PositiveSmallIntegerField(
        _("edition of VSIC"), choices=Vsic, default=Vsic.OF_2025
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    revenue = models.DecimalField(
        _("revenue (billion VND a year)"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    capital = models.DecimalField(
        _("capital (billion VND)"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    size = models.CharField(_("size"), max_length=6, choices=Size)
    founded = models.PositiveSmallIntegerField(_("founding year"), null=True, blank=True)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        related_name="enterprises",
        verbose_name=pgettext_lazy("administrative", "place"),
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="vi"
    )
    is_member = models.BooleanField(_("member of the Association"), default=False)
    is_woman_led = models.BooleanField(_("led by a woman"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=9, choices=EnterpriseStatus, default=EnterpriseStatus.ACTIVE
    )
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    searched = models.CharField(max_length=240, editable=False, default="", db_index=True)
    sort_name = models.CharField(max_length=250, editable=False, default="", db_index=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["name"]
        indexes = [
            models.Index(
                fields=["status", "legal_type", "size", "district"], name="enterprise_by_stratum"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sector__regex=r"^[A-V]$"), name="sector_is_a_section_of_vsic"
            ),
            models.CheckConstraint(
                condition=Q(tax_code__regex=r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$"),
                name="tax_code_has_10_13_or_12_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        self.updated_at = timezone.now()
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, *DERIVED, "updated_at"}
        super().save(*args, **kwargs)

    def derive(self) -> Self:
        """Fill what searching and sorting look at; who writes rows in bulk does it, too."""
        self.searched = f"{fold(self.name)} {fold(self.tax_code)}"[:240]
        self.sort_name = sort_key(self.name)
        return self
