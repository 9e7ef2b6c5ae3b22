"""One criterion of a draft: its fields, and how it is read from an edition."""

from typing import Any

from pci.models import CriterionInEdition, Edition, Measure, Unit

TYPED = (  # what the form asks, in its order
    "number",
    "wording_vi",
    "wording_en",
    "measure",
    "unit",
    "unit_name",
    "unit_min",
    "unit_max",
    "direction",
    "weight",
    "scale_min",
    "scale_max",
    "comparable_with_previous",
    "source",
    "note_vi",
    "note_en",
)
NUMBERS = ("unit_min", "unit_max", "weight", "scale_min", "scale_max")
DEFINITION = (*TYPED, "named_answers")
FIELDS = ("code", "name_vi", "name_en", *DEFINITION)
EMPTY: dict[str, Any] = {
    "wording_en": "",
    "name_en": "",
    "measure": Measure.SHARE.value,
    "unit": Unit.SHARE.value,
    "unit_name": "",
    "unit_min": None,
    "unit_max": None,
    "direction": 1,
    "weight": None,
    "scale_min": None,
    "scale_max": None,
    "comparable_with_previous": True,
    "note_vi": "",
    "note_en": "",
    "source": "",
    "named_answers": [],
}
Row = dict[str, Any]


def rows_of(edition: Edition) -> list[Row]:
    """The criteria of an edition, as a draft holds them."""
    found = edition.criteria.select_related("criterion").order_by("number")
    return [_row(definition) for definition in found]


def _row(definition: CriterionInEdition) -> Row:
    named = definition.criterion
    row: Row = {"code": named.code, "name_vi": named.name_vi, "name_en": named.name_en}
    return row | {name: getattr(definition, name) for name in DEFINITION}


def definition_of(row: Row) -> CriterionInEdition:
    """A row as the definition it would become; not stored."""
    return CriterionInEdition(**{name: row[name] for name in DEFINITION if name in row})
