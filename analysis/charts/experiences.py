"""What goes with satisfaction, and needs against ease."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analysis.charts.survey_words import say_why_not_told
from analysis.numbers.experiences import Driver, Drivers, Gaps, Kind
from analysis.numbers.figures import Figure
from core.charts.base import Chart, Table, alternative, draw, write_axis, write_number
from core.charts.grammar import Bar, Dot, Interval, Key, Quadrants, Row, Rows, Spot, Word


def write_points(value: float) -> str:
    """A difference of shares in percentage points, signed."""
    rounded = round(value * 100)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return sign + write_number(abs(rounded), 0)


def write_points_interval(told: Figure) -> str:
    low, high = write_points(told.low), write_points(told.high)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def say_step(row: Driver) -> str:
    """What a step is for this experience."""
    return _("one point of the rating") if row.is_rating else _("the better of two answers")


def driver_dots(told: Drivers, *, title: str, source: str) -> Chart:
    """How much more often those are satisfied who are one step better off."""
    ends = [end * 100 for row in told.rows for end in (row.effect.low, row.effect.high)]
    picture = Rows(
        tuple(_driver(row) for row in told.rows),
        low=min([*ends, 0.0]) - 2,
        high=max([*ends, 0.0]) + 2,
        write=write_axis,
        heading=_("Percentage points more satisfied enterprises, one step better"),
        zero=0.0,
    )
    cells = tuple(
        (row.name, say_step(row), write_points(row.effect.value), write_points_interval(row.effect))
        for row in told.rows
    )
    return Chart(
        name="drivers",
        title=title,
        subtitle=_(
            "Enterprises that are one step better off in one experience and alike in the others;"
            " bars are 95%% confidence intervals. Base: %(n)s of %(of)s answers."
        )
        % {"n": told.n, "of": told.of},
        source=source,
        alternative=alternative(title, [f"{c[0]} ({c[1]}): {c[2]} ({c[3]})" for c in cells]),
        pictures=draw(picture),
        table=Table(
            (_("Experience"), _("A step is"), _("Percentage points"), _("Interval (95%)")), cells
        ),
    )


def _driver(row: Driver) -> Row:
    told = row.effect
    tone = ("good" if told.value > 0 else "bad") if row.stands_out else "own"
    text = write_points(told.value)
    return Row(
        row.name,
        (
            Interval(told.low * 100, told.high * 100, tone),
            Dot(told.value * 100, tone, told=f"{text} ({write_points_interval(told)})"),
            Word(told.high * 100, text),
        ),
    )


def _percent(told: Figure | None) -> str:
    if told is None:
        return _("not asked")
    return write_number(told.value * 100, 0) + "%" if told.is_shown else say_why_not_told(told)


def _range(told: Figure | None) -> str:
    if told is None or not told.is_shown:
        return "–"
    ends = (write_number(end * 100, 0) for end in (told.low, told.high))
    return " – ".join(ends) + "%"


def cells_of_gaps(gaps: Gaps) -> tuple[tuple[str, ...], ...]:
    """One row a kind, needed most first."""
    return tuple(
        (kind.name, _percent(kind.need), _range(kind.need), _percent(kind.easy), _range(kind.easy),
         kind.leads or "–")
        for kind in gaps.kinds
    )  # fmt: skip


def head_of_gaps() -> tuple[str, ...]:
    return (
        _("Kind of information"), _("Need it"), _("Interval (95%)"), _("Get it easily"),
        _("Interval (95%)"), _("Lead agency"),
    )  # fmt: skip


def gap_quadrants(gaps: Gaps, *, title: str, source: str) -> Chart:
    """Kinds of information by need and ease; on a phone two bars a kind."""
    cells = cells_of_gaps(gaps)
    picture = Quadrants(
        tuple(_spot(kind) for kind in gaps.placed),
        cut=(gaps.need_mean * 100, gaps.easy_mean * 100),
        corners=(
            _("needed less, got easily"), _("needed much, got easily"),
            _("needed less, hard to get"), _("needed much, hard to get"),
        ),
        headings=(
            _("Share of enterprises that need it, per cent"),
            _("Share of those who rated access that get it easily, per cent"),
        ),
        write=write_axis,
        narrow=_bars(gaps.placed),
    )  # fmt: skip
    return Chart(
        name="gaps",
        title=title,
        subtitle=_(
            "Each point is a kind of information; thin lines are 95%% confidence intervals, dashed"
            " lines the means of all kinds. Base: %(n)s answers."
        )
        % {"n": gaps.n},
        source=source,
        alternative=alternative(
            title, [_("%(name)s: needed by %(need)s, got easily by %(easy)s")
                    % {"name": c[0], "need": c[1], "easy": c[3]} for c in cells]
        ),
        pictures=draw(picture),
        table=Table(head_of_gaps(), cells),
    )  # fmt: skip


def _tone(kind: Kind) -> str:
    return "bad" if kind.is_gap else "own"


def _spot(kind: Kind) -> Spot:
    easy = kind.easy or kind.need
    across, along = ((f.low * 100, f.high * 100) for f in (kind.need, easy))
    told = _("%(name)s: needed by %(need)s, got easily by %(easy)s") % {
        "name": kind.name,
        "need": _percent(kind.need),
        "easy": _percent(easy),
    }
    return Spot(
        kind.need.value * 100, easy.value * 100, across, along, kind.name, _tone(kind), told
    )


def _bars(kinds: Sequence[Kind]) -> Rows:
    """Two bars a kind: how many need it, and below how many get it easily."""
    need, easy = _("need it"), _("get it easily")
    rows = []
    for kind in kinds:
        for at, (told, tone) in enumerate(((kind.need, "sky"), (kind.easy, "low"))):
            if told is not None:
                rows.append(Row(easy if at else _label(kind), tuple(_bar(told, tone))))
    return Rows(
        tuple(rows),
        low=0,
        high=100,
        write=write_axis,
        heading=_("Per cent of answers"),
        keys=(Key(need, "sky", "square"), Key(easy, "low", "square")),
        zero=0,
    )


def _label(kind: Kind) -> str:
    if not kind.is_gap:
        return kind.name
    return f"▼ {kind.name} ({_('needed much, hard to get')})"


def _bar(told: Figure, tone: str) -> list[Bar | Interval | Word]:
    return [
        Bar(0, told.value * 100, tone),
        Interval(told.low * 100, told.high * 100, "ink", is_thin=True),
        Word(told.high * 100, _percent(told)),
    ]
