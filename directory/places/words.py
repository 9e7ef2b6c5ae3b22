"""What places and the regions they lie in are called in this province: communes, districts."""

from collections.abc import Callable

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.remembered.requests import once_a_request
from directory.models import PlaceLevel, PlaceLevels, Region, RegionLevel


@once_a_request
def levels() -> PlaceLevels | None:
    """What an administrator said the levels are; none where nobody has said it yet."""
    return PlaceLevels.objects.first()


@once_a_request
def has_regions() -> bool:
    return Region.objects.exists()


def place_label() -> str:
    """Name one place at the head of a field or column."""
    known = levels()
    return {
        PlaceLevel.COMMUNE.value: _("Commune, ward"),
        PlaceLevel.DISTRICT.value: _("District"),
    }.get(known.places if known else "", pgettext("administrative", "Place"))


def places_label() -> str:
    known = levels()
    return {
        PlaceLevel.COMMUNE.value: _("Communes and wards"),
        PlaceLevel.DISTRICT.value: _("Districts"),
    }.get(known.places if known else "", _("Places"))


def region_label() -> str:
    """Name one of what places lie in."""
    known = levels()
    if known and known.regions == RegionLevel.DISTRICT:
        return _("District")
    return _("Region")


def by_place() -> str:
    known = levels()
    return {
        PlaceLevel.COMMUNE.value: _("By commune and ward"),
        PlaceLevel.DISTRICT.value: _("By district"),
    }.get(known.places if known else "", _("By place"))


def by_region() -> str:
    known = levels()
    if known and known.regions == RegionLevel.DISTRICT:
        return _("By district")
    return _("By region")


def _word_later(tell: Callable[[], str]) -> str:
    """A label of a form or list that is worded when it is shown."""
    said: str = lazy(tell, str)()
    return said


PLACE, PLACES, REGION = map(_word_later, (place_label, places_label, region_label))
