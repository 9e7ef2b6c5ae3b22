"""Our own pictures as PNG, for files that hold no SVG: boxes, lines, marks and words."""

import re
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from PIL import ImageDraw, ImageFont

SCALE = 2.5  # dots for a pixel of the page: 240 an inch
COLOURS = 64  # few enough for a small file, enough for smooth edges
FINER = 1.6  # drawn larger and made smaller, so that lines are smooth
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
Box = tuple[float, ...]


def write_png(svg: str) -> bytes:
    """Draw a picture of :mod:`core.charts.grammar` on white."""
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415 -- slow import
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- slow import

    root = fromstring(svg)
    width, height = (float(root.get(name, 0)) for name in ("width", "height"))
    factor = SCALE * FINER
    sheet = Image.new("RGB", (round(width * factor), round(height * factor)), "white")
    pen = ImageDraw.Draw(sheet, "RGBA")
    for item in root:
        DRAWN[item.tag.rpartition("}")[2]](pen, item, factor)
    held = BytesIO()
    small = sheet.resize((round(width * SCALE), round(height * SCALE)), Image.Resampling.HAMMING)
    few = small.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette([255 if part == 254 else part for part in few.getpalette() or ()])  # white paper
    few.save(held, "PNG", dpi=(96 * SCALE, 96 * SCALE))
    return held.getvalue()


def _colour(item: "Element", name: str) -> tuple[int, int, int, int] | None:
    """The colour of an attribute, with its opacity."""
    told = item.get(name, "none")
    if not told.startswith("#"):
        return None
    red, green, blue = (int(told[k : k + 2], 16) for k in (1, 3, 5))
    return red, green, blue, round(255 * float(item.get(f"{name}-opacity", 1)))


def _read(item: "Element", *names: str) -> tuple[float, ...]:
    return tuple(float(item.get(name, 0)) for name in names)


def _rect(pen: "ImageDraw.ImageDraw", item: "Element", factor: float) -> None:
    x, y, width, height = (factor * value for value in _read(item, "x", "y", "width", "height"))
    pen.rectangle((x, y, x + width, y + height), fill=_colour(item, "fill"))


def _line(pen: "ImageDraw.ImageDraw", item: "Element", factor: float) -> None:
    x1, y1, x2, y2 = _read(item, "x1", "y1", "x2", "y2")
    _stroke(pen, item, [(x1, y1), (x2, y2)], factor)


def _circle(pen: "ImageDraw.ImageDraw", item: "Element", factor: float) -> None:
    x, y, r = (factor * value for value in _read(item, "cx", "cy", "r"))
    outline, wide = _colour(item, "stroke"), round(factor * float(item.get("stroke-width", 1)))
    pen.ellipse((x - r, y - r, x + r, y + r), _colour(item, "fill"), outline, wide)


def _path(pen: "ImageDraw.ImageDraw", item: "Element", factor: float) -> None:
    way = item.get("d", "")
    told = [float(value) for value in NUMBERS.findall(way)]
    points = list(zip(told[::2], told[1::2], strict=True))
    fill = _colour(item, "fill")
    if fill:
        pen.polygon([(x * factor, y * factor) for x, y in points], fill=fill)
    if _colour(item, "stroke"):
        _stroke(pen, item, [*points, points[0]] if way.endswith("Z") else points, factor)


def _stroke(
    pen: "ImageDraw.ImageDraw", item: "Element", points: list[tuple[float, float]], factor: float
) -> None:
    colour, wide = _colour(item, "stroke"), round(factor * float(item.get("stroke-width", 1)))
    dashes = [float(value) for value in item.get("stroke-dasharray", "").split()]
    for start, end in pairwise(points):
        for a, b in _split(start, end, dashes):
            pen.line((a[0] * factor, a[1] * factor, b[0] * factor, b[1] * factor), colour, wide)


def _split(start: Box, end: Box, dashes: list[float]) -> list[tuple[Box, Box]]:
    """A line as the strokes of its dashes."""
    if not dashes:
        return [(start, end)]
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    found, at = [], 0.0
    while at < length:
        ends = (at / length, min(at + dashes[0], length) / length)
        found.append(
            tuple(tuple(s + t * (e - s) for s, e in zip(start, end, strict=True)) for t in ends)
        )
        at += sum(dashes)
    return found  # type: ignore[return-value]


def _text(pen: "ImageDraw.ImageDraw", item: "Element", factor: float) -> None:
    x, y, size = (factor * value for value in _read(item, "x", "y", "font-size"))
    anchor = {"start": "ls", "middle": "ms", "end": "rs"}[item.get("text-anchor", "start")]
    font = _font(round(size), bold=item.get("font-weight") == "600")
    pen.text((x, y), item.text or "", _colour(item, "fill"), font, anchor)


@cache
def _font(size: int, *, bold: bool) -> "ImageFont.FreeTypeFont":
    """The letter of the house in a size."""
    import fontpkg_be_vietnam_pro  # noqa: PLC0415 -- slow import
    from PIL import ImageFont  # noqa: PLC0415 -- slow import

    name = "BeVietnamPro-SemiBold.ttf" if bold else "BeVietnamPro-Regular.ttf"
    return ImageFont.truetype(str(Path(fontpkg_be_vietnam_pro.ROOT) / "files" / name), size)


DRAWN: dict[str, Any] = {
    "rect": _rect, "line": _line, "circle": _circle, "path": _path, "text": _text,
}  # fmt: skip
