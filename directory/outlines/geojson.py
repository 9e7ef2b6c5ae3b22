"""A GeoJSON file as outlines, checked before anything is drawn of it. No database here."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.text import read_json

LARGEST = 8_000_000  # bytes
MOST_FEATURES, MOST_POINTS = 5_000, 300_000
WEST, EAST, SOUTH, NORTH = 100.0, 120.0, 5.0, 25.0  # Viet Nam with its islands
FINEST = 1 / 1500  # of the whole map: what a screen still shows
Point = tuple[float, float]
Ring = tuple[Point, ...]


class OutlineProblem(DomainError):
    """Why a file of outlines is not taken."""


@dataclass(frozen=True, slots=True)
class Feature:
    """An area of the file with everything that is written beside it."""

    words: Mapping[str, str]
    rings: tuple[Ring, ...]


def read_features(content: bytes) -> list[Feature]:
    """Read areas with their outer outlines; refuse with a sentence what cannot be drawn."""
    if len(content) > LARGEST:
        raise OutlineProblem(_("The file is larger than 8 MB. Simplify the outlines first."))
    listed = _parse(content)
    if len(listed) > MOST_FEATURES:
        raise OutlineProblem(_("The file has more than 5,000 areas."))
    features = [Feature(_words(one), tuple(_rings(one))) for one in listed]
    features = [one for one in features if one.rings]
    if not features:
        raise OutlineProblem(_("The file has no areas (Polygon or MultiPolygon)."))
    if sum(len(ring) for one in features for ring in one.rings) > MOST_POINTS:
        raise OutlineProblem(_("The outlines have more than 300,000 points. Simplify them first."))
    return features


def _parse(content: bytes) -> list[Mapping[str, Any]]:
    try:
        data = read_json(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise OutlineProblem(_("The file is not GeoJSON: it cannot be read as JSON.")) from fault
    listed = data.get("features") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise OutlineProblem(_("The file is not GeoJSON: it has no list of features."))
    return [one for one in listed if isinstance(one, dict)]


def _words(feature: Mapping[str, Any]) -> dict[str, str]:
    given = feature.get("properties")
    named = {**given, "id": feature.get("id", given.get("id"))} if isinstance(given, dict) else {}
    return {
        key: str(value).strip()
        for key, value in named.items()
        if isinstance(value, str | int) and str(value).strip()
    }


def _rings(feature: Mapping[str, Any]) -> Iterator[Ring]:
    """The outer ring of each polygon; what lies in a hole is drawn over it."""
    geometry = feature.get("geometry")
    kind, parts = (geometry.get("type"), geometry.get("coordinates")) if isinstance(
        geometry, dict
    ) else (None, None)  # fmt: skip
    polygons = {"Polygon": [parts], "MultiPolygon": parts}.get(str(kind), [])
    for polygon in polygons if isinstance(polygons, list) else []:
        if not isinstance(polygon, list) or not polygon or not isinstance(polygon[0], list):
            raise OutlineProblem(_("An area of the file has no outline."))
        ring = tuple(_point(one) for one in polygon[0])
        if len(ring) < 4:
            raise OutlineProblem(_("An outline of the file has fewer than four points."))
        yield ring


def _point(given: Any) -> Point:
    numbers = given[:2] if isinstance(given, list) else []
    if len(numbers) < 2 or not all(type(one) in (int, float) and isfinite(one) for one in numbers):
        raise OutlineProblem(_("A point of an outline is no pair of numbers."))
    east, north = float(numbers[0]), float(numbers[1])
    if not (WEST <= east <= EAST and SOUTH <= north <= NORTH):
        raise OutlineProblem(
            _(
                "A point lies at %(east)s, %(north)s, which is not in Viet Nam. Outlines must be"
                " in longitude and latitude (WGS 84), not in metres (VN-2000)."
            )
            % {"east": east, "north": north}
        )
    return east, north


def simplify_all(shapes: Mapping[str, tuple[Ring, ...]]) -> dict[str, list[list[list[float]]]]:
    """Outlines with no more points than a screen shows, as they are kept."""
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    spans = [max(one) - min(one) for one in zip(*points, strict=True)] or [1.0]
    coarse = FINEST * max(spans)
    return {
        code: [[[round(x, 5), round(y, 5)] for x, y in simplify(ring, coarse)] for ring in rings]
        for code, rings in shapes.items()
    }


def simplify(ring: Ring, coarse: float) -> list[Point]:
    """Leave out points that the line without them passes by closely (Douglas and Peucker)."""
    kept = {0, len(ring) // 2, len(ring) - 1}
    spans = [(0, len(ring) // 2), (len(ring) // 2, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = _farthest(ring, first, last)
        if far > coarse:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [ring[k] for k in sorted(kept)]


def _farthest(ring: Ring, first: int, last: int) -> tuple[float, int]:
    (x1, y1), (x2, y2) = ring[first], ring[last]
    long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    found = (0.0, first)
    for k in range(first + 1, last):
        x, y = ring[k]
        if long:
            far = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / long
        else:
            far = ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
        found = max(found, (far, k))
    return found


def read_kept(content: bytes) -> dict[str, tuple[Ring, ...]]:
    """Outlines as they were kept, by the code of their place."""
    kept: Mapping[str, Iterable[Iterable[Any]]] = json.loads(content)
    return {
        code: tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)
        for code, rings in kept.items()
    }
