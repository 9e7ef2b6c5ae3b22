"""Where published issues come from, as a map."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.charts.base import Chart, write_axis
from core.charts.places import Outlines, PlaceValue, Wording, draw_places
from dialogues.statistics.places import PlaceCount


def draw_issues_by_place(
    rows: Sequence[PlaceCount], elsewhere: int, outlines: Outlines, *, source: str
) -> Chart:
    """Draw how many published issues name each place; small counts are held back."""
    values = [
        PlaceValue(row.code, row.name, row.count, "1–2" if row.count is None else str(row.count))
        for row in rows
    ]
    without = ngettext(
        "One more issue tells no place.", "%(count)s more issues tell no place.", elsewhere
    ) % {"count": elsewhere}
    wording = Wording(
        name="issues-by-place",
        title=_find_title(rows),
        subtitle=" ".join(filter(None, [
            _("Published issues by the place they name."), without if elsewhere else "",
        ])),
        source=source,
        head=(pgettext("administrative", "Place"), _("Published issues")),
        hidden=_("1 or 2 issues, which might point at somebody"),
    )  # fmt: skip
    return draw_places(values, outlines, wording, write_axis, whole=True)


def _find_title(rows: Sequence[PlaceCount]) -> str:
    most = max((row.count or 0 for row in rows), default=0)
    named = [row.name for row in rows if row.count == most]
    if not most:
        return _("No place has three published issues yet")
    told = {"places": ", ".join(named[:3]), "count": most}
    return _("Most published issues: %(places)s (%(count)s)") % told
