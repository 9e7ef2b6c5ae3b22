"""Issues as pictures: where they stand, what they are about, how long they took."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.base import Chart, Table, alternative, draw, write_axis, write_number
from core.charts.grammar import Bar, Column, Columns, Row, Rows, Word

DAYS = ((0, 2), (3, 5), (6, 10), (11, 15), (16, 20))
MOST_TOPICS = 10


def draw_states(
    rows: Sequence[tuple[str, int, int]], *, title: str, source: str, name: str = "issues"
) -> Chart:
    """Issues by state. Each row is a state, its count and those overdue."""
    picture = Rows(
        tuple(
            Row(
                state,
                (Bar(0, count, "own"), Bar(0, overdue, "low"), Word(count, str(count))),
            )
            for state, count, overdue in rows
        ),
        low=0,
        high=max((count for _state, count, _late in rows), default=1) or 1,
        write=write_axis,
        heading=_("Issues"),
        zero=0,
        counts=True,
    )
    cells = tuple((state, str(count), str(overdue)) for state, count, overdue in rows)
    return Chart(
        name=name,
        title=title,
        subtitle=_("Issues by state; the orange part is overdue."),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        pictures=draw(picture),
        table=Table((_("State"), _("Issues"), _("Of these overdue")), cells),
    )


def draw_topics(counted: Sequence[tuple[str, int]], *, source: str) -> Chart:
    """Issues by the criterion they touch, the most first."""
    shown = counted[:MOST_TOPICS]
    title = _("Most issues touch “%(topic)s”") % {"topic": shown[0][0]}
    picture = Rows(
        tuple(
            Row(topic, (Bar(0, count, "sky", told=f"{topic}: {count}"), Word(count, str(count))))
            for topic, count in shown
        ),
        low=0,
        high=max(count for _topic, count in shown),
        write=write_axis,
        heading=_("Issues"),
        zero=0,
        counts=True,
    )
    cells = tuple((topic, str(count)) for topic, count in shown)
    return Chart(
        name="topics",
        title=title,
        subtitle=_("Issues received in the quarter, by the criterion of the index they touch."),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        pictures=draw(picture),
        table=Table((_("Criterion"), _("Issues")), cells),
    )


def draw_days(days: Sequence[int], *, source: str) -> Chart:
    """How many working days issues took until the end of the matter."""
    spans = [*DAYS, (DAYS[-1][1] + 1, None)]
    counts: Counter[int] = Counter()
    for used, issues in Counter(days).items():
        counts[_span_of(used)] += issues
    middle = write_number(median(days), 0 if median(days) == int(median(days)) else 1)
    title = _("Half of the issues took %(days)s working days or fewer") % {"days": middle}
    columns = tuple(
        Column(_name_span(*span), counts[k], str(counts[k] or ""), told=_tell_span(span, counts[k]))
        for k, span in enumerate(spans)
    )
    cells = tuple((column.label, str(counts[k])) for k, column in enumerate(columns))
    return Chart(
        name="days",
        title=title,
        subtitle=ngettext(
            "Working days from the assignment to the end of the matter; one issue.",
            "Working days from the assignment to the end of the matter; %(count)s issues.",
            len(days),
        )
        % {"count": len(days)},
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        pictures=draw(Columns(columns, write_axis, _("Number of issues"), tone="sky", counts=True)),
        table=Table((_("Working days"), _("Issues")), cells),
    )


def _span_of(used: int) -> int:
    return next((k for k, (_low, high) in enumerate(DAYS) if used <= high), len(DAYS))


def _name_span(low: int, high: int | None) -> str:
    return f"{low}–{high}" if high is not None else f"{low}+"


def _tell_span(span: tuple[int, int | None], count: int) -> str:
    return _("%(days)s working days: %(count)s") % {"days": _name_span(*span), "count": count}
