"""A distribution: a column for each value, with one of them marked."""

from collections.abc import Callable
from dataclasses import dataclass

from core.charts.grammar import scene as draw
from core.charts.grammar.medium import Medium
from core.charts.grammar.scale import Scale, round_steps
from core.charts.grammar.scene import Scene, Words
from core.charts.grammar.text import measure, wrap


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    value: float
    text: str = ""  # above it, where there is room
    is_named: bool = True
    told: str = ""  # what a pointer resting on it reads


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns from zero; ``marked`` is the place of one that is pointed at."""

    columns: tuple[Column, ...]
    write: Callable[[float], str]
    heading: str
    tone: str = "forecast"
    marked: int | None = None
    marked_text: str = ""
    level: float | None = None  # a dashed line, such as what is expected of each
    level_text: str = ""
    height: float = 150.0
    counts: bool = False  # the axis names whole numbers
    most: float = 0.0  # the end of the scale, where it is known

    def draw(self, medium: Medium) -> Scene:
        scene, size = Scene(medium.width), medium.text
        top = scene.write_lines(wrap(self.heading, medium.width - 4, size), 2, size, size)
        top += 1.2 * size
        bottom = top + self.height
        most = self.most or self._find_most()
        y = Scale(0, 1.08 * most, bottom, top)
        left = (
            max(measure(self.write(v), size) for v in round_steps(0, most, 4, whole=self.counts))
            + 6
        )
        x = Scale(0, len(self.columns), left, medium.width - 2)
        scene.height = bottom + 2.05 * size
        self._draw_frame(scene, x, y, most, size)
        self._draw_columns(scene, x, y, size)
        self._point_out(scene, x, y, size)
        return scene

    def _find_most(self) -> float:
        return max([column.value for column in self.columns] + [self.level or 0.0]) or 1.0

    def _name_steps(self, most: float) -> list[float]:
        return round_steps(0, most, 4, whole=self.counts)

    def _draw_frame(self, scene: Scene, x: Scale, y: Scale, most: float, size: float) -> None:
        for value in self._name_steps(most):
            at = y(value)
            scene.add(draw.Line(x.start, at, x.end, at, "grid"))
            words = Words(x.start - 5, at + 0.35 * size, self.write(value), size, "muted", "end")
            scene.write(words)

    def _draw_columns(self, scene: Scene, x: Scale, y: Scale, size: float) -> None:
        wide = (x.end - x.start) / len(self.columns)
        thick = max(1.5, min(0.8 * wide, 60))
        for k, column in enumerate(self.columns):
            middle, top = x(k + 0.5), y(column.value)
            box = (middle - thick / 2, top, thick, y.start - top)
            scene.add(draw.Box(*box, self.tone, 0.85, column.told))
            if column.text:
                above = Words(middle, top - 4, column.text, size, "ink", "middle", bold=True)
                scene.write_first((above,))
        named = [(k, column) for k, column in enumerate(self.columns) if column.is_named]
        for k, column in named[:1] + named[1:][::-1]:
            below = y.start + 1.45 * size
            scene.write_first((Words(x(k + 0.5), below, column.label, size, "muted", "middle"),))

    def _point_out(self, scene: Scene, x: Scale, y: Scale, size: float) -> None:
        line = y.end - 0.2 * size
        if self.level is not None:
            at = y(self.level)
            scene.add(draw.Line(x.start, at, x.end, at, "muted", 1.3, "4 3"))
            words = Words(x.end - 2, line, self.level_text, size, "muted", "end")
            scene.write_first((words,))
        if self.marked is not None:
            at = x(self.marked + 0.5)
            scene.add(draw.Line(at, y.end - size, at, y.start, "official", 2))
            places = ((at + 5, "start"), (at - 5, "end"))
            scene.write_first(
                Words(px, line, self.marked_text, size, "official", anchor, bold=True)
                for px, anchor in places
            )
