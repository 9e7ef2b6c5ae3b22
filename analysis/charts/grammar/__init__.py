"""One grammar of charts: a description without pixels, drawn for the width it stands in."""

from analysis.charts.grammar.columns import Column, Columns
from analysis.charts.grammar.medium import CARD, DESK, MEDIA, PAPER, PHONE, Medium
from analysis.charts.grammar.panels import Panel, Panels
from analysis.charts.grammar.path import Band, Path, Point, Series
from analysis.charts.grammar.rows import Bar, Dot, Interval, Key, Row, Rows, Word
from analysis.charts.grammar.scene import Scene
from analysis.charts.grammar.sparkline import draw_sparkline
from analysis.charts.grammar.svg import write_svg

__all__ = [
    "CARD",
    "DESK",
    "MEDIA",
    "PAPER",
    "PHONE",
    "Band",
    "Bar",
    "Column",
    "Columns",
    "Dot",
    "Interval",
    "Key",
    "Medium",
    "Panel",
    "Panels",
    "Path",
    "Point",
    "Row",
    "Rows",
    "Scene",
    "Series",
    "Word",
    "draw_sparkline",
    "write_svg",
]
