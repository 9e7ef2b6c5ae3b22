"""Which area of a file is which place, by the column that says it best. No database here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.text import fold
from directory.outlines.geojson import Feature, Ring

KINDS = re.compile(
    r"^\s*(thành phố|thị xã|thị trấn|huyện|quận|phường|xã|đặc khu|tp\.?|tx\.?|tt\.?|[phx]\.)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """Outlines by the code of their place, and what found no partner."""

    shapes: Mapping[str, tuple[Ring, ...]]
    places_without: tuple[str, ...]
    areas_without: tuple[str, ...]


def match_places(features: Sequence[Feature], places: Sequence[Place]) -> Match:
    """Match areas with places by code, by name, or by name without its kind.

    The column is chosen that knows most places, so that the name of the province, which stands
    beside every area, is not taken for a town of the same name.
    """
    known = _keys_of(places)
    columns = dict.fromkeys(key for feature in features for key in feature.words)
    best = max(columns, key=lambda column: len(_find_by(features, column, known)), default="")
    shapes: dict[str, tuple[Ring, ...]] = {}
    left: list[str] = []
    for feature in features:
        said = feature.words.get(best, "")
        code = _find(said, known)
        if code:
            shapes[code] = (*shapes.get(code, ()), *feature.rings)
        else:
            left.append(said or _("an area without a name"))
    missing = tuple(place.name for place in places if place.code not in shapes)
    return Match(shapes, missing, tuple(dict.fromkeys(left)))


def _keys_of(places: Iterable[Place]) -> dict[str, str]:
    """Every word a place is known by; a bare name that two places share means neither."""
    known: dict[str, str] = {}
    bare: dict[str, set[str]] = {}
    for place in places:
        known[fold(place.code)] = known[fold(place.name)] = place.code
        bare.setdefault(fold(KINDS.sub("", place.name)), set()).add(place.code)
    alone = {name: codes.pop() for name, codes in bare.items() if len(codes) == 1}
    return alone | known


def _find(said: str, known: Mapping[str, str]) -> str | None:
    return known.get(fold(said)) or known.get(fold(KINDS.sub("", said)))


def _find_by(features: Sequence[Feature], column: str, known: Mapping[str, str]) -> set[str]:
    found = (_find(feature.words.get(column, ""), known) for feature in features)
    return {code for code in found if code}
