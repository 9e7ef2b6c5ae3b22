"""A scene as SVG: text stays text, colours follow the page's scheme, nothing needs a script."""

from collections.abc import Callable
from html import escape
from math import sqrt
from typing import Any

from core.charts.grammar.scene import Box, Curve, Item, Line, Mark, Scene, Words

# Okabe and Ito's colours; static/css/charts.css has the same by class, and those for dark screens
TONES = {
    "official": "#d55e00",
    "own": "#0072b2",
    "forecast": "#00795a",
    "target": "#8a3d6b",
    "good": "#00795a",
    "bad": "#b84f00",
    "low": "#e69f00",
    "pale": "#c9cdce",
    "sky": "#56b4e9",
    "rose": "#cc79a7",
    "leaf": "#009e73",
    "step1": "#e3eff6",
    "step2": "#c1ddee",
    "step3": "#98c9e4",
    "step4": "#6db2da",
    "step5": "#429bd0",
    "edge": "#ffffff",
    "muted": "#5d574e",
    "grid": "#e3e1dc",
    "axis": "#b9b6af",
    "ink": "#22201c",
    "on": "#111111",
}
FAMILY = "Be Vietnam Pro, system-ui, sans-serif"


def write_svg(scene: Scene, *, label: str = "") -> str:
    """Write the picture in its own size; a page may enlarge it and never makes it smaller."""
    width, height = _number(scene.width), _number(scene.height)
    named = f' aria-label="{escape(label)}"' if label else ""
    head = (
        f'<svg role="img" focusable="false"{named} xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{FAMILY}">'
    )
    return head + "".join(WRITERS[type(item)](item) for item in scene.items) + "</svg>"


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _line(item: Line) -> str:
    places = " ".join(
        f'{name}="{_number(getattr(item, name))}"' for name in ("x1", "y1", "x2", "y2")
    )
    return f"<line {places}{_stroke(item.tone, item.width, item.dash)}/>"


def _stroke(tone: str, width: float, dash: str) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f' class="s-{tone}" stroke="{TONES[tone]}" stroke-width="{_number(width)}"{dashes}'


def _fill(tone: str, opacity: float = 1.0) -> str:
    shade = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return f' class="f-{tone}" fill="{TONES[tone]}"{shade}'


def _box(item: Box) -> str:
    place = f'x="{_number(item.x)}" y="{_number(item.y)}"'
    size = f'width="{_number(max(item.width, 0.5))}" height="{_number(item.height)}"'
    return f"<rect {place} {size}{_fill(item.tone, item.opacity)}{_close('rect', item.told)}"


def _close(tag: str, told: str) -> str:
    """The end of a shape, with what a pointer reads on it."""
    return f"><title>{escape(told)}</title></{tag}>" if told else "/>"


def _mark(item: Mark) -> str:
    look = _fill(item.tone)
    if item.hollow:
        look = f' fill="none"{_stroke(item.tone, 1.8, "")}'
    if item.shape == "circle":
        x, y, radius = _number(item.x), _number(item.y), _number(item.radius)
        return f'<circle cx="{x}" cy="{y}" r="{radius}"{look}{_close("circle", item.told)}'
    return f'<path d="{_outline(item)}"{look}{_close("path", item.told)}'


def _outline(item: Mark) -> str:
    x, y, r = item.x, item.y, item.radius
    if item.shape == "square":
        r = r * sqrt(0.8)
        corners = [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)]
    else:
        r = r * 1.25
        corners = [(x, y - r), (x + r, y), (x, y + r), (x - r, y)]
    return _way(corners) + "Z"


def _way(points: Any) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _curve(item: Curve) -> str:
    if item.is_area:
        look = _fill(item.tone, item.opacity)
        if item.edge:
            look = look.replace('"', f'"s-{item.edge} ', 1) + f' stroke="{TONES[item.edge]}"'
        return f'<path d="{_way(item.points)}Z"{look}{_close("path", item.told)}'
    stroke = _stroke(item.tone, item.width, item.dash)
    return f'<path d="{_way(item.points)}" fill="none"{stroke} stroke-linejoin="round"/>'


def _words(item: Words) -> str:
    anchor = f' text-anchor="{item.anchor}"' if item.anchor != "start" else ""
    bold = ' font-weight="600"' if item.bold else ""
    place = f'x="{_number(item.x)}" y="{_number(item.y)}" font-size="{_number(item.size)}"'
    return f"<text {place}{anchor}{bold}{_fill(item.tone)}>{escape(item.text)}</text>"


WRITERS: dict[type[Item], Callable[[Any], str]] = {
    Line: _line,
    Box: _box,
    Mark: _mark,
    Curve: _curve,
    Words: _words,
}
