"""How wide words are in the house font, and where they break."""

from functools import cache
from pathlib import Path

FALLBACK = 0.62  # of the size, for a letter the font does not have
SPARE = 1.03  # browsers round each letter to their own grid
LINE = 1.3  # height of a line, in sizes


@cache
def _advances(*, bold: bool) -> dict[str, float]:
    """The width of every letter of the font, as a share of its size."""
    import fontpkg_be_vietnam_pro  # noqa: PLC0415 -- slow import
    from fontTools.ttLib import TTFont

    name = "BeVietnamPro-SemiBold.ttf" if bold else "BeVietnamPro-Regular.ttf"
    with TTFont(Path(fontpkg_be_vietnam_pro.ROOT) / "files" / name, lazy=True) as font:
        units, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {chr(code): widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}


@cache
def measure(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text."""
    known = _advances(bold=bold)
    return SPARE * size * sum(known.get(letter, FALLBACK) for letter in text)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit a width; a word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def shorten(text: str, width: float, size: float, lines: int) -> list[str]:
    """Break a text into at most so many lines; the last one says that there is more."""
    broken = wrap(text, width, size)
    if len(broken) <= lines:
        return broken
    last = broken[lines - 1]
    while last and measure(last + "…", size) > width:
        last = last.rpartition(" ")[0]
    return [*broken[: lines - 1], last.rstrip(" ,;:") + "…"]
