"""One grammar of charts: a description without pixels, drawn for the width it stands in."""

from core.charts.grammar.areas import Area, Areas, Tiles
from core.charts.grammar.columns import Column, Columns
from core.charts.grammar.medium import CARD, DESK, MEDIA, PAPER, PHONE, Medium
from core.charts.grammar.panels import Panel, Panels
from core.charts.grammar.path import Band, Path, Point, Series
from core.charts.grammar.quadrants import Quadrants, Spot
from core.charts.grammar.rows import Bar, Dot, Interval, Key, Row, Rows, Word
from core.charts.grammar.scene import Scene
from core.charts.grammar.sparkline import draw_sparkline
from core.charts.grammar.svg import write_svg

__all__ = [
    "CARD",
    "DESK",
    "MEDIA",
    "PAPER",
    "PHONE",
    "Area",
    "Areas",
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
    "Quadrants",
    "Row",
    "Rows",
    "Scene",
    "Series",
    "Spot",
    "Tiles",
    "Word",
    "draw_sparkline",
    "write_svg",
]
