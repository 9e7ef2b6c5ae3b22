"""Storing what a file of enterprises brings, a slice of rows at a time."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from core.tabular.uploads import PreviewOutdated
from directory.models import DERIVED, District, Enterprise
from directory.register_files.changes import Change
from directory.register_files.examination import Found, stored_values

SLICE = 200  # rows in one transaction


def write_enterprises(found: Found, now: datetime) -> None:
    """Store new and changed enterprises a slice at a time; who saves an answer hardly waits."""
    _add_places(found.new_places)
    districts = {district.code: district for district in District.objects.all()}
    try:
        for some in _slices(found.new):
            _add([_fill(Enterprise(tax_code=one.tax_code), one, districts, now) for one in some])
        for some in _slices(found.changed):
            _change(some, districts, now)
    except IntegrityError as problem:  # somebody added one of them at this moment
        raise PreviewOutdated from problem


def _add_places(places: Mapping[str, str]) -> None:
    last = District.objects.aggregate(last=Max("position"))["last"] or 0
    for position, (code, name) in enumerate(sorted(places.items()), last + 1):
        District.objects.get_or_create(code=code, defaults={"name": name, "position": position})


def _slices(changes: list[Change]) -> Iterator[list[Change]]:
    for start in range(0, len(changes), SLICE):
        yield changes[start : start + SLICE]


def _fill(
    enterprise: Enterprise, change: Change, districts: Mapping[str, District], now: datetime
) -> Enterprise:
    for name, value in change.after.items():
        setattr(enterprise, name, districts[value] if name == "district" else value)
    enterprise.updated_at = now
    return enterprise.derive()


@transaction.atomic
def _add(enterprises: list[Enterprise]) -> None:
    Enterprise.objects.bulk_create(enterprises)


@transaction.atomic
def _change(changes: list[Change], districts: Mapping[str, District], now: datetime) -> None:
    """Change a slice; none of it if somebody has changed one of the rows since the preview."""
    rows = Enterprise.objects.select_for_update(of=("self",)).select_related("district")
    known = {
        row.tax_code: row for row in rows.filter(tax_code__in=[one.tax_code for one in changes])
    }
    for one in changes:
        if one.tax_code not in known or stored_values(known[one.tax_code], one.after) != one.before:
            raise PreviewOutdated
    filled = [_fill(known[one.tax_code], one, districts, now) for one in changes]
    fields = {name for one in changes for name in one.after} | {*DERIVED, "updated_at"}
    Enterprise.objects.bulk_update(filled, sorted(fields))
