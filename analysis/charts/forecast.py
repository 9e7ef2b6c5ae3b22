"""Pictures of a forecast: where the rank may fall, and how good forecasts have been."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analysis.charts.rank_study import is_round
from core.charts.base import Chart, Table, alternative, draw, write_axis, write_number
from core.charts.grammar import Column, Columns


def rank_distribution(upto: Sequence[float], last: int | None, *, title: str, source: str) -> Chart:
    """The probability of every place, with the last published one marked."""
    before = [0.0, *upto]
    chances = [100 * (b - a) for a, b in zip(before, upto, strict=False)]
    places = len(chances)
    picture = Columns(
        tuple(Column(str(k), chance, is_named=is_round(k)) for k, chance in enumerate(chances, 1)),
        write=write_axis,
        heading=_("Probability, %"),
        marked=None if last is None else last - 1,
        marked_text=_("last published: %(rank)s") % {"rank": last},
    )
    tens = [k for k in (10, 20, 30, 40, 50, 60) if k <= places]
    cells = tuple(
        (_("place %(k)s or better") % {"k": k}, f"{write_number(100 * upto[k - 1], 0)}%")
        for k in tens
    )
    return Chart(
        name="rank-distribution",
        title=title,
        subtitle=_("How likely each place is among %(n)s provinces.") % {"n": places},
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        pictures=draw(picture),
        table=Table((_("Rank"), _("Probability")), cells),
    )


def pit_histogram(pits: Sequence[float], *, title: str, source: str) -> Chart:
    """Where outcomes fell within their forecasts: even bars are honest forecasts."""
    bins = 5
    counts = [sum(min(int(p * bins), bins - 1) == i for p in pits) for i in range(bins)]
    names = [f"{i * 20}–{i * 20 + 20}%" for i in range(bins)]
    picture = Columns(
        tuple(Column(name, count, str(count)) for name, count in zip(names, counts, strict=True)),
        write=write_axis,
        heading=_("Outcomes"),
        tone="own",
        level=len(pits) / bins,
        level_text=_("if intervals are well calibrated"),
    )
    cells = tuple(zip(names, map(str, counts), strict=True))
    return Chart(
        name="pit",
        title=title,
        subtitle=_(
            "Share of the forecast distribution below the published value, in fifths; the dashed"
            " line is what well calibrated forecasts give in the long run."
        ),
        source=source,
        alternative=alternative(title, [f"{a}: {b}" for a, b in cells]),
        pictures=draw(picture),
        table=Table((_("Part of the distribution"), _("Outcomes")), cells),
    )
