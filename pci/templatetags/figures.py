"""Values of criteria in their units: ``2,44``, ``77%``, ``4 ngày``, ``35 điểm``."""

from django import template
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.formats import decimal, percent
from pci.models import Unit

register = template.Library()


@register.filter
def in_unit(value: float | None, unit: str) -> str:
    """Write a value as people say it, shares as whole percents."""
    return _write(value, unit, decimals_of_percent=0)


@register.filter
def exactly_in_unit(value: float | None, unit: str) -> str:
    """Write a value with the decimals that matter for the score: shares have two."""
    return _write(value, unit, decimals_of_percent=2)


@register.filter
def as_printed(text: str) -> str:
    """Write a printed figure, whose digits stay as they are, with the decimal sign of the page."""
    return text.replace(".", formats.get_format("DECIMAL_SEPARATOR"))


def _write(value: float | None, unit: str, decimals_of_percent: int) -> str:
    if value is None:
        return ""
    if unit == Unit.SHARE:
        return percent(value, decimals_of_percent)
    if unit in {Unit.SCALE, Unit.NUMBER}:
        return decimal(value, 2)
    rounded = round(value, 1) + 0.0
    short = formats.number_format(rounded, 0 if rounded.is_integer() else 1)
    if unit == Unit.DAYS:
        return ngettext("%(days)s day", "%(days)s days", 1 if value == 1 else 2) % {"days": short}
    return _("%(points)s points") % {"points": short}
