"""Fields that choose a place: named after the level, and grouped by the region places lie in."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from core.clock import timezone
from directory.models import District, Region
from directory.places.words import PLACE, PLACES, REGION


def all_places() -> QuerySet[District]:
    """Every place there is or was, those of one region together."""
    return _in_order(District.objects.all())


def _in_order(places: QuerySet[District]) -> QuerySet[District]:
    return places.select_related("region").order_by(
        F("region__position").asc(nulls_last=True), "region__name", "position", "name"
    )


def places_of_today(kept: int | None = None) -> QuerySet[District]:
    """The places that have not ended, and the one that a row stands in already."""
    return all_places().filter(
        Q(valid_to=None) | Q(valid_to__gte=timezone.localdate()) | Q(pk=kept)
    )


class _ByRegion(ModelChoiceIterator[District]):
    """Choices under the name of their region; without regions it is the plain list."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        groups: dict[str, list[Any]] = {}
        for place in _in_order(self.queryset):
            name = place.region.name if place.region else ""
            groups.setdefault(name, []).append(self.choice(place))
        loose = groups.pop("", [])
        yield from groups.items()
        yield from [(str(_("in no region")), loose)] if groups and loose else loose


class PlaceField(forms.ModelChoiceField[District]):
    iterator = _ByRegion

    def __init__(self, queryset: QuerySet[District] | None = None, **options: Any) -> None:
        options.setdefault("label", PLACE)
        super().__init__(all_places() if queryset is None else queryset, **options)


class PlacesField(forms.ModelMultipleChoiceField[District]):
    iterator = _ByRegion

    def __init__(self, queryset: QuerySet[District] | None = None, **options: Any) -> None:
        options.setdefault("label", PLACES)
        super().__init__(all_places() if queryset is None else queryset, **options)


class RegionField(forms.ModelChoiceField[Region]):
    """A filter by region."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", REGION)
        super().__init__(Region.objects.all(), **options)
