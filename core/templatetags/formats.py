"""Numbers as the reader's language writes them; rounding happens here and nowhere earlier."""

from datetime import date

from django import template
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock.timezone import localdate

register = template.Library()


@register.filter
def percent(share: float | None, decimals: int = 0) -> str:
    """Write a share (0-1) as a percentage: 0.125 with one decimal is ``12,5%``."""
    if share is None:
        return ""
    return decimal(share * 100, decimals) + "%"


@register.filter
def decimal(value: float | None, decimals: int = 2) -> str:
    """Write a number with a fixed count of decimals; what rounds to zero has no sign."""
    if value is None:
        return ""
    return formats.number_format(round(value, int(decimals)) or 0, int(decimals))


@register.filter
def signed(value: float | None, decimals: int = 2) -> str:
    """Write a change with its sign; a minus is the typographic one."""
    if value is None:
        return ""
    rounded = round(value, int(decimals))
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return sign + formats.number_format(abs(rounded), int(decimals))


@register.filter
def days_from_today(day: date) -> str:
    """Say how far off a day is: ``còn 5 ngày``, ``hôm nay``, ``quá hạn 3 ngày``."""
    days = (day - localdate()).days
    if days in {0, 1}:
        return _("tomorrow") if days else _("today")
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}
