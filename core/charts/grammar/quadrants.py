"""Two figures of each thing as a place on a field cut in four; on a phone as rows instead."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import hypot

from core.charts.grammar import scene as draw
from core.charts.grammar.medium import Medium
from core.charts.grammar.rows import RADIUS, Rows
from core.charts.grammar.scale import Scale, round_steps, widen
from core.charts.grammar.scene import Extent, Scene, Words, overlap
from core.charts.grammar.text import LINE, measure, shorten, wrap

LABEL, LABEL_LINES = 150.0, 2  # pixels of a label's width
RINGS = (6.0, 16.0, 30.0, 46.0, 64.0)  # how far from its mark a label may stand
NEAR = 10.0  # farther ones have a line to their mark


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing: its place, the intervals of both figures, its name."""

    x: float
    y: float
    across: tuple[float, float]
    along: tuple[float, float]
    label: str
    tone: str
    told: str


@dataclass(frozen=True, slots=True)
class Quadrants:
    """Spots on a field cut at the means; ``corners`` name its quarters from the upper left on."""

    spots: tuple[Spot, ...]
    cut: tuple[float, float]
    corners: tuple[str, str, str, str]
    headings: tuple[str, str]  # across, along
    write: Callable[[float], str]
    narrow: Rows
    height: float = 430.0

    def draw(self, medium: Medium) -> Scene:
        if medium.is_narrow:
            return self.narrow.draw(medium)
        scene, size = Scene(medium.width), medium.text
        top = scene.write_lines(
            wrap(f"↑ {self.headings[1]}", medium.width - 4, size), 2, size, size, tone="muted"
        )
        x, y = self._scales(medium.width, top, size)
        self._draw_frame(scene, x, y, size)
        for spot in self.spots:
            _draw_spot(scene, spot, x, y)
        taken = [*scene.marks, *(e for spot in self.spots for e in _whiskers(spot, x, y))]
        for spot in sorted(self.spots, key=lambda one: one.tone == "own"):
            _write_label(scene, spot, (x(spot.x), y(spot.y)), size, taken, (x, y))
        self._write_corners(scene, x, y, size)
        return scene

    def _scales(self, width: float, top: float, size: float) -> tuple[Scale, Scale]:
        across = [v for spot in self.spots for v in (*spot.across, spot.x)]
        along = [v for spot in self.spots for v in (*spot.along, spot.y)]
        low, high = widen([*along, self.cut[1]])
        left = max(measure(self.write(v), size) for v in round_steps(low, high, 6)) + 8
        y = Scale(max(low, 0.0), high, top + self.height, top + 2)
        low, high = widen([*across, self.cut[0]])
        return Scale(max(low, 0.0), high, left, width - 6), y

    def _draw_frame(self, scene: Scene, x: Scale, y: Scale, size: float) -> None:
        for value in round_steps(y.low, y.high, 6):
            scene.add(draw.Line(x.start, y(value), x.end, y(value), "grid"))
            at = Words(x.start - 5, y(value) + 0.35 * size, self.write(value), size, "muted", "end")
            scene.write(at)
        below = y.start + 1.3 * size
        for value in round_steps(x.low, x.high, 8):
            scene.add(draw.Line(x(value), y.start, x(value), y.end, "grid"))
            scene.write_first((Words(x(value), below, self.write(value), size, "muted", "middle"),))
        cut = (x(self.cut[0]), y(self.cut[1]))
        scene.add(draw.Line(cut[0], y.start, cut[0], y.end, "axis", 1.6, "5 3"))
        scene.add(draw.Line(x.start, cut[1], x.end, cut[1], "axis", 1.6, "5 3"))
        lines = wrap(f"→ {self.headings[0]}", scene.width - 4, size)
        end = scene.write_lines(lines, x.start, below + 1.5 * size, size, tone="muted")
        scene.height = end - 0.6 * size

    def _write_corners(self, scene: Scene, x: Scale, y: Scale, size: float) -> None:
        """Name the quarters where there is room left."""
        upper, lower = y.end + size, y.start - 0.5 * size
        places = ((x.start + 5, upper, "start"), (x.end - 4, upper, "end"),
                  (x.start + 5, lower, "start"), (x.end - 4, lower, "end"))  # fmt: skip
        for (at, line, anchor), text in zip(places, self.corners, strict=True):
            shifts = (0.0, 1.3 * size, 2.6 * size)
            sign = 1 if line == upper else -1
            scene.write_first(
                tuple(Words(at, line + sign * d, text, size, "muted", anchor) for d in shifts),
                scene.marks,
            )


def _draw_spot(scene: Scene, spot: Spot, x: Scale, y: Scale) -> None:
    at = (x(spot.x), y(spot.y))
    scene.add(draw.Line(x(spot.across[0]), at[1], x(spot.across[1]), at[1], spot.tone, 1.0))
    scene.add(draw.Line(at[0], y(spot.along[0]), at[0], y(spot.along[1]), spot.tone, 1.0))
    scene.add(draw.Mark(*at, RADIUS, spot.tone, told=spot.told))


def _whiskers(spot: Spot, x: Scale, y: Scale) -> tuple[Extent, Extent]:
    """Where the lines of both intervals stand, for names to keep clear of."""
    at = (x(spot.x), y(spot.y))
    return (
        (x(spot.across[0]), at[1] - 1, x(spot.across[1]), at[1] + 1),
        (at[0] - 1, y(spot.along[1]), at[0] + 1, y(spot.along[0])),
    )


def _write_label(
    scene: Scene,
    spot: Spot,
    at: tuple[float, float],
    size: float,
    taken: Sequence[Extent],
    field: tuple[Scale, Scale],
) -> None:
    """Write a name at the nearest place that is free; far from its mark, with a line to it."""
    lines = shorten(spot.label, LABEL, size, LABEL_LINES)
    for away, words in _places(lines, at, size):
        if _is_free(scene, words, taken, field):
            if away > NEAR:
                end = _nearest(words, at)
                scene.add(draw.Line(*at, *end, "muted", 0.8))
            for line in words:
                scene.write(
                    Words(line.x, line.y, line.text, size, spot.tone, line.anchor, bold=True)
                )
            return


def _places(
    lines: Sequence[str], at: tuple[float, float], size: float
) -> Iterator[tuple[float, list[Words]]]:
    """Blocks of words around a mark, the nearest first: right, left, above, below, corners."""
    deep = (len(lines) - 1) * LINE * size
    for ring in RINGS:
        near = RADIUS + ring
        middle = at[1] + 0.36 * size - deep / 2
        above, below = at[1] - near - deep, at[1] + near + 0.85 * size
        for x, y, anchor in (
            (at[0] + near, middle, "start"),
            (at[0] - near, middle, "end"),
            (at[0] + near * 0.7, above, "start"),
            (at[0] + near * 0.7, below, "start"),
            (at[0] - near * 0.7, above, "end"),
            (at[0] - near * 0.7, below, "end"),
            (at[0], above, "middle"),
            (at[0], below, "middle"),
        ):
            yield (
                ring,
                [
                    Words(x, y + k * LINE * size, line, size, "ink", anchor, bold=True)
                    for k, line in enumerate(lines)
                ],
            )


def _is_free(
    scene: Scene, words: Sequence[Words], taken: Sequence[Extent], field: tuple[Scale, Scale]
) -> bool:
    x, y = field
    for line in words:
        left, top, right, bottom = line.extent
        if left < x.start + 2 or right > x.end or top < y.end or bottom > y.start:
            return False
        others = [*taken, *(other.extent for other in scene.words)]
        if any(overlap(line.extent, extent) for extent in others):
            return False
    return True


def _nearest(words: Sequence[Words], at: tuple[float, float]) -> tuple[float, float]:
    """The end of a line to a block of words: the point of its edge next to the mark."""
    extents = [line.extent for line in words]
    left, right = min(e[0] for e in extents), max(e[2] for e in extents)
    top, bottom = min(e[1] for e in extents), max(e[3] for e in extents)
    corners = [
        (min(max(at[0], left), right), bottom + 1), (min(max(at[0], left), right), top - 1),
        (left - 2, (top + bottom) / 2), (right + 2, (top + bottom) / 2),
    ]  # fmt: skip
    return min(corners, key=lambda end: hypot(end[0] - at[0], end[1] - at[1]))
