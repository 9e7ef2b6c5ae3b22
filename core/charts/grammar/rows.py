"""A line for each thing that has a name: bars, dots and intervals on one scale."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.charts.grammar import scene as draw
from core.charts.grammar.medium import Medium
from core.charts.grammar.scale import Scale, round_steps
from core.charts.grammar.scene import Scene, Words
from core.charts.grammar.text import LINE, measure, wrap

LABELS = 0.36  # of the width, where labels stand at the side
GAP = 10.0
THICK = 14.0  # of a bar
RADIUS = 4.6


@dataclass(frozen=True, slots=True)
class Bar:
    start: float
    end: float
    tone: str
    text: str = ""  # inside, where there is room
    opacity: float = 1.0
    told: str = ""  # what a pointer resting on it reads


@dataclass(frozen=True, slots=True)
class Interval:
    """An uncertain value: a wide pale line, or a thin one over a bar."""

    low: float
    high: float
    tone: str
    is_thin: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    value: float
    tone: str
    shape: str = "circle"
    hollow: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A value written beside its mark, on the right where there is room."""

    at: float
    text: str
    tone: str = "ink"


RowMark = Bar | Interval | Dot | Word


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    marks: tuple[RowMark, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend."""

    text: str
    tone: str
    shape: str = "circle"
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows on a scale; ``write`` names the values of the axis."""

    rows: tuple[Row, ...]
    low: float
    high: float
    write: Callable[[float], str]
    heading: str = ""
    keys: tuple[Key, ...] = ()
    zero: float | None = None  # a line from which bars start
    counts: bool = False  # the axis names whole numbers

    def draw(self, medium: Medium) -> Scene:
        """Lay the rows out: labels at the side, on a phone above the marks."""
        scene, size = Scene(medium.width), medium.text
        left = 2.0 if medium.is_narrow else LABELS * medium.width + GAP
        x = Scale(self.low, self.high, left + RADIUS, medium.width - self._tail(size))
        top = draw_keys(scene, self.keys, size)
        middles, ends = self._draw_rows(scene, x, medium, top)
        self._draw_axis(scene, x, size, top, ends)
        self._draw_zero(scene, x, medium, middles, top, ends)
        return scene

    def _tail(self, size: float) -> float:
        """Room on the right for the numbers of marks that reach the end of the scale."""
        words = [m for row in self.rows for m in row.marks if isinstance(m, Word)]
        width = (self.high - self.low) or 1.0
        far = [m.text for m in words if (m.at - self.low) / width > 0.72]
        return max([measure(text, size, bold=True) for text in far], default=0.0) + RADIUS + 8

    def _draw_rows(
        self, scene: Scene, x: Scale, medium: Medium, top: float
    ) -> tuple[list[float], float]:
        size, y = medium.text, top
        middles = []
        wide = medium.width - 4 if medium.is_narrow else LABELS * medium.width
        for row in self.rows:
            lines = wrap(row.label, wide, size)
            block = len(lines) * LINE * size
            if medium.is_narrow:
                scene.write_lines(lines, 2, y + size, size)
                middle = y + block + 2 + THICK / 2
                y = middle + THICK / 2 + 0.6 * GAP
            else:
                height = max(block, THICK) + GAP
                middle = y + height / 2
                first = middle - block / 2 + size
                for k, line in enumerate(lines):
                    place = (wide, first + k * LINE * size)
                    scene.write(Words(*place, line, size, anchor="end"))
                y += height
            draw_marks(scene, row.marks, x, middle, size)
            middles.append(middle)
        return middles, y

    def _draw_axis(self, scene: Scene, x: Scale, size: float, top: float, bottom: float) -> None:
        """Name round values below; their lines stand behind the marks."""
        behind: list[draw.Item] = []
        most = max(2, int((x.end - x.start) / 70))
        for value in round_steps(self.low, self.high, most, whole=self.counts):
            at = x(value)
            behind.append(draw.Line(at, top, at, bottom, "grid"))
            words = Words(at, bottom + size + 2, self.write(value), size, "muted", "middle")
            scene.write_first((words,))
        scene.items[:0] = behind
        scene.height = bottom + size + 8
        if self.heading:
            lines = wrap(self.heading, scene.width - 4, size)
            below = scene.write_lines(lines, 2, scene.height + size, size, tone="muted")
            scene.height = below - 0.6 * size

    def _draw_zero(
        self,
        scene: Scene,
        x: Scale,
        medium: Medium,
        middles: Sequence[float],
        top: float,
        bottom: float,
    ) -> None:
        """The line of comparison behind the marks; on a phone beside them, off the labels."""
        if self.zero is None:
            return
        half, at = THICK / 2 + 2, x(self.zero)
        beside = [(middle - half, middle + half) for middle in middles]
        parts = beside if medium.is_narrow else [(top, bottom)]
        scene.items[:0] = [draw.Line(at, high, at, low, "axis", 1.5) for high, low in parts]


def draw_keys(scene: Scene, keys: Sequence[Key], size: float) -> float:
    """The legend in as many lines as it needs; return where the picture begins."""
    x, y = 6.0, size
    for key in keys:
        wide = 14 + measure(key.text, size)
        if x > 6 and x + wide > scene.width:
            x, y = 6.0, y + 1.5 * size
        scene.add(draw.Mark(x, y - 0.35 * size, 4.4, key.tone, key.shape, key.hollow))
        lines = wrap(key.text, scene.width - x - 12, size)
        y = scene.write_lines(lines, x + 10, y, size) - LINE * size
        x += wide + 12
    return y + 0.8 * size if keys else 4.0


def draw_marks(
    scene: Scene, marks: Sequence[RowMark], x: Scale, middle: float, size: float
) -> None:
    """Everything on one line, in the order given."""
    for mark in marks:
        match mark:
            case Bar():
                _draw_bar(scene, mark, x, middle, size)
            case Interval(low, high, tone, is_thin):
                if is_thin:
                    scene.add(draw.Line(x(low), middle, x(high), middle, tone, 1.4))
                else:
                    wide = max(x(high) - x(low), 1.0)
                    scene.add(draw.Box(x(low), middle - 3, wide, 6, tone, 0.35))
            case Dot(value, tone, shape, hollow, told):
                scene.add(draw.Mark(x(value), middle, RADIUS, tone, shape, hollow, told))
            case Word(at, text, tone):
                _write_beside(scene, x(at), middle, Words(0, 0, text, size, tone, bold=True))


def _draw_bar(scene: Scene, mark: Bar, x: Scale, middle: float, size: float) -> None:
    left, right = sorted((x(mark.start), x(mark.end)))
    place = (left, middle - THICK / 2, right - left, THICK)
    scene.add(draw.Box(*place, mark.tone, mark.opacity, mark.told))
    if mark.text and measure(mark.text, size) + 4 <= right - left:
        at = ((left + right) / 2, middle + 0.36 * size)
        scene.write(Words(*at, mark.text, size, "on", "middle"))


def _write_beside(scene: Scene, at: float, middle: float, words: Words) -> None:
    y = middle + 0.36 * words.size
    right = Words(at + 7, y, words.text, words.size, words.tone, "start", words.bold)
    left = Words(at - 7, y, words.text, words.size, words.tone, "end", words.bold)
    scene.write_first((right, left))
