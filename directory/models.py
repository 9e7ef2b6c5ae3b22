"""Who takes part: the register of enterprises and the agencies of the province."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.clock import timezone
from core.tabular.uploads import Upload
from core.text import fold, sort_key


class Dated(models.Model):
    """Something that exists for a time and may be followed by another."""

    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(_("exists until"), null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a life that ends before it begins, and a succession that leads back to itself."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("It cannot end before it begins.")})
        follower = getattr(self, "successor", None)
        seen = {self.pk} if self.pk else set()
        while follower is not None:
            if follower.pk in seen:
                raise ValidationError(
                    {"successor": _("The succession leads back to where it began.")}
                )
            seen.add(follower.pk)
            follower = follower.successor

    def is_valid_on(self, day: date) -> bool:
        return not (self.valid_from and day < self.valid_from) and not (
            self.valid_to and day > self.valid_to
        )


class District(Dated):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class AgencyKind(models.TextChoices):
    DEPARTMENT = "department", _("department or board of the province")
    DISTRICT = "district", _("people's committee of a district")
    OFFICE = "office", _("office of the provincial people's committee")
    TAX = "tax", _("tax department")
    ASSOCIATION = "association", _("association")
    PRESS = "press", _("newspaper, radio and television")
    OTHER = "other", _("other")


class AgencyQuerySet(models.QuerySet["Agency"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Agency(Dated):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=AgencyKind)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
        verbose_name=_("district"),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    approves_answers = models.BooleanField(_("its head approves answers"), default=False)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["kind", "name_vi"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_vi


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
        District, models.PROTECT, related_name="enterprises", verbose_name=_("district")
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


class RegisterUpload(Upload):
    """A file with enterprises, from upload to import.

    ``options`` holds what somebody decided, ``summary`` what its page shows by that.
    """

    summary = models.JSONField(_("what was found"), default=dict, blank=True)
    left_over = models.BinaryField(_("rows that were not imported"), null=True, blank=True)

    class Meta(Upload.Meta):
        abstract = False
        verbose_name = _("file of enterprises")
        verbose_name_plural = _("files of enterprises")


class ColumnMapping(models.Model):
    """Which column of a register file is which, for the next file with the same headings."""

    fingerprint = models.CharField(_("digest of the headings"), max_length=64, unique=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    places = models.JSONField(_("places"), default=dict, blank=True)
    used_at = models.DateTimeField(_("last used at"))

    class Meta:
        verbose_name = _("columns of a register file")
        verbose_name_plural = _("columns of register files")

    def __str__(self) -> str:
        return self.fingerprint[:12]
