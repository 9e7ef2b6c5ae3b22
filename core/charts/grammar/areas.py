"""A map: places as the areas they are, or as tiles in rows where no outlines are known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

from core.charts.grammar import scene as draw
from core.charts.grammar.medium import Medium
from core.charts.grammar.rows import Key, draw_keys
from core.charts.grammar.scene import Extent, Scene, Words
from core.charts.grammar.text import LINE, shorten

Ring = tuple[tuple[float, float], ...]  # longitude, latitude
TALLEST = 440.0  # pixels
TILE = 84.0  # pixels, about
GAP = 3.0
ROOM = 0.9  # of an area's width, for the words on it


@dataclass(frozen=True, slots=True)
class Area:
    """A place: its tone, what is written on it, what a pointer reads, its outer outlines."""

    name: str
    text: str
    tone: str
    told: str
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Areas:
    """Places as they lie; a place that lies inside another is drawn over it."""

    areas: tuple[Area, ...]
    keys: tuple[Key, ...] = ()

    def draw(self, medium: Medium) -> Scene:
        scene = Scene(medium.width)
        top = draw_keys(scene, self.keys, medium.text) + GAP
        place = _fit([ring for area in self.areas for ring in area.rings], medium.width, top)
        scene.height = place.bottom + GAP
        shapes = [(area, _thin(place(ring))) for area in self.areas for ring in area.rings]
        for area, shape in sorted(shapes, key=lambda one: -_size(one[1])):
            scene.add(draw.Curve(shape, area.tone, is_area=True, told=area.told, edge="edge"))
        for area in self.areas:
            largest = max((shape for one, shape in shapes if one is area), key=_size, default=())
            _write_inside(scene, area, largest, medium.text)
        return scene


@dataclass(frozen=True, slots=True)
class Tiles:
    """Places as equal tiles, row by row in the order given."""

    areas: tuple[Area, ...]
    keys: tuple[Key, ...] = ()

    def draw(self, medium: Medium) -> Scene:
        scene, size = Scene(medium.width), medium.text
        top = draw_keys(scene, self.keys, size) + GAP
        beside = max(1, min(int(medium.width / TILE), len(self.areas)))
        wide = min((medium.width - GAP * (beside - 1)) / beside, 2 * TILE)
        tall = 3 * LINE * size + 3 * GAP
        for k, area in enumerate(self.areas):
            x, y = (k % beside) * (wide + GAP), top + (k // beside) * (tall + GAP)
            scene.add(draw.Box(x, y, wide, tall, area.tone, told=area.told))
            lines = shorten(area.name, wide - 2 * GAP, size, 2)
            below = scene.write_lines(lines, x + GAP, y + size + GAP, size, tone="on")
            scene.write(Words(x + GAP, below, area.text, size, "on", bold=True))
        scene.height = top + -(-len(self.areas) // beside) * (tall + GAP)
        return scene


@dataclass(frozen=True, slots=True)
class Projection:
    """From longitude and latitude to pixels, so that shapes keep their proportions."""

    west: float
    north: float
    narrow: float  # how much shorter a degree of longitude is
    scale: float
    left: float
    top: float
    bottom: float

    def __call__(self, ring: Ring) -> tuple[tuple[float, float], ...]:
        return tuple(
            (
                self.left + (east - self.west) * self.narrow * self.scale,
                self.top + (self.north - north) * self.scale,
            )
            for east, north in ring
        )


def _fit(rings: Sequence[Ring], width: float, top: float) -> Projection:
    """The largest map that a width and the height that goes with it have room for."""
    longitudes = [east for ring in rings for east, _north in ring]
    latitudes = [north for ring in rings for _east, north in ring]
    west, east, south, north = (
        min(longitudes), max(longitudes), min(latitudes), max(latitudes),
    )  # fmt: skip
    narrow = cos(radians((south + north) / 2))
    wide, tall = (east - west) * narrow or 1e-9, (north - south) or 1e-9
    scale = min((width - 2 * GAP) / wide, TALLEST / tall)
    left = (width - wide * scale) / 2
    return Projection(west, north, narrow, scale, left, top, top + tall * scale)


def _thin(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Points a pixel apart at least, so that a map weighs little on a phone."""
    kept: list[tuple[float, float]] = []
    for x, y in points:
        here = (float(round(x)), float(round(y)))
        if not kept or here != kept[-1]:
            kept.append(here)
    return tuple(kept)


def _size(shape: Sequence[tuple[float, float]]) -> float:
    """The area inside, by the shoelace formula."""
    pairs = zip(shape, [*shape[1:], *shape[:1]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _write_inside(
    scene: Scene, area: Area, shape: Sequence[tuple[float, float]], size: float
) -> None:
    """Name and value where the area has room for both, else the value, else nothing."""
    if not shape:
        return
    left, top, right, bottom = _extent(shape)
    x, y = _middle(shape)
    for lines in _lines_of(area, ROOM * (right - left), size):
        first = y - (len(lines) - 2) * LINE * size / 2 - 0.3 * size
        words = [
            Words(x, first + k * LINE * size, text, size, "on", "middle", bold=k == len(lines) - 1)
            for k, text in enumerate(lines)
        ]
        if all(_lies_in(one, (left, top, right, bottom)) and scene.fits(one) for one in words):
            scene.items.extend(words)
            return


def _extent(shape: Sequence[tuple[float, float]]) -> Extent:
    across, down = [x for x, _y in shape], [y for _x, y in shape]
    return min(across), min(down), max(across), max(down)


def _lies_in(words: Words, outer: Extent) -> bool:
    left, top, right, bottom = words.extent
    return outer[0] <= left and outer[1] <= top and right <= outer[2] and bottom <= outer[3]


def _lines_of(area: Area, room: float, size: float) -> Iterator[list[str]]:
    yield [*shorten(area.name, room, size, 2), area.text]
    yield [area.text]


def _middle(shape: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of gravity of an area, the mean of its points where it is a line."""
    pairs = list(zip(shape, [*shape[1:], *shape[:1]], strict=True))
    cross = [x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs]
    whole = sum(cross)
    if not whole:
        return sum(x for x, _y in shape) / len(shape), sum(y for _x, y in shape) / len(shape)
    x = sum((one[0] + two[0]) * c for (one, two), c in zip(pairs, cross, strict=True))
    y = sum((one[1] + two[1]) * c for (one, two), c in zip(pairs, cross, strict=True))
    return x / (3 * whole), y / (3 * whole)
