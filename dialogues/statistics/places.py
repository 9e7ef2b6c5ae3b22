"""Published issues by place, as far as their place is told in public."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from dialogues.models import Issue
from dialogues.privacy import disclosure
from directory.models import District


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many published issues name a place; ``None`` where so few might point at somebody."""

    code: str
    name: str
    count: int | None


def count_places(today: date) -> tuple[list[PlaceCount], int]:
    """Every place in force or named, and how many published issues name no place.

    A place is told of an issue where five of those who might have raised it share it; the count
    of a place says no more than the list of issues, and small ones are held back all the same.
    """
    issues = Issue.objects.published().order_by()
    counted = dict(issues.values_list("public_district").annotate(n=Count("pk")))
    rows = [
        PlaceCount(place.code, place.name, disclosure.show_count(counted.get(place.pk, 0)))
        for place in District.objects.all()
        if place.pk in counted or place.is_valid_on(today)
    ]
    return rows, counted.get(None, 0)
