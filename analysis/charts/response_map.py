"""How many of those asked answered, place by place, as the report shows it."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.numbers import PlaceResponse
from core.charts.base import Chart, write_axis
from core.charts.places import Outlines, PlaceValue, Wording, draw_places
from core.templatetags.formats import percent

FEWEST_ASKED = 10  # in a place whose response everybody may read


def draw_response(
    rows: Sequence[PlaceResponse], outlines: Outlines, *, source: str
) -> Chart | None:
    """Draw the response rate of each place; nothing where no place may be shown."""
    hidden = find_hidden(rows)
    shown = [row for row in rows if row.code not in hidden]
    if len(shown) < 2:
        return None
    least = min(shown, key=lambda row: row.rate)
    wording = Wording(
        name="response-by-place",
        title=_("The lowest response rate is that of %(place)s: %(rate)s")
        % {"place": least.name, "rate": percent(least.rate)},
        subtitle=_(
            "Response rate by place of the enterprise, in per cent of those asked who are in"
            " business."
        ),
        source=source,
        head=(pgettext("administrative", "Place"), _("Asked"), _("Response rate")),
        hidden=_("not shown: fewer than 10 asked, or all or none answered"),
    )
    values = [_value(row, is_hidden=row.code in hidden) for row in rows]
    return draw_places(values, outlines, wording, lambda value: write_axis(value) + "%")


def find_hidden(rows: Sequence[PlaceResponse]) -> Collection[str]:
    """Places whose response would tell of single enterprises; where only one, one more.

    All or none answering tells what each of them did; what one place hides alone could be found by
    taking the others from the total.
    """
    open_ones = [row for row in rows if row.asked >= FEWEST_ASKED and 0 < row.answered < row.asked]
    hidden = {row.code for row in rows} - {row.code for row in open_ones}
    if len(hidden) == 1 and open_ones:
        hidden.add(min(open_ones, key=lambda row: row.asked).code)
    return hidden


def _value(row: PlaceResponse, *, is_hidden: bool) -> PlaceValue:
    if is_hidden:
        return PlaceValue(row.code, row.name, None, _("not shown"), "–")
    return PlaceValue(row.code, row.name, 100 * row.rate, percent(row.rate), str(row.asked))
