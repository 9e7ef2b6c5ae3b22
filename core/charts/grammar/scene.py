"""A picture as lines, boxes, marks and words at places, before it is written as SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.charts.grammar.text import LINE, measure

Extent = tuple[float, float, float, float]  # left, top, right, bottom
APART = 2.0  # pixels between two words
SPOT = 3.0  # pixels between two spots of a line
ASCENT = 0.8  # of the size, above the line words stand on; Vietnamese capitals carry two signs
DESCENT = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    tone: str
    width: float = 1.0
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    tone: str
    opacity: float = 1.0
    told: str = ""  # what a pointer resting on it reads

    @property
    def extent(self) -> Extent:
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True, slots=True)
class Mark:
    """A point: a circle, a square or a diamond, full or hollow."""

    x: float
    y: float
    radius: float
    tone: str
    shape: str = "circle"
    hollow: bool = False
    told: str = ""  # what a pointer resting on it reads

    @property
    def extent(self) -> Extent:
        r = self.radius
        return self.x - r, self.y - r, self.x + r, self.y + r


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points, or an area they enclose."""

    points: tuple[tuple[float, float], ...]
    tone: str
    width: float = 2.0
    dash: str = ""
    is_area: bool = False
    opacity: float = 1.0
    told: str = ""  # what a pointer resting on it reads
    edge: str = ""  # the tone of the line around an area


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; ``y`` is the line it stands on."""

    x: float
    y: float
    text: str
    size: float
    tone: str = "ink"
    anchor: str = "start"
    bold: bool = False

    @property
    def extent(self) -> Extent:
        width = measure(self.text, self.size, bold=self.bold)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - ASCENT * self.size, left + width, self.y + DESCENT * self.size


Item = Line | Box | Mark | Curve | Words


@dataclass(slots=True)
class Scene:
    """What has been drawn so far on a sheet of a width."""

    width: float
    height: float = 0.0
    items: list[Item] = field(default_factory=list)

    @property
    def words(self) -> list[Words]:
        return [item for item in self.items if isinstance(item, Words)]

    def add(self, *items: Item) -> None:
        self.items.extend(items)

    def write(self, words: Words) -> None:
        """Write words where they are asked for."""
        self.items.append(words)

    @property
    def marks(self) -> list[Extent]:
        """Where points and intervals stand."""
        return [item.extent for item in self.items if isinstance(item, Mark | Box)]

    @property
    def strokes(self) -> list[Extent]:
        """Where lines run that words should not be written across: those of data and of breaks."""
        ways = [item.points for item in self.items if isinstance(item, Curve) and not item.is_area]
        ways += [
            ((item.x1, item.y1), (item.x2, item.y2))
            for item in self.items
            if isinstance(item, Line) and item.dash
        ]
        return [spot for way in ways for spot in _follow(way)]

    def fits(self, words: Words, avoid: Sequence[Extent] = ()) -> bool:
        """Whether words stay on the sheet and meet neither others nor what they should avoid."""
        left, top, right, bottom = words.extent
        if left < 0 or right > self.width or top < 0 or bottom > (self.height or bottom):
            return False
        taken = [other.extent for other in self.words]
        return not any(overlap(words.extent, extent) for extent in (*taken, *avoid))

    def write_first(self, places: Iterable[Words], avoid: Sequence[Extent] = ()) -> bool:
        """Write words at the first place that has room; nowhere if none has."""
        for words in places:
            if self.fits(words, avoid):
                self.write(words)
                return True
        return False

    def write_lines(
        self, lines: Sequence[str], x: float, y: float, size: float, **more: str | bool
    ) -> float:
        """Write lines below each other from a first line at ``y``; return where the next begins."""
        for line in lines:
            self.write(Words(x, y, line, size, **more))  # type: ignore[arg-type]
            y += LINE * size
        return y


def _follow(way: Sequence[tuple[float, float]]) -> Iterable[Extent]:
    """Spots along a way, close enough that no letter stands between two."""
    for (x1, y1), (x2, y2) in pairwise(way):
        steps = int(max(abs(x2 - x1), abs(y2 - y1)) // SPOT) + 1
        for step in range(steps + 1):
            x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
            yield x, y, x, y


def overlap(one: Extent, other: Extent) -> bool:
    """Whether two extents come nearer than words may."""
    return not (
        one[2] + APART <= other[0]
        or other[2] + APART <= one[0]
        or one[3] <= other[1]
        or other[3] <= one[1]
    )
