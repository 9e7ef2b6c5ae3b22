"""Adding, changing and grouping places; moving enterprises out of places that ended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import audit
from core.access import User
from core.clock import timezone
from core.errors import DomainError
from core.text import fold
from directory.actions.rows import change_row, free_code
from directory.models import District, Enterprise, PlaceLevel, PlaceLevels, Region

COMMUNES = re.compile(r"^\s*(phường|xã|đặc khu|thị trấn)\b", re.IGNORECASE)
DISTRICTS = re.compile(r"^\s*(huyện|thị xã|thành phố|quận|tp\.?)\b", re.IGNORECASE)


class PlaceEnded(DomainError):
    """Enterprises would be moved to a place that has ended itself."""

    def __init__(self, place: District) -> None:
        super().__init__(_("“%(name)s” has ended, too: choose a place of today.") % {"name": place})


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place as somebody typed it, with the region it lies in, if that was said."""

    name: str
    region: str = ""


@transaction.atomic
def add_places(*, places: Sequence[NewPlace], by: User, now: datetime) -> tuple[int, int]:
    """Add the places not known yet; put known ones in the region beside them. Count both."""
    known = {fold(place.name): place for place in District.objects.order_by("-valid_to")}
    last = District.objects.aggregate(last=Max("position"))["last"] or 0
    added, grouped = [], 0
    for one in places:
        region = find_region(one.region, by=by, now=now) if one.region else None
        place = known.get(fold(one.name))
        if place is None:
            last += 1
            code = free_code(District, one.name)
            place = District.objects.create(code=code, name=one.name, position=last, region=region)
            known[fold(one.name)] = place
            added.append(place)
        elif region is not None and place.region_id != region.pk:
            change_place(place=place, by=by, now=now, region=region)
            grouped += 1
    if added:
        audit.record(
            actor=by,
            action="directory.add_places",
            now=now,
            new=len(added),
            places_added=[place.name for place in added],
        )
        guess_levels(by=by, now=now)
    return len(added), grouped


@transaction.atomic
def find_region(name: str, *, by: User, now: datetime) -> Region:
    """The region of a name; it is added where there is none."""
    for region in Region.objects.order_by("-valid_to"):
        if fold(region.name) == fold(name):
            return region
    last = Region.objects.aggregate(last=Max("position"))["last"] or 0
    region = Region.objects.create(code=free_code(Region, name), name=name, position=last + 1)
    changes = audit.differences({}, {"name": name})
    audit.record(actor=by, action="directory.add_region", now=now, target=region, changes=changes)
    return region


@transaction.atomic
def change_place(*, place: District, by: User, now: datetime, **values: Any) -> District:
    return change_row(place, "directory.change_place", by, now, values)


@transaction.atomic
def change_region(*, region: Region, by: User, now: datetime, **values: Any) -> Region:
    return change_row(region, "directory.change_region", by, now, values)


@transaction.atomic
def name_levels(*, by: User, now: datetime, **values: Any) -> PlaceLevels:
    """Keep what places and regions are, so that pages call them by their names."""
    stored = PlaceLevels.objects.first()
    if stored is not None:
        return change_row(stored, "directory.name_levels", by, now, values)
    row = PlaceLevels.objects.create(pk=1, **values)
    changes = audit.differences({}, values)
    audit.record(actor=by, action="directory.name_levels", now=now, target=row, changes=changes)
    return row


def guess_levels(*, by: User, now: datetime) -> None:
    """Take the levels from how most names of today begin, unless somebody has said them."""
    if PlaceLevels.objects.exists():
        return
    names = list(District.objects.filter(valid_to=None).values_list("name", flat=True))
    for level, start in ((PlaceLevel.COMMUNE, COMMUNES), (PlaceLevel.DISTRICT, DISTRICTS)):
        if sum(bool(start.match(name)) for name in names) * 2 > len(names):
            name_levels(by=by, now=now, places=level)
            return


@transaction.atomic
def move_enterprises(*, out_of: District, to: District, by: User, now: datetime) -> int:
    """Move all enterprises out of a place that ended; count them."""
    if to.valid_to is not None and to.valid_to < timezone.localdate(now):
        raise PlaceEnded(to)
    moved = Enterprise.objects.filter(district=out_of).update(district=to, updated_at=now)
    if moved:
        audit.record(
            actor=by,
            action="directory.move_enterprises",
            now=now,
            target=out_of,
            moved=moved,
            changes={"district": [out_of.name, to.name]},
        )
    return moved
