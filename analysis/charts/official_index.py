"""Pictures of the public index: score and rank over the editions, the provinces as dots."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from analysis.charts.score_path import describe_path
from analysis.data.index_history import IndexHistory
from analysis.numbers import Figure, OfficialYear
from core.charts.base import (
    Chart,
    Table,
    alternative,
    draw,
    write_axis,
    write_interval,
    write_number,
)
from core.charts.grammar import (
    Dot,
    Key,
    Medium,
    Path,
    Point,
    Row,
    Rows,
    Series,
    Word,
)
from core.charts.grammar.medium import PAIRED
from core.charts.grammar.scale import widen


def draw_scores(history: IndexHistory, *, title: str, source: str) -> Chart:
    """The score of each edition, with the own survey and the forecast where they were released."""
    cells = _list_scores(history)
    return Chart(
        name="index-scores",
        title=title,
        subtitle=_("Sub-index, points from 1 to 10. Diamonds: published.") + _explain(history),
        source=source,
        alternative=alternative(title, [f"{c[0]}, {c[1]}: {c[2]} ({c[3]})" for c in cells]),
        pictures=draw(_describe_scores(history), PAIRED),
        table=Table((_("Year"), _("Source"), _("Points"), _("Interval"), _("Rank")), cells),
    )


def _describe_scores(history: IndexHistory) -> Path:
    """Published scores and the forecast; a survey of a year without forecast stands alone."""
    last = history.scores[-1].year
    year, forecast = history.expected or (last, None)
    own_year = max(history.own, default=0)
    beside = history.own.get(own_year) if own_year == year else None
    picture = describe_path(history.scores, beside, forecast, year, history.breaks)
    if beside is None and own_year > last:
        return _add_survey(picture, history.own[own_year], own_year)
    return picture


def _list_scores(history: IndexHistory) -> tuple[tuple[str, ...], ...]:
    cells = [
        (str(row.year), _("official"), write_number(row.score), "–", _write_rank(row))
        for row in history.scores
    ]
    for year, own in sorted(history.own.items()):
        range_ = write_interval(own.low, own.high)
        cells.append((str(year), _("survey"), write_number(own.value), range_, "–"))
    if history.expected:
        year, told = history.expected
        range_ = write_interval(told.low80, told.high80)
        cells.append((str(year), _("forecast"), write_number(told.middle), range_, "–"))
    return tuple(cells)


def _add_survey(picture: Path, own: Figure, year: int) -> Path:
    """A survey of a year for which nothing is forecast."""
    told = _("survey %(value)s") % {"value": write_number(own.value)}
    series = Series((Point(year, own.value, told, own.low, own.high),), "own")
    low, high = widen([picture.low, picture.high, own.low, own.high], 0.02)
    years = tuple(range(picture.years[0], max(year, picture.years[-1]) + 1))
    return replace(picture, series=(*picture.series, series), years=years, low=low, high=high)


def _explain(history: IndexHistory) -> str:
    """What the marks beside the published ones mean."""
    told = ""
    if history.own:
        told += " " + _("Circle: own survey with its 95%% confidence interval.") % {}
    if history.measured:
        told += " " + _("Own survey: %(measured)s.") % {"measured": history.measured.short}
    if history.expected:
        told += " " + _("Square: forecast with its 80% and 90% intervals.")
    return told


def _write_rank(row: OfficialYear) -> str:
    return f"{row.rank}/{row.provinces}" if row.rank else "–"


TONES = (("official", "diamond"), ("own", "circle"), ("forecast", "square"), ("low", "circle"))


def draw_former(
    history: IndexHistory, *, title: str, source: str, media: Sequence[Medium] = PAIRED
) -> Chart | None:
    """Scores of the predecessors and of the province since; no line crosses the break."""
    if not history.former:
        return None
    lines = [*history.former, (history.province, history.scores)]
    lines = [(name, rows) for name, rows in lines if rows]
    cells = tuple(
        (name, str(row.year), write_number(row.score), _write_rank(row))
        for name, rows in lines
        for row in rows
    )
    return Chart(
        name="index-former",
        title=title,
        subtitle=_(
            "Sub-index as published, points from 1 to 10. A dashed upright line: the provinces were"
            " joined. Ranks of before and after are not among the same provinces."
        ),
        source=source,
        alternative=alternative(title, [f"{c[0]}, {c[1]}: {c[2]}" for c in cells]),
        pictures=draw(_describe_former(history, lines), media),
        table=Table((_("Province"), _("Year"), _("Points"), _("Rank")), cells),
    )


def _describe_former(
    history: IndexHistory, lines: Sequence[tuple[str, Sequence[OfficialYear]]]
) -> Path:
    """One line a province, in its own colour and shape; years go to the break at least."""
    years = [row.year for _name, rows in lines for row in rows]
    since = history.since or 0
    low, high = widen([row.score for _name, rows in lines for row in rows], 0.12)
    marks = [(name, rows, *TONES[at % len(TONES)]) for at, (name, rows) in enumerate(lines)]
    return Path(
        series=tuple(_draw_line(rows, tone, shape) for _name, rows, tone, shape in marks),
        years=tuple(range(min(years), max([*years, since]) + 1)),
        low=max(1.0, low),
        high=min(10.0, high),
        write=write_axis,
        breaks=(since,) if since > min(years) else (),
        break_text=_("joined"),
        keys=tuple(Key(name, tone, shape) for name, _rows, tone, shape in marks),
    )


def _draw_line(rows: Sequence[OfficialYear], tone: str, shape: str) -> Series:
    """The scores of one province, the last of them written."""
    texts = {rows[-1].year: write_number(rows[-1].score)}
    points = (Point(row.year, row.score, texts.get(row.year, "")) for row in rows)
    return Series(tuple(points), tone, shape)


def draw_ranks(history: IndexHistory, *, title: str, source: str) -> Chart | None:
    """The rank of each edition, the first place on top."""
    ranked = [row for row in history.scores if row.rank]
    if not ranked:
        return None
    points = tuple(Point(row.year, -(row.rank or 0), str(row.rank)) for row in ranked)
    picture = Path(
        series=(Series(points, "official", "diamond"),),
        years=tuple(range(ranked[0].year, ranked[-1].year + 1)),
        low=-float(max(row.provinces for row in ranked)),
        high=-1.0,
        write=lambda value: write_axis(abs(value)),
        breaks=tuple(year for year in history.breaks if year > ranked[0].year),
        break_text=_("new set of criteria"),
        heading=_("Rank, 1 is best"),
    )
    cells = tuple((str(row.year), str(row.rank), str(row.provinces)) for row in ranked)
    return Chart(
        name="index-ranks",
        title=title,
        subtitle=_("Rank among all provinces; it depends on what the others do."),
        source=source,
        alternative=alternative(title, [_say_rank(*cell) for cell in cells]),
        pictures=draw(picture, PAIRED),
        table=Table((_("Year"), _("Rank"), _("Provinces")), cells),
    )


def _say_rank(year: str, rank: str, provinces: str) -> str:
    shown = {"year": year, "rank": rank, "provinces": provinces}
    return _("%(year)s: rank %(rank)s of %(provinces)s") % shown


def draw_provinces(history: IndexHistory, *, title: str, source: str) -> Chart | None:
    """All provinces of the newest edition as dots on one line, ours named."""
    if len(history.others) < 2:
        return None
    last = history.scores[-1]
    low, high = widen(history.others, 0.05)
    told = write_number(last.score)
    ours = (
        Dot(last.score, "official", "diamond", told=told),
        Word(last.score, told, "official"),
    )
    others = tuple(Dot(score, "pale", told=write_number(score)) for score in history.others)
    picture = Rows(
        (Row(history.province, ours), Row(_("All other provinces"), others)),
        low=max(1.0, low),
        high=min(10.0, high),
        write=write_axis,
        heading=_("Points in PCI %(year)s, 1 to 10") % {"year": last.year},
    )
    middle = history.others[len(history.others) // 2]
    cells = (
        (_("Lowest province"), write_number(history.others[0])),
        (_("Middle province"), write_number(middle)),
        (_("Highest province"), write_number(history.others[-1])),
        (history.province, write_number(last.score)),
    )
    return Chart(
        name="index-provinces",
        title=title,
        subtitle=_("Each dot is a province; the diamond is %(name)s.") % {"name": history.province},
        source=source,
        alternative=alternative(title, [": ".join(c) for c in cells]),
        pictures=draw(picture, PAIRED),
        table=Table((_("Province"), _("Points")), cells),
    )
