"""Small multiples: one small path for each criterion, those of a unit on one scale."""

from dataclasses import dataclass, replace

from core.charts.grammar.medium import Medium
from core.charts.grammar.path import Path
from core.charts.grammar.rows import Key, draw_keys
from core.charts.grammar.scene import Box, Curve, Item, Line, Mark, Scene, Words
from core.charts.grammar.text import LINE, shorten

APART = 16.0
TITLE_LINES = 3


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    path: Path


@dataclass(frozen=True, slots=True)
class Panels:
    """Panels in reading order, as many beside each other as the medium has room for."""

    panels: tuple[Panel, ...]
    keys: tuple[Key, ...] = ()
    height: float = 78.0

    def draw(self, medium: Medium) -> Scene:
        scene, size = Scene(medium.width), medium.text
        top = draw_keys(scene, self.keys, size)
        wide = (medium.width - APART * (medium.panels - 1)) / medium.panels
        small = replace(medium, width=int(wide))
        for at in range(0, len(self.panels), medium.panels):
            line = self.panels[at : at + medium.panels]
            top = self._draw_line(scene, line, small, top)
        scene.height = top
        return scene

    def _draw_line(self, scene: Scene, line: tuple[Panel, ...], small: Medium, top: float) -> float:
        size = small.text
        titles = [shorten(panel.title, small.width, size, TITLE_LINES) for panel in line]
        heads = max(len(title) for title in titles) * LINE * size
        deepest = top
        for k, (panel, title) in enumerate(zip(line, titles, strict=True)):
            left = k * (small.width + APART)
            scene.write_lines(title, left, top + size, size)
            inner = replace(panel.path, height=self.height).draw(small)
            scene.items += [shift(item, left, top + heads) for item in inner.items]
            deepest = max(deepest, top + heads + inner.height)
        return deepest + 0.8 * APART


def shift(item: Item, right: float, down: float) -> Item:
    """The same item at another place."""
    match item:
        case Line(x1, y1, x2, y2):
            return replace(item, x1=x1 + right, y1=y1 + down, x2=x2 + right, y2=y2 + down)
        case Curve(points):
            return replace(item, points=tuple((x + right, y + down) for x, y in points))
        case Box() | Mark() | Words():
            return replace(item, x=item.x + right, y=item.y + down)
