"""Names of strata, in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from directory.models import District, LegalType, Region, Size
from surveys.models import Dimension
from surveys.sampling.strata import REST

NOWHERE = "none"  # the region of a place that lies in none


def cell_label(code: str, dimensions: Sequence[Dimension]) -> str:
    """Say which enterprises the stratum ``micro/llc_one/dak-mil`` holds, in the active language."""
    places = dict(District.objects.values_list("code", "name"))
    regions = dict(Region.objects.values_list("code", "name")) | {NOWHERE: _("in no region")}
    names: dict[Dimension, dict[str, str]] = {
        Dimension.SIZE: {value: str(label) for value, label in Size.choices},
        Dimension.LEGAL_TYPE: {value: str(label) for value, label in LegalType.choices},
        Dimension.REGION: regions,
        Dimension.DISTRICT: places,
        Dimension.SECTOR: {},
    }
    others = {
        Dimension.SIZE: _("other sizes"),
        Dimension.LEGAL_TYPE: _("other legal types"),
        Dimension.REGION: _("other regions"),
        Dimension.DISTRICT: _("other places"),
        Dimension.SECTOR: _("other sections"),
    }
    parts = [
        others[dimension] if value == REST else names[dimension].get(value, value)
        for dimension, value in zip(dimensions, code.split("/"), strict=True)
    ]
    return " · ".join(parts)
