"""How a page or a paper places a picture."""

import base64
import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.charts.base import RANGE, Chart

register = template.Library()
INSIDE = r"(?:<(?:strong|span|div)\b(?![^>]*aria-hidden)[^>]*>\s*)*"
ALONE = re.compile(rf"(<(?:td|dd)\b([^>]*)>\s*{INSIDE})–(?=\s*</)")
PAINT = re.compile(r' (?:fill|stroke)="#[0-9a-f]{6}"| font-family="[^"]*"')  # charts.css has both


@register.filter
def svg_uri(chart: Chart) -> str:
    """The picture as an address that holds it."""
    return "data:image/svg+xml;base64," + base64.b64encode(chart.svg.encode()).decode()


@register.filter
def svg_inline(chart: Chart) -> SafeString:
    """The picture for a desk and for a phone, of which the page shows the one it has room for.

    Both have one text alternative; they are made by us from numbers and escaped names.
    """
    said = format_html('<span hidden id="{}-said">{}</span>', chart.name, chart.alternative)
    label = f'aria-labelledby="{chart.name}-said"'
    drawn = (
        PAINT.sub("", chart.pictures[medium]).replace(
            "<svg ", f'<svg class="chart__{medium}" {label} ', 1
        )
        for medium in ("phone", "desk")
    )
    return mark_safe(said + "".join(drawn))  # noqa: S308


@register.filter
def aloud(cell: object) -> SafeString:
    """A cell of a table whose dashes are read as words: alone “no figure”, in a range “to”."""
    shown = conditional_escape(str(cell))
    if shown == "–":
        return _read_as("–", _("no figure"))
    return mark_safe(RANGE.sub(lambda dash: _read_as(dash[0], _(" to ")), shown))  # noqa: S308


@register.filter
def dashes_aloud(content: str) -> SafeString:
    """Tables and lists of facts whose lone dashes are read as words, numbers or not."""

    def say(cell: "re.Match[str]") -> str:
        words = _("no figure") if "num" in cell[2] else pgettext("no value", "none")
        return cell[1] + _read_as("–", words)

    return mark_safe(ALONE.sub(say, content) if "–" in content else content)  # noqa: S308


def _read_as(sign: str, words: str) -> SafeString:
    seen = '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>'
    return format_html(seen, sign, words)
