"""Where enterprises are: places, the regions they lie in, and what both are called."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
        self._refuse_a_follower_of_what_goes_on()

    def _refuse_a_follower_of_what_goes_on(self) -> None:
        if getattr(self, "successor", None) is not None and self.valid_to is None:
            raise ValidationError({"valid_to": _("Say when it ended: another one follows it.")})

    def is_valid_on(self, day: date) -> bool:
        return not (self.valid_from and day < self.valid_from) and not (
            self.valid_to and day > self.valid_to
        )


class Region(Dated):
    """What several places lie in: districts of the time when there were some, or groups for strata.

    Enterprises and agencies rest on places; a region is only ever reached through them.
    """

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
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class District(Dated):
    """A place enterprises rest on: a commune or ward, or a district where nothing finer is kept."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("region"),
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    class Meta:
        verbose_name = pgettext_lazy("administrative", "place")
        verbose_name_plural = pgettext_lazy("administrative", "places")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def follower(self) -> "District | None":
        """The last of those that followed; none where the place goes on or nobody is named."""
        last = None
        place = self
        while place.valid_to is not None and place.successor is not None:
            last = place = place.successor
        return last


class PlaceLevel(models.TextChoices):
    COMMUNE = "commune", _("communes, wards and special zones")
    DISTRICT = "district", _("districts, towns and cities")


class RegionLevel(models.TextChoices):
    REGION = "region", _("regions of your own")
    DISTRICT = "district", _("districts, towns and cities")


class PlaceLevels(models.Model):
    """What places and regions are in this province, so that pages can call them by their names."""

    places = models.CharField(_("enterprises rest on"), max_length=8, choices=PlaceLevel)
    regions = models.CharField(
        _("which are grouped in"),
        max_length=8,
        choices=RegionLevel,
        default=RegionLevel.REGION,
    )

    class Meta:
        verbose_name = verbose_name_plural = _("names of levels")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="levels_of_places_are_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.get_places_display()}, {self.get_regions_display()}"
