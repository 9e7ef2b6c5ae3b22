"""How many of those asked answered, place by place, as a map for staff."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.charts.base import Chart, write_axis
from core.charts.places import PlaceValue, Wording, draw_places
from core.clock import timezone
from core.templatetags.formats import percent
from directory.outlines.keeping import find_outlines
from surveys.fieldwork.queries.monitor import Turnout

FEWEST_ASKED = 5  # as everywhere: a share of fewer points at somebody


def draw_turnout(rows: Sequence[Turnout]) -> Chart | None:
    """Draw the response rate of each place; one where few were asked is held back."""
    if not rows:
        return None
    day = date_format(timezone.localdate(), "SHORT_DATE_FORMAT")
    wording = Wording(
        name="turnout-by-place",
        title=_find_title(rows),
        subtitle=_("Response rate by place of the enterprise, in per cent of those asked."),
        source=_("Source: fieldwork of the wave, as of %(day)s.") % {"day": day},
        head=(pgettext("administrative", "Place"), _("Asked"), _("Response rate")),
        hidden=_("too few asked: fewer than 5"),
    )
    return draw_places([_value(row) for row in rows], find_outlines(), wording, _write)


def _value(row: Turnout) -> PlaceValue:
    if row.asked < FEWEST_ASKED:
        return PlaceValue(row.code, row.name, None, f"n = {row.asked}", str(row.asked))
    rate = row.rate or 0.0
    return PlaceValue(row.code, row.name, 100 * rate, percent(rate), str(row.asked))


def _write(value: float) -> str:
    return write_axis(value) + "%"


def _find_title(rows: Sequence[Turnout]) -> str:
    known = [row for row in rows if row.asked >= FEWEST_ASKED]
    if not known:
        return _("In no place have five enterprises been asked")
    least = min(known, key=lambda row: row.rate or 0.0)
    told = {"place": least.name, "rate": percent(least.rate)}
    return _("The lowest response rate is that of %(place)s: %(rate)s") % told
