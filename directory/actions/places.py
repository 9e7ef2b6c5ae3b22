"""Adding and changing places and agencies; the log tells what stood there before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from core import audit
from core.access import User
from core.text import fold
from directory.models import Agency, District

Row = TypeVar("Row", District, Agency)


@transaction.atomic
def add_places(*, names: Sequence[str], by: User, now: datetime) -> list[District]:
    """Add the places that are not known yet, in the order they are given."""
    known = {fold(name) for name in District.objects.values_list("name", flat=True)}
    last = District.objects.aggregate(last=Max("position"))["last"] or 0
    added = [
        District.objects.create(code=_free_code(District, name), name=name, position=position)
        for position, name in enumerate(
            (name for name in names if fold(name) not in known), last + 1
        )
    ]
    if added:
        audit.record(
            actor=by,
            action="directory.add_places",
            now=now,
            new=len(added),
            places_added=[place.name for place in added],
        )
    return added


@transaction.atomic
def add_agency(*, by: User, now: datetime, **values: Any) -> Agency:
    """Add an agency."""
    agency = Agency.objects.create(code=_free_code(Agency, values["name_vi"]), **values)
    changes = audit.differences({}, values)
    audit.record(actor=by, action="directory.add_agency", now=now, target=agency, changes=changes)
    return agency


@transaction.atomic
def change_place(*, place: District, by: User, now: datetime, **values: Any) -> District:
    return _change(place, "directory.change_place", by, now, values)


@transaction.atomic
def change_agency(*, agency: Agency, by: User, now: datetime, **values: Any) -> Agency:
    return _change(agency, "directory.change_agency", by, now, values)


def _change(row: Row, action: str, by: User, now: datetime, values: dict[str, Any]) -> Row:
    """Change the fields that differ; a model form has touched the row already."""
    stored = type(row)._base_manager.get(pk=row.pk)
    changes = audit.differences({name: getattr(stored, name) for name in values}, values)
    for name in changes:
        setattr(row, name, values[name])
    if changes:
        row.save(update_fields=list(changes))
        audit.record(
            actor=by, action=action, now=now, target=row, fields=sorted(changes), changes=changes
        )
    return row


def _free_code(model: type[District] | type[Agency], name: str) -> str:
    """A code made of the name, with a number where it is taken."""
    stem = slugify(" ".join(fold(word) for word in name.split()))[:34] or "x"
    code, number = stem, 2
    while model._base_manager.filter(code=code).exists():
        code, number = f"{stem}-{number}", number + 1
    return code
