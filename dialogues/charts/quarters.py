"""Quarters beside each other: what came in, what answers did, how much came in time."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.base import Chart, Table, alternative, draw, write_axis, write_count
from core.charts.grammar import Bar, Column, Columns, Key, Row, Rows, Word
from dialogues.models.sessions import ROMAN
from dialogues.statistics.quarter import EFFECTS, KINDS, Quarter
from dialogues.templatetags.dialogues import share
from dialogues.workflow.transitions import Effect

TONES = ("sky", "low", "pale", "rose", "leaf")
ROOM = 0.06  # of the longest bar, for a number inside
Names = Sequence[tuple[str, object]]


def name_quarter(quarter: Quarter) -> str:
    return f"{ROMAN[quarter.quarter]}/{quarter.year}"


def draw_quarters(quarters: Sequence[Quarter], *, source: str) -> tuple[Chart, ...]:
    """The quarters up to now; the last is the one that is told of."""
    return (
        _draw_kinds(quarters, source),
        _draw_effects(quarters, source),
        _draw_in_time(quarters, source),
    )


def _draw_kinds(quarters: Sequence[Quarter], source: str) -> Chart:
    now = quarters[-1]
    told = {"count": now.received, "quarter": name_quarter(now)}
    title = ngettext(
        "One issue was received in quarter %(quarter)s",
        "%(count)s issues were received in quarter %(quarter)s",
        now.received,
    )
    return _draw_parts(
        [(name_quarter(one), one.kinds) for one in quarters],
        KINDS,
        name="kinds",
        title=title % told,
        subtitle=_("Issues received in each quarter, by kind."),
        source=source,
    )


def _draw_effects(quarters: Sequence[Quarter], source: str) -> Chart:
    effects = quarters[-1].effects
    told = {"solved": effects.get(Effect.SOLVED, 0), "count": sum(effects.values())}
    title = ngettext(
        "Of one answer, %(solved)s solved the matter",
        "Of %(count)s answers, %(solved)s solved the matter",
        told["count"],
    )
    return _draw_parts(
        [(name_quarter(one), one.effects) for one in quarters],
        EFFECTS,
        name="effects",
        title=title % told if told["count"] else _("No answer was sent in the quarter"),
        subtitle=_("Answers sent, by what they did; an explanation is no solution."),
        source=source,
    )


def _draw_parts(
    rows: Sequence[tuple[str, Mapping[str, int]]], parts: Names, *, name: str, title: str,
    subtitle: str, source: str,
) -> Chart:  # fmt: skip
    """A bar a quarter, cut into parts; each part has its number in the table."""
    longest = max([sum(found.values()) for _quarter, found in rows] + [1])
    picture = Rows(
        tuple(
            Row(quarter, tuple(_mark(quarter, found, parts, longest))) for quarter, found in rows
        ),
        low=0,
        high=longest,
        write=write_axis,
        keys=tuple(
            Key(str(label), tone, "square")
            for (_code, label), tone in zip(parts, TONES, strict=False)
        ),
        zero=0,
        counts=True,
    )
    cells = tuple(
        (quarter, *(str(found.get(code, 0)) for code, _label in parts), str(sum(found.values())))
        for quarter, found in rows
    )
    head = (_("Quarter"), *(str(label) for _code, label in parts), _("Together"))
    told = [
        f"{c[0]}: " + ", ".join(map(" ".join, zip(head[1:], c[1:], strict=True))) for c in cells
    ]
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        source=source,
        alternative=alternative(title, told),
        pictures=draw(picture),
        table=Table(head, cells),
    )


def _tell(head: Sequence[str], cell: Sequence[str]) -> str:
    """A row of the table read aloud."""
    named = zip(head[1:], cell[1:], strict=True)
    return f"{cell[0]}: " + ", ".join(f"{name} {count}" for name, count in named)


def _mark(
    quarter: str, found: Mapping[str, int], parts: Names, longest: int
) -> Iterator[Bar | Word]:
    start = 0
    for (code, label), tone in zip(parts, TONES, strict=False):
        count = found.get(code, 0)
        if count:
            text = str(count) if count >= ROOM * longest else ""
            yield Bar(start, start + count, tone, text, told=f"{quarter}, {label}: {count}")
        start += count
    yield Word(start, str(start))


def _draw_in_time(quarters: Sequence[Quarter], source: str) -> Chart:
    now = quarters[-1].share_in_time
    title = (
        _("%(share)s of first answers came in time") % {"share": share(now)}
        if now is not None
        else _("No first answer was given in the quarter")
    )
    columns = tuple(
        Column(
            name_quarter(one),
            100 * (one.share_in_time or 0),
            _write_share(one),
            told=f"{name_quarter(one)}: {_write_share(one)} ({one.in_time}/{one.answered})",
        )
        for one in quarters
    )
    cells = tuple(
        (name_quarter(one), write_count(one.answered), write_count(one.in_time), _write_share(one))
        for one in quarters
    )
    return Chart(
        name="in-time",
        title=title,
        subtitle=_("First answers by the original deadline, of all first answers of the quarter."),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[3]}" for c in cells]),
        pictures=draw(
            Columns(columns, write_axis, _("Per cent of first answers"), tone="sky", most=100)
        ),
        table=Table((_("Quarter"), _("First answers"), _("Of these in time"), _("Share")), cells),
    )


def _write_share(one: Quarter) -> str:
    return share(one.share_in_time) if one.share_in_time is not None else "–"
