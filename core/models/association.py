"""Who runs the installation: name and letterhead of the Association."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

NO_NAME_YET = pgettext_lazy("before its name was saved", "Business Association")


class Association(models.Model):
    """One row, kept by an administrator; what is left empty comes from the settings."""

    name_vi = models.CharField(_("name (Vietnamese)"), max_length=200, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    place_name = models.CharField(
        _("province, as pages name it"),
        max_length=80,
        blank=True,
        help_text=_("For example “Tỉnh Lâm Đồng”."),
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    town = models.CharField(
        _("place of issue"),
        max_length=80,
        blank=True,
        help_text=_("Stands before the date of a letter, for example “Đà Lạt”."),
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    contact = models.CharField(
        _("contact for enterprises"),
        max_length=200,
        blank=True,
        help_text=_("An e-mail address or a telephone number; it stands on answering pages."),
    )
    sender_name = models.CharField(
        _("sender of e-mails"),
        max_length=120,
        blank=True,
        help_text=_("Left empty, it is the name of the Association."),
    )
    signatory = models.CharField(_("who signs letters"), max_length=120, blank=True)
    signatory_title = models.CharField(
        _("office of the signatory"),
        max_length=120,
        blank=True,
        help_text=_("For example “Chủ tịch”."),
    )
    licence_name = models.CharField(
        _("licence of released figures"),
        max_length=120,
        blank=True,
        help_text=_("For example “Creative Commons Attribution 4.0 (CC BY 4.0)”."),
    )
    licence_url = models.URLField(_("address of the licence"), blank=True)
    logo = models.BinaryField(_("logo"), null=True, blank=True)
    logo_digest = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = verbose_name_plural = pgettext_lazy("the one that runs this", "Association")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="association_is_one_row")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.name_in(get_language() or "vi")

    def name_in(self, language: str) -> str:
        in_english = self.name_en if language != "vi" else ""
        return str(in_english or self.name_vi or settings.ASSOCIATION_NAME or NO_NAME_YET)

    @property
    def place(self) -> str:
        return self.place_name or str(settings.PROVINCE_NAME)

    @property
    def reached_at(self) -> str:
        """Where enterprises ask: the contact, else e-mail, telephone or, before any, the name."""
        typed = self.contact or self.email or self.phone
        return typed or str(settings.ASSOCIATION_CONTACT) or self.name

    @property
    def sends_as(self) -> str:
        return self.sender_name or self.name
