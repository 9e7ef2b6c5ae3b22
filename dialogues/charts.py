"""Pictures of the quarterly report as plain SVG: text stays text, bars start at zero."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
ON_COLOURS = ["#fff", "#000", "#000", "#000", "#000", "#000"]
WIDTH = 640
LABEL = 190
ROW = 30
FONT = "Be Vietnam Pro, sans-serif"


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    parts: Sequence[int]


def short(words: str, length: int) -> str:
    """Cut a label at a word, so that it fits its margin."""
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def _text(x: float, y: float, words: str, *, anchor: str = "start", strong: bool = False) -> str:
    weight = ' font-weight="600"' if strong else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="{FONT}"'
        f' font-size="13" fill="currentColor"{weight}>{escape(words)}</text>'
    )


def stacked_bars(
    bars: Sequence[Bar], names: Sequence[str], *, title: str, margin: int = LABEL
) -> SafeString:
    """Bars of counts, one a row, parts side by side; the legend stands above, totals behind."""
    longest = max([sum(bar.parts) for bar in bars] + [1])
    room = WIDTH - margin - 50
    legend_rows = -(-len(names) // 3) if len(names) > 1 else 0
    top = legend_rows * 24 + 8
    height = top + ROW * len(bars) + 6
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{escape(title)}" width="{WIDTH}" height="{height}">'
    ]
    for place, name in enumerate(names if legend_rows else []):
        x, y = (place % 3) * (WIDTH / 3), (place // 3) * 24 + 4
        out.append(f'<rect x="{x:.1f}" y="{y}" width="13" height="13" fill="{COLOURS[place]}"/>')
        out.append(_text(x + 19, y + 11, name))
    for row, bar in enumerate(bars):
        y = top + row * ROW
        out.append(_text(margin - 10, y + 18, bar.label, anchor="end"))
        x = float(margin)
        for place, part in enumerate(bar.parts):
            width = room * part / longest
            if not part:
                continue
            out.append(
                f'<rect x="{x:.1f}" y="{y + 4}" width="{width:.1f}" height="{ROW - 10}"'
                f' fill="{COLOURS[place]}"/>'
            )
            if width > 22:
                out.append(
                    f'<text x="{x + width / 2:.1f}" y="{y + 18}" text-anchor="middle"'
                    f' font-family="{FONT}" font-size="12" fill="{ON_COLOURS[place]}">{part}</text>'
                )
            x += width
        out.append(_text(x + 8, y + 18, str(sum(bar.parts)), strong=True))
    out.append(
        f'<line x1="{margin}" x2="{margin}" y1="{top}" y2="{height - 4}" stroke="currentColor"/>'
    )
    out.append("</svg>")
    return mark_safe("".join(out))  # noqa: S308 -- every text in it was escaped above


def columns(points: Sequence[tuple[str, float | None]], *, title: str) -> SafeString:
    """Shares over the quarters as columns with their value on top; a missing one says so."""
    width, height, base = 560, 190, 150
    step = width / max(len(points), 1)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{escape(title)}" width="{width}" height="{height}">'
    ]
    for place, (label, share) in enumerate(points):
        x = place * step + step / 2
        if share is None:
            out.append(_text(x, base - 6, "–", anchor="middle"))
        else:
            tall = 120 * share
            last = place == len(points) - 1
            out.append(
                f'<rect x="{x - 26:.1f}" y="{base - tall:.1f}" width="52" height="{tall:.1f}"'
                f' fill="{COLOURS[0] if last else "#8fb8cf"}"/>'
            )
            out.append(
                _text(x, base - tall - 6, f"{share * 100:.0f}%", anchor="middle", strong=last)
            )
        out.append(_text(x, base + 20, label, anchor="middle", strong=place == len(points) - 1))
    out.append(f'<line x1="0" x2="{width}" y1="{base}" y2="{base}" stroke="currentColor"/></svg>')
    return mark_safe("".join(out))  # noqa: S308 -- every text in it was escaped above
