"""Values over the years: lines that stop where the measure changed, bands of a forecast."""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.charts.grammar import scene as draw
from core.charts.grammar.medium import Medium
from core.charts.grammar.rows import RADIUS, Key, draw_keys
from core.charts.grammar.scale import Scale, round_steps
from core.charts.grammar.scene import Scene, Words
from core.charts.grammar.text import measure, wrap

FEW = 3  # points that are always named
ROOM = 34.0  # pixels between two points that both have their value written


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    value: float
    text: str = ""
    low: float | None = None
    high: float | None = None
    short: str = ""  # the value alone, where there is no room for more


@dataclass(frozen=True, slots=True)
class Series:
    points: tuple[Point, ...]
    tone: str
    shape: str = "circle"
    is_joined: bool = True
    dash: str = ""
    name: str = ""  # written at its end


@dataclass(frozen=True, slots=True)
class Band:
    """What a forecast leaves open: from a known point to a range, and the range in words."""

    start: tuple[float, float] | None
    x: float
    low: float
    high: float
    tone: str
    opacity: float


@dataclass(frozen=True, slots=True)
class Path:
    """Series over years between two ends; ``breaks`` are years whose set of criteria is new."""

    series: tuple[Series, ...]
    years: tuple[int, ...]
    low: float
    high: float
    write: Callable[[float], str]
    bands: tuple[Band, ...] = ()
    breaks: tuple[int, ...] = ()
    break_text: str = ""
    target: float | None = None
    target_text: str = ""
    keys: tuple[Key, ...] = ()
    heading: str = ""
    height: float = 190.0
    ends: tuple[float, float] = field(default=(0.4, 0.6))  # years of room on both sides

    def draw(self, medium: Medium) -> Scene:
        scene, size = Scene(medium.width), medium.text
        top = draw_keys(scene, self.keys, size) if self.keys else 6.0
        if self.heading:
            lines = wrap(self.heading, medium.width - 4, size)
            top = scene.write_lines(lines, 2, top + 0.8 * size, size, tone="muted")
        top += 1.4 * size
        bottom = top + (0.8 if medium.is_narrow else 1.0) * self.height
        y = Scale(self.low, self.high, bottom, top)
        marks = round_steps(self.low, self.high, 4)
        left = max(measure(self.write(value), size) for value in marks) + 6
        first, last = self.years[0] - self.ends[0], self.years[-1] + self.ends[1]
        tail = 0.0 if medium.is_narrow else self._tail(size)
        x = Scale(first, last, left, medium.width - 4 - tail)
        scene.height = bottom + 2.05 * size
        self._draw_frame(scene, x, y, size)
        self._draw_bands(scene, x, y)
        for series in self.series:
            draw_series(scene, series, self, x, y)
        self._write_years(scene, x, bottom + 1.45 * size, size)
        standing, strokes = scene.marks, scene.strokes
        for places in self._list_texts(scene, x, y, size):
            _ = (
                scene.write_first(places, [*standing, *strokes])
                or scene.write_first(places, standing)
                or places[0].bold  # a value nobody could read across marks stands in the table
                or scene.write_first(places)
            )
        return scene

    def _tail(self, size: float) -> float:
        """Room on the right for what is written beside the last points."""
        points = [point for series in self.series for point in series.points]
        ending = [point.text for point in points if point.x > self.years[-1]]
        return max((measure(text, size, bold=True) for text in ending), default=0.0)

    def _draw_frame(self, scene: Scene, x: Scale, y: Scale, size: float) -> None:
        for value in round_steps(self.low, self.high, 4):
            at = y(value)
            scene.add(draw.Line(x.start, at, x.end, at, "grid"))
            scene.write(
                Words(x.start - 5, at + 0.35 * size, self.write(value), size, "muted", "end")
            )
        for year in self.breaks:
            at = x(year - 0.5)
            scene.add(draw.Line(at, y.end - size, at, y.start, "axis", 1.3, "4 3"))
        if self.target is not None:
            at = y(self.target)
            scene.add(draw.Line(x.start, at, x.end, at, "target", 1.5, "2 3"))

    def _draw_bands(self, scene: Scene, x: Scale, y: Scale) -> None:
        for band in self.bands:
            at, low, high = x(band.x), y(band.low), y(band.high)
            if band.start:
                begin = (x(band.start[0]), y(band.start[1]))
                points = (begin, (at, high), (at, low))
                scene.add(draw.Curve(points, band.tone, is_area=True, opacity=band.opacity))
            else:
                box = draw.Box(at - 6, high, 12, low - high, band.tone, band.opacity)
                scene.add(box)

    def _write_years(self, scene: Scene, x: Scale, y: float, size: float) -> None:
        """Name the years, the ends first; those without room stay unnamed."""
        inner = self.years[1:-1][::-1]
        for year in dict.fromkeys((self.years[-1], self.years[0], *inner)):
            scene.write_first((Words(x(year), y, str(year), size, "muted", "middle"),))

    def _list_texts(self, scene: Scene, x: Scale, y: Scale, size: float) -> list[tuple[Words, ...]]:
        """What should be written, the most important first, each with places it may stand."""
        found: list[tuple[Words, ...]] = []
        for series in reversed(self.series):
            named = name_points(series.points, x)
            found += [
                self._keep_side(point, _places_of(point, x, y, size, series.tone), y, size)
                for point in reversed(series.points)
                if point.text and point in named
            ]
            if series.name and series.points:
                end = series.points[-1]
                found.append(around(x(end.x), y(end.value), series.name, size, series.tone))
        if self.target is not None and self.target_text:
            above, below = y(self.target) - 5, y(self.target) + 1.1 * size
            edge = scene.width - 6
            found.append(
                tuple(
                    Words(at, line, self.target_text, size, "target", anchor)
                    for line in (above, below)
                    for at, anchor in ((x.start + 4, "start"), (edge, "end"))
                )
            )
        return found + self._list_breaks(x, y, size)

    def _keep_side(
        self, point: Point, places: tuple[Words, ...], y: Scale, size: float
    ) -> tuple[Words, ...]:
        """A value above all that stand beside it is not written far below them, and the reverse."""
        near = [
            other.value
            for series in self.series
            for other in series.points
            if abs(other.x - point.x) <= 1
        ]
        at, far = y(point.value), 2.4 * size
        if min(near) == max(near):
            return places
        if point.value == max(near):
            return tuple(words for words in places if words.y - at < far)
        if point.value == min(near):
            return tuple(words for words in places if at - words.y < far - 0.5 * size)
        return places

    def _list_breaks(self, x: Scale, y: Scale, size: float) -> list[tuple[Words, ...]]:
        """The word beside each break, on either side of its line."""
        if not self.break_text:
            return []
        line, spots = y.end - 0.3 * size, [x(year - 0.5) for year in self.breaks]
        return [
            (
                Words(at + 4, line, self.break_text, size, "muted"),
                Words(at - 4, line, self.break_text, size, "muted", "end"),
            )
            for at in spots
        ]


def _places_of(point: Point, x: Scale, y: Scale, size: float, tone: str) -> tuple[Words, ...]:
    """Places for what is told of a point, then for its value alone."""
    spot = (x(point.x), y(point.value))
    alone = around(*spot, point.short, size, tone) if point.short else ()
    return around(*spot, point.text, size, tone) + alone


def around(x: float, y: float, text: str, size: float, tone: str) -> tuple[Words, ...]:
    """Places for a value around its mark: above, right, left, below, then further off."""
    near = RADIUS + 4
    level, below = y + 0.36 * size, y + near + 0.85 * size
    places = (
        (x, y - near - 1, "middle"),
        (x + near, level, "start"),
        (x - near - 2, level, "end"),
        (x, below, "middle"),
        (x - near - 2, y - size, "end"),
        (x - near - 2, below + 0.5 * size, "end"),
        (x + near, y - near - 1 - size, "end"),
        (x + near, below + 1.1 * size, "end"),
        (x + near, y - near - 1 - 2 * size, "end"),
        (x + near, below + 2.2 * size, "end"),
    )
    return tuple(Words(a, b, text, size, tone, anchor, bold=True) for a, b, anchor in places)


def name_points(points: tuple[Point, ...], x: Scale) -> tuple[Point, ...]:
    """The points that have room for their value: all, or the ends and the extremes."""
    if len(points) <= FEW or x(points[1].x) - x(points[0].x) >= ROOM:
        return points
    chosen = {0, len(points) - 1}
    values = [point.value for point in points]
    chosen |= {values.index(min(values)), values.index(max(values))}
    return tuple(point for k, point in enumerate(points) if k in chosen)


def draw_series(scene: Scene, series: Series, path: Path, x: Scale, y: Scale) -> None:
    """Intervals, the line in its unbroken parts, then the points."""
    for point in series.points:
        if point.low is not None and point.high is not None:
            high, low = y(point.high), y(point.low)
            scene.add(draw.Box(x(point.x) - 3, high, 6, max(low - high, 1), series.tone, 0.35))
    if series.is_joined:
        for part in split_at(series.points, path.breaks):
            way = tuple((x(point.x), y(point.value)) for point in part)
            scene.add(draw.Curve(way, series.tone, dash=series.dash))
    for point in series.points:
        at = (x(point.x), y(point.value))
        told = f"{round(point.x)}: {point.text or path.write(point.value)}"
        scene.add(draw.Mark(*at, RADIUS, series.tone, series.shape, told=told))


def split_at(points: tuple[Point, ...], breaks: tuple[int, ...]) -> list[tuple[Point, ...]]:
    """The parts of a line that measure the same; a part of one point needs no line."""
    parts: dict[int, list[Point]] = {}
    for point in points:
        parts.setdefault(sum(point.x >= year for year in breaks), []).append(point)
    return [tuple(part) for part in parts.values() if len(part) > 1]
