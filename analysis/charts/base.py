"""What all charts share: the palette, the font, the frame around a picture."""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import formats
from django.utils.translation import get_language

# Okabe and Ito's palette for colour-blind readers, in their order; the grey is ours.
ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
GREY = "#7A8285"
INK = "#2B3133"
FAMILY = "Be Vietnam Pro"
WIDTH = 470  # of the plot; with labels a figure fills the 170 mm of a page
MARK_ROLES = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")')


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart, already written for the reader."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with everything that must stand around it."""

    name: str
    title: str
    subtitle: str
    source: str
    alternative: str
    svg: str
    table: Table


def write_number(value: float | None, decimals: int = 2) -> str:
    """Write a number in the reader's language; a missing one is a dash."""
    if value is None:
        return "–"
    return formats.number_format(round(value, decimals), decimals).replace("-", "−")


def write_signed(value: float) -> str:
    """Write a change with its sign."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + write_number(abs(value))


def write_interval(low: float, high: float, decimals: int = 2) -> str:
    """Write a range of values."""
    return f"{write_number(low, decimals)} – {write_number(high, decimals)}"


def plot(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Begin a picture of rows; marks and their places follow."""
    import altair as alt

    return alt.Chart(alt.Data(values=list(rows)))


def plot_by_name(rows: Sequence[Mapping[str, Any]], **axis: Any) -> Any:
    """Begin a picture with a line for each name, in the order of the rows."""
    import altair as alt

    order = list(dict.fromkeys(row["name"] for row in rows))
    return plot(rows).encode(y=alt.Y("name:N", sort=order, axis=labels(**axis)))


def wrap_label(text: str, width: int = 40) -> str:
    """Break a label into lines; axes made by `labels` draw them one below the other."""
    return "\n".join(textwrap.wrap(text, width)) or text


def labels(**more: Any) -> dict[str, Any]:
    """Settings of an axis whose labels may have several lines."""
    return {
        "title": None,
        "ticks": False,
        "domain": False,
        "labelLimit": 300,
        "labelPadding": 8,
        "labelExpr": "split(datum.label, '\\n')",
        **more,
    }


def alternative(opening: str, rows: Sequence[str]) -> str:
    """The text alternative: the finding first, then the numbers."""
    return " ".join([opening.rstrip(".") + ".", *(row.rstrip(".") + "." for row in rows)])


@cache
def _ready() -> Any:
    import fontpkg_be_vietnam_pro  # noqa: PLC0415 -- slow import
    import vl_convert

    vl_convert.register_font_directory(str(Path(fontpkg_be_vietnam_pro.ROOT) / "files"))
    return vl_convert


def _locale() -> dict[str, Any]:
    decimal, thousands = (".", ",") if get_language() == "en" else (",", ".")
    return {
        "decimal": decimal,
        "thousands": thousands,
        "grouping": [3],
        "currency": ["", ""],
        "minus": "−",
    }


def draw_svg(chart: Any) -> str:
    """Turn an Altair chart into SVG: text stays text, no style attribute, no background."""
    configured = chart.configure(
        font=FAMILY,
        background="transparent",
        padding=2,
        aria=False,
        view={"stroke": None},
        axis={
            "labelFontSize": 10.5,
            "titleFontSize": 10.5,
            "titleFontWeight": "normal",
            "labelColor": INK,
            "titleColor": INK,
            "gridColor": "#E3E1DC",
            "domainColor": "#B9B6AF",
            "tickColor": "#B9B6AF",
        },
        text={"fontSize": 10.5, "color": INK},
        legend={"labelFontSize": 10.5, "labelColor": INK, "title": None, "orient": "top"},
        header={
            "labelFontSize": 10.5,
            "labelColor": INK,
            "labelFontWeight": 600,
            "labelLimit": 260,
            "title": None,
        },
    )
    svg = _ready().vegalite_to_svg(configured.to_dict(), format_locale=_locale())
    plain = MARK_ROLES.sub("", str(svg))  # the picture has one text; its marks have none
    return re.sub(r"<svg ", '<svg role="img" focusable="false" ', plain, count=1)
