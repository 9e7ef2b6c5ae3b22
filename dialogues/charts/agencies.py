"""What became of the issues of each agency, as one bar an agency."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.base import Chart, Table, alternative, draw, write_axis
from core.charts.grammar import Bar, Key, Row, Rows, Word
from dialogues.charts.issues import draw_days
from dialogues.statistics.agency_outcomes import AgencyOutcomes
from dialogues.statistics.scorecard import Score

MOST_AGENCIES = 15
ROOM = 0.08  # of the longest bar, for a number inside


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its name, its tone and how many issues of an agency it holds."""

    name: str
    field: str
    tone: str


def parts() -> tuple[Part, ...]:
    return (
        Part(_("answered in time"), "in_time", "sky"),
        Part(_("answered late"), "late", "low"),
        Part(_("open, within its day"), "waiting", "pale"),
        Part(_("open, overdue"), "overdue", "rose"),
    )


def draw_scorecard(
    outcomes: Sequence[AgencyOutcomes], scores: Sequence[Score], *, today: date
) -> list[Chart]:
    """What became of the issues of each agency, and how long they took; nothing of nothing."""
    day = date_format(today, "SHORT_DATE_FORMAT")
    source = _("Source: issues recorded on the platform, as of %(day)s.") % {"day": day}
    days = [used for score in scores for used in score.days]
    drawn = [draw_agencies(outcomes, source=source)] if outcomes else []
    return [*drawn, draw_days(days, source=source)] if days else drawn


def draw_agencies(outcomes: Sequence[AgencyOutcomes], *, source: str) -> Chart:
    """Answered in time, answered late and open: every issue an agency leads is in one part."""
    shown, title = outcomes[:MOST_AGENCIES], _find_title(outcomes)
    longest = max(one.total for one in shown)
    picture = Rows(
        tuple(Row(one.agency, tuple(_mark(one, longest))) for one in shown),
        low=0,
        high=longest,
        write=write_axis,
        heading=_("Issues"),
        keys=tuple(Key(part.name, part.tone, "square") for part in parts()),
        zero=0,
        counts=True,
    )
    cells = tuple(
        (one.agency, *(str(getattr(one, part.field)) for part in parts()), str(one.total))
        for one in outcomes
    )
    head = (_("Agency"), *(part.name for part in parts()), _("Together"))
    return Chart(
        name="agencies",
        title=title,
        subtitle=_("Issues by their lead agency and what became of them."),
        source=source,
        alternative=alternative(title, [_tell(one) for one in outcomes]),
        pictures=draw(picture),
        table=Table(head, cells),
    )


def _find_title(outcomes: Sequence[AgencyOutcomes]) -> str:
    late = sum(one.late + one.overdue for one in outcomes)
    total = sum(one.total for one in outcomes)
    if not late:
        return _("No issue was answered late or is overdue")
    return ngettext(
        "One of %(total)s issues was answered late or is overdue",
        "%(late)s of %(total)s issues were answered late or are overdue",
        late,
    ) % {"late": late, "total": total}


def _mark(one: AgencyOutcomes, longest: int) -> Iterator[Bar | Word]:
    start = 0
    for part in parts():
        count = getattr(one, part.field)
        if count:
            text = str(count) if count >= ROOM * longest else ""
            told = f"{one.agency}, {part.name}: {count}"
            yield Bar(start, start + count, part.tone, text, told=told)
        start += count
    yield Word(start, str(start))


def _tell(one: AgencyOutcomes) -> str:
    told = ", ".join(f"{part.name} {getattr(one, part.field)}" for part in parts())
    return f"{one.agency}: {told}"
