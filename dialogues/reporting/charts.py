"""Pictures of the quarterly report as plain SVG: text stays text, bars start at zero."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
ON_COLOURS = ["#fff", "#000", "#000", "#000", "#000", "#000"]
WIDE, NARROW = 640, 330  # of a desk or a sheet of paper, and of a phone
LABEL = 190
QUARTER_LABEL = 74  # “III/2026”
ROW = 30
FONT = "Be Vietnam Pro, sans-serif"


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    parts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn twice: for a desk or paper, and for a phone, where letters stay as large."""

    wide: SafeString
    narrow: SafeString


def short(words: str, length: int) -> str:
    """Cut a label at a word, so that it fits its margin."""
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def _text(x: float, y: float, words: str, *, anchor: str = "start", strong: bool = False) -> str:
    weight = ' font-weight="600"' if strong else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="{FONT}"'
        f' font-size="13" fill="currentColor"{weight}>{escape(words)}</text>'
    )


def _svg(width: int, height: int, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{escape(title)}" width="{width}" height="{height}">'
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the parts of stacked bars stand: a legend on top, labels beside the bars or above."""

    width: int
    margin: int  # for the labels; without one they stand above
    names: int
    longest: int

    @property
    def beside(self) -> int:
        """How many entries of the legend stand in a row."""
        return 3 if self.width == WIDE else 1

    @property
    def top(self) -> int:
        rows = -(-self.names // self.beside) if self.names > 1 else 0
        return rows * 24 + 8

    @property
    def step(self) -> int:
        return ROW + self.above

    @property
    def above(self) -> int:
        return 0 if self.margin else 18

    def length(self, part: int) -> float:
        return (self.width - self.margin - 50) * part / self.longest


def draw_stacked_bars(
    bars: Sequence[Bar],
    names: Sequence[str],
    *,
    title: str,
    margin: int = LABEL,
    width: int = WIDE,
) -> SafeString:
    """Bars of counts, one a row, parts side by side; the legend stands above, totals behind.

    Labels stand left of the bars; without a margin, above them.
    """
    longest = max([sum(bar.parts) for bar in bars] + [1])
    grid = Grid(width, margin, len(names), longest)
    height = grid.top + grid.step * len(bars) + 6
    out = [_svg(width, height, title), *_legend(names, grid)]
    for row, bar in enumerate(bars):
        out += _bar(bar, grid.top + row * grid.step + grid.above, grid)
    out.append(
        f'<line x1="{margin}" x2="{margin}" y1="{grid.top}" y2="{height - 4}"'
        ' stroke="currentColor"/>'
    )
    out.append("</svg>")
    return mark_safe("".join(out))  # noqa: S308 -- every text in it was escaped above


def _legend(names: Sequence[str], grid: Grid) -> Iterator[str]:
    """Colours with their names; a single part needs none."""
    for place, name in enumerate(names if len(names) > 1 else []):
        x = (place % grid.beside) * (grid.width / grid.beside)
        y = (place // grid.beside) * 24 + 4
        yield f'<rect x="{x:.1f}" y="{y}" width="13" height="13" fill="{COLOURS[place]}"/>'
        yield _text(x + 19, y + 11, name)


def _bar(bar: Bar, y: int, grid: Grid) -> Iterator[str]:
    if grid.margin:
        yield _text(grid.margin - 10, y + 18, bar.label, anchor="end")
    else:
        yield _text(0, y - 2, bar.label)
    x = float(grid.margin)
    for place, part in enumerate(bar.parts):
        if part:
            yield _part(part, place, x, y, grid.length(part))
        x += grid.length(part)
    yield _text(x + 8, y + 18, str(sum(bar.parts)), strong=True)


def _part(part: int, place: int, x: float, y: int, length: float) -> str:
    """One part of a bar, with its number where there is room."""
    box = (
        f'<rect x="{x:.1f}" y="{y + 4}" width="{length:.1f}" height="{ROW - 10}"'
        f' fill="{COLOURS[place]}"/>'
    )
    if length <= 22:
        return box
    return box + (
        f'<text x="{x + length / 2:.1f}" y="{y + 18}" text-anchor="middle"'
        f' font-family="{FONT}" font-size="12" fill="{ON_COLOURS[place]}">{part}</text>'
    )


def columns(
    points: Sequence[tuple[str, float | None]], *, title: str, width: int = WIDE
) -> SafeString:
    """Shares over the quarters as columns with their value on top; a missing one says so."""
    height, base = 190, 150
    step = width / max(len(points), 1)
    out = [_svg(width, height, title)]
    for place, (label, share) in enumerate(points):
        is_last = place == len(points) - 1
        out += _column(place * step + step / 2, base, share, min(52, step * 0.7), last=is_last)
        out.append(
            _text(place * step + step / 2, base + 20, label, anchor="middle", strong=is_last)
        )
    out.append(f'<line x1="0" x2="{width}" y1="{base}" y2="{base}" stroke="currentColor"/></svg>')
    return mark_safe("".join(out))  # noqa: S308 -- every text in it was escaped above


def _column(x: float, base: int, share: float | None, thick: float, *, last: bool) -> Iterator[str]:
    if share is None:
        yield _text(x, base - 6, "–", anchor="middle")
        return
    tall = 120 * share
    yield (
        f'<rect x="{x - thick / 2:.1f}" y="{base - tall:.1f}" width="{thick:.1f}"'
        f' height="{tall:.1f}" fill="{COLOURS[0] if last else "#8fb8cf"}"/>'
    )
    yield _text(x, base - tall - 6, f"{share * 100:.0f}%", anchor="middle", strong=last)
