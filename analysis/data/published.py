"""What was published, scored again; what changed between editions; what was printed otherwise."""

from collections.abc import Mapping, Sequence

from analysis.data import sources
from analysis.errors import BasketIncomplete
from analysis.estimators import index
from analysis.numbers import Basket, OfficialYear, Part, PrintedDifference
from pci.models import PrintedFigure


def official_years(
    official: sources.Official, printed: Mapping[tuple[int, str], float], totals: Mapping[int, str]
) -> tuple[OfficialYear, ...]:
    """Published scores with what the values of that year give when scored again."""
    rows = []
    for year, published in sorted(official.scores.items()):
        recomputed = from_printed = None
        values = official.values.get(year, {})
        try:
            basket = sources.basket_of(published.edition)
        except BasketIncomplete:
            basket = None
        if basket and not basket.refusals(values):
            recomputed = basket.score(values)
            as_printed = {code: printed.get((year, code), value) for code, value in values.items()}
            if any(of == year for of, _code in printed) and not basket.refusals(as_printed):
                from_printed = basket.score(as_printed)
        rows.append(
            OfficialYear(
                year=year,
                score=published.score,
                rank=published.rank,
                provinces=published.provinces_ranked,
                recomputed=recomputed,
                from_printed=from_printed,
                printed_total=totals.get(year, ""),
            )
        )
    return tuple(rows)


def basket_change(official: sources.Official) -> Basket | None:
    """Take the change between the last two editions apart, if both can be scored."""
    scorable = []
    for year in sorted(official.scores, reverse=True):
        edition = official.scores[year].edition
        try:
            basket = sources.basket_of(edition)
        except BasketIncomplete:
            continue
        if not basket.refusals(official.values.get(year, {})):
            scorable.append((year, edition, basket))
        if len(scorable) == 2:
            break
    if len(scorable) < 2:
        return None
    (after, later, second), (before, earlier, first) = scorable
    change = index.change(official.values[before], official.values[after], first, second)
    defined = sources.in_edition(earlier) | sources.in_edition(later)

    def parts(values: Mapping[str, float]) -> tuple[Part, ...]:
        return tuple(
            Part(code, defined[code].criterion.name_vi, defined[code].criterion.name_en, value)
            for code, value in values.items()
        )

    gone = first.contributions(official.values[before])
    new = second.contributions(official.values[after])
    return Basket(
        before=before,
        after=after,
        score_before=change.before,
        score_after=change.after,
        moved=parts(change.common),
        like_for_like=change.like_for_like,
        rest=change.basket,
        left=parts({code: gone[code] for code in change.left}),
        joined=parts({code: new[code] for code in change.joined}),
    )


def compare_printed_figures(
    official: sources.Official, figures: Sequence[PrintedFigure]
) -> tuple[PrintedDifference, ...]:
    """Figures printed otherwise than published, by more than rounding, with what that changes."""
    rows = []
    for printed in figures:
        year = printed.edition.year
        if printed.criterion is None or not printed.reason_vi:
            continue
        code = printed.criterion.code
        value = official.values.get(year, {}).get(code)
        if value is None:
            continue
        basket = sources.basket_of(printed.edition)
        rows.append(
            PrintedDifference(
                year=year,
                code=code,
                name_vi=printed.criterion.name_vi,
                name_en=printed.criterion.name_en,
                official=value,
                unit=sources.in_edition(printed.edition)[code].unit,
                printed=printed.printed_as,
                effect=basket.slopes()[code] * (printed.value - value),
                reason_vi=printed.reason_vi,
                reason_en=printed.reason_en,
            )
        )
    return tuple(rows)
