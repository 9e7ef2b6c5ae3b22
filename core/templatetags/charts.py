"""How a page or a paper places a picture."""

import base64
import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.charts.base import Chart

register = template.Library()
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
