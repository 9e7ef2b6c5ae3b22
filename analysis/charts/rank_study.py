"""Pictures of how firm a rank is: where recipes put it, what it hangs on, a frame that stays."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.charts.base import (
    Chart,
    Table,
    alternative,
    draw,
    write_axis,
    write_number,
    write_signed,
)
from core.charts.grammar import Bar, Column, Columns, Key, Path, Point, Row, Rows, Series, Word
from core.charts.grammar.scale import widen


def recipes(
    shares: Mapping[int, float], official: int, places: int, *, title: str, source: str
) -> Chart:
    """How often each rank comes out of the recipes, with the official one marked."""
    cells = tuple(
        (
            _("rank %(low)s to %(high)s") % {"low": low, "high": min(low + 9, places)},
            f"{write_number(100 * sum(shares.get(k, 0.0) for k in range(low, low + 10)), 0)}%",
        )
        for low in range(1, places + 1, 10)
    )
    return Chart(
        name="rank-recipes",
        title=title,
        subtitle=_("Share of the ways of computing that give each rank among %(n)s provinces.")
        % {"n": places},
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        pictures=draw(_describe_recipes(shares, official, places)),
        table=Table((_("Rank"), _("Ways of computing the index")), cells),
    )


def _describe_recipes(shares: Mapping[int, float], official: int, places: int) -> Columns:
    return Columns(
        tuple(
            Column(str(k), 100 * shares.get(k, 0.0), is_named=is_round(k))
            for k in range(1, places + 1)
        ),
        write=write_axis,
        heading=_("Ways of computing the index, %"),
        tone="own",
        marked=official - 1,
        marked_text=_("official: %(rank)s") % {"rank": official},
    )


def is_round(place: int) -> bool:
    """Whether a place is named below the columns."""
    return place == 1 or place % 10 == 0


def causes(rows: Sequence[tuple[str, float]], *, title: str, source: str) -> Chart:
    """What the rank hangs on: the share of each choice in its spread, the largest first."""
    picture = Rows(
        tuple(
            Row(
                name,
                (
                    Bar(0, 100 * share, "own", opacity=0.85),
                    Word(100 * share, f"{write_number(100 * share, 0)}%"),
                ),
            )
            for name, share in rows
        ),
        low=0,
        high=100,
        write=write_axis,
        heading=_("Per cent of the spread"),
        zero=0,
    )
    cells = tuple((name, f"{write_number(100 * share, 0)}%") for name, share in rows)
    return Chart(
        name="rank-causes",
        title=title,
        subtitle=_(
            "First-order share of each choice in the variance of the rank over the ways of"
            " computing."
        ),
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        pictures=draw(picture),
        table=Table((_("Choice"), _("Share")), cells),
    )


def _say_scores(year: str, published: str, fixed: str) -> str:
    shown = {"year": year, "published": published, "fixed": fixed}
    return _("%(year)s: published %(published)s, scale ends held fixed %(fixed)s") % shown


def frames(
    official: Mapping[int, float], fixed: Mapping[int, float], *, title: str, source: str
) -> Chart:
    """The published score beside the same values on scale ends that never move."""
    years = sorted({*official, *fixed})
    low, high = widen([*official.values(), *fixed.values()], 0.15)
    picture = Path(
        series=(
            _series(fixed, "forecast", "square", dash="5 3"),
            _series(official, "official", "diamond"),
        ),
        years=tuple(years),
        low=low,
        high=high,
        write=write_axis,
        heading=_("Points, 1 to 10"),
        keys=(
            Key(_("published score"), "official", "diamond"),
            Key(_("scale ends held fixed"), "forecast", "square"),
        ),
    )
    cells = tuple(
        (str(year), write_number(official.get(year)), write_number(fixed.get(year)))
        for year in years
    )
    return Chart(
        name="rank-frames",
        title=title,
        subtitle=_(
            "Sub-index, points from 1 to 10. Dashed: each criterion on the scale ends of its first"
            " edition, so that only the province’s own values and the set of criteria move it."
        ),
        source=source,
        alternative=alternative(title, [_say_scores(*cell) for cell in cells]),
        pictures=draw(picture),
        table=Table(
            (_("Edition"), pgettext("score", "Published"), _("Scale ends held fixed")), cells
        ),
    )


def _series(scores: Mapping[int, float], tone: str, shape: str, dash: str = "") -> Series:
    points = tuple(
        Point(year, score, write_number(score)) for year, score in sorted(scores.items())
    )
    return Series(points, tone, shape, dash=dash)


def steps(rows: Sequence[tuple[str, float]], *, title: str, source: str) -> Chart:
    """The change of the score taken apart: what each part added or took."""
    low, high = min(0.0, *(v for _n, v in rows)), max(0.0, *(v for _n, v in rows))
    room = 0.15 * (high - low) or 0.05  # for the numbers beside the bars
    picture = Rows(
        tuple(
            Row(
                name,
                (
                    Bar(0, value, "good" if value > 0 else "bad"),
                    Word(max(value, 0), write_signed(value)),
                ),
            )
            for name, value in rows
        ),
        low=low - room,
        high=high + room,
        write=write_axis,
        heading=_("Points of the sub-index"),
        zero=0,
    )
    cells = tuple((name, write_signed(value)) for name, value in rows)
    return Chart(
        name="rank-steps",
        title=title,
        subtitle=_("Points of the sub-index that each part added or took."),
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        pictures=draw(picture),
        table=Table((_("Part"), _("Points")), cells),
    )
