"""What lists of the register and of agencies show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.models import AuditEntry
from core.tabular.sorting import Key, Orders, by_choice
from core.tabular.writing import in_pieces
from core.text import sort_key
from directory.models import (
    Agency,
    AgencyKind,
    District,
    Enterprise,
    EnterpriseStatus,
    LegalType,
    Region,
    Size,
)
from directory.places.fields import all_places
from directory.places.words import PLACE, place_label, region_label
from directory.vsic import section_name

EQUAL = ("legal_type", "size", "sector", "status", "district")
ORDERS = Orders(
    Key("name", _lazy("Name"), "sort_name"),
    Key("tax_code", _lazy("Tax code"), "tax_code"),
    Key("legal_type", _lazy("Legal type"), by_choice("legal_type", LegalType)),
    Key("sector", _lazy("Section"), "sector"),
    Key("size", _lazy("Size"), by_choice("size", Size)),
    Key("founded", _lazy("Founded"), "founded"),
    Key("district", PLACE, "district__position"),
    Key("status", _lazy("Status"), by_choice("status", EnterpriseStatus)),
    start="name",
)


def _agencies_by(param: str, anchor: str) -> Orders:
    return Orders(
        Key("name", _lazy("Agency"), lambda agency: sort_key(agency.name)),
        Key("kind", _lazy("Kind"), by_choice("kind", AgencyKind)),
        Key("existed", _lazy("Existed"), "valid_from"),
        param=param,
        anchor=anchor,
    )


PRESENT, PAST = _agencies_by("sort", "present"), _agencies_by("sort-past", "past")


def enterprises(filters: Mapping[str, Any]) -> QuerySet[Enterprise]:
    """Return the enterprises a list's filters ask for, by name."""
    rows = Enterprise.objects.matching(filters.get("q") or "").select_related("district__region")
    for name in EQUAL:
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    if filters.get("region"):
        rows = rows.filter(district__region=filters["region"])
    if filters.get("is_member") in {"yes", "no"}:
        rows = rows.filter(is_member=filters["is_member"] == "yes")
    return rows.order_by("sort_name", "pk")


def export_headings() -> list[str]:
    return [
        _("Tax code"),
        _("Name"),
        _("Legal type"),
        _("VSIC section"),
        _("Name of the section"),
        _("Size"),
        _("Employees"),
        _("Founding year"),
        place_label(),
        region_label(),
        _("E-mail"),
        _("Telephone"),
        _("Member of the Association"),
        _("Status"),
    ]


def export_rows(rows: "QuerySet[Enterprise] | list[Enterprise]") -> Iterable[list[Any]]:
    legal_types, sizes = _words(LegalType), _words(Size)
    statuses, member = _words(EnterpriseStatus), {True: _("yes"), False: _("no")}
    for row in in_pieces(rows):
        yield [
            row.tax_code,
            row.name,
            legal_types.get(row.legal_type, row.legal_type),
            row.sector,
            section_name(row.sector, row.vsic),
            sizes.get(row.size, row.size),
            row.employees,
            row.founded,
            row.district.name,
            row.district.region.name if row.district.region else "",
            row.email,
            row.phone,
            member[row.is_member],
            statuses.get(row.status, row.status),
        ]


def _words(choices: type[TextChoices]) -> dict[str, str]:
    """The words of a choice in the reader's language, looked up once for all rows."""
    return {choice.value: str(choice.label) for choice in choices}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to a row of the directory."""

    at: datetime
    what: str
    who: str
    note: str


def history(row: Enterprise | Agency) -> list[Event]:
    """Tell who added or changed a row and which fields; newest first."""
    said = {
        "directory.add_enterprise": _("Added by hand."),
        "directory.change_enterprise": _("Changed."),
        "directory.add_agency": _("Added by hand."),
        "directory.change_agency": _("Changed."),
    }
    entries = AuditEntry.objects.about(row).filter(action__in=said)
    return [
        Event(
            at=entry.at,
            what=said[entry.action],
            who=str(entry.actor or ""),
            note=", ".join(_field_name(row, name) for name in entry.details.get("fields", [])),
        )
        for entry in entries.select_related("actor")
    ]


def _field_name(row: Enterprise | Agency, name: str) -> str:
    field = row._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))


def agencies(*, today: date, past: bool = False) -> QuerySet[Agency]:
    """List the agencies of today, or those of the past."""
    ended = Q(valid_to__lt=today)
    rows = Agency.objects.filter(ended) if past else Agency.objects.exclude(ended)
    return rows.select_related("successor", "district").order_by("kind", "name_vi")


def places() -> QuerySet[District]:
    """Every place with the count of its enterprises, those of one region together."""
    return all_places().select_related("successor").annotate(count=_enterprises_by("district"))


def regions() -> QuerySet[Region]:
    return Region.objects.select_related("successor").annotate(
        places_count=Count("places"), count=_enterprises_by("district__region")
    )


def _enterprises_by(place: str) -> Coalesce:
    """Count enterprises along the index; a join would sort the whole register by each column."""
    there = Enterprise.objects.filter(**{place: OuterRef("pk")}).order_by().values(place)
    return Coalesce(Subquery(there.annotate(number=Count("pk")).values("number")), 0)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A place that ended and in which enterprises still stand."""

    place: District
    count: int


def left_in_ended_places(today: date) -> list[LeftBehind]:
    ended = District.objects.filter(valid_to__lt=today).select_related("successor")
    counted = ended.annotate(count=_enterprises_by("district")).filter(count__gt=0)
    return [LeftBehind(place, place.count) for place in counted]
