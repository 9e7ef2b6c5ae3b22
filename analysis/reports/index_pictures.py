"""The pictures of the public index with their findings, kept until one of their figures changes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.charts import official_index as charts
from analysis.charts.criteria_history import draw_criteria
from analysis.data.index_history import CriterionHistory, IndexHistory, history_of
from analysis.provenance import digest, drawing_version
from core.charts.base import Chart, write_number, write_signed
from core.charts.grammar import Medium
from core.models import site_is_demonstration
from pci.models import Province, Unit

WEEK = 7 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Pictures:
    """The index as a whole, and its criteria as small multiples."""

    whole: list[Chart]
    criteria: list[Chart]


def pictures_of(province: Province) -> Pictures | None:
    """Score, rank, the provinces, and every criterion; none before the first edition is there."""
    history = history_of(province)
    if not history.scores and not history.former:
        return None
    told = {"history": asdict(history), "invented": site_is_demonstration()}
    key = f"index:{digest(told)[:32]}:{translation.get_language()}:{drawing_version()}"
    known = cache.get(key)
    if known is None:
        known = _draw(history)
        cache.set(key, known, WEEK)
    return Pictures(known.whole, known.criteria)


def former_picture(province: Province, source: str, media: Sequence[Medium]) -> Chart | None:
    """What was published of the provinces one was made of; none where it was made of none."""
    history = history_of(province)
    title = say_former(history)
    return charts.draw_former(history, title=title, source=source, media=media)


def _draw(history: IndexHistory) -> Pictures:
    source = _write_source(history)
    shares = [row for row in history.criteria if row.unit == Unit.SHARE]
    others = [row for row in history.criteria if row.unit != Unit.SHARE]
    whole = [charts.draw_former(history, title=say_former(history), source=source)]
    if history.scores:
        whole += [
            charts.draw_scores(history, title=say_score(history), source=source),
            charts.draw_ranks(history, title=say_rank(history), source=source),
            charts.draw_provinces(history, title=say_place(history), source=source),
        ]
    multiples = (
        _draw_multiples("index-shares", _("Shares, in per cent"), shares, source),
        _draw_multiples("index-others", _("Ratings, days and points"), others, source),
    )
    return Pictures([chart for chart in whole if chart], [chart for chart in multiples if chart])


def _draw_multiples(
    name: str, what: str, rows: Sequence[CriterionHistory], source: str
) -> Chart | None:
    return draw_criteria(rows, name=name, title=say_steps(what, rows), source=source)


def _write_source(history: IndexHistory) -> str:
    line = _("Source: official PCI workbooks.")
    if history.own or history.expected:
        line = _("Source: official PCI workbooks; released surveys and forecasts of the platform.")
    return f"{line} {_('Invented data.')}" if site_is_demonstration() else line


def say_score(history: IndexHistory) -> str:
    """The last score, and its change where both editions count the same criteria."""
    last = history.scores[-1]
    named: dict[str, Any] = {"year": last.year, "score": write_number(last.score)}
    if len(history.scores) < 2:
        return _("PCI %(year)s: %(score)s points") % named
    before = history.scores[-2]
    named |= {"before": before.year, "change": write_signed(last.score - before.score)}
    if last.year in history.breaks:
        return (
            _(
                "PCI %(year)s: %(score)s points, %(change)s on %(before)s with another set of"
                " criteria"
            )
            % named
        )
    return _("PCI %(year)s: %(score)s points, %(change)s on %(before)s") % named


def say_former(history: IndexHistory) -> str:
    """The last scores of the predecessors, from the lowest to the highest."""
    if not history.former:
        return ""
    year = max(rows[-1].year for _name, rows in history.former)
    last = sorted(row.score for _name, rows in history.former for row in rows if row.year == year)
    if len(last) == 1:
        return _("PCI %(year)s: the predecessor had %(score)s points") % {
            "year": year,
            "score": write_number(last[0]),
        }
    return _("PCI %(year)s: the predecessors had %(low)s to %(high)s points") % {
        "year": year,
        "low": write_number(last[0]),
        "high": write_number(last[-1]),
    }


def say_rank(history: IndexHistory) -> str:
    ranked = [row for row in history.scores if row.rank]
    if not ranked:
        return ""
    last = ranked[-1]
    named = {"year": last.year, "rank": last.rank, "of": last.provinces}
    if len(ranked) < 2:
        return _("Rank %(rank)s of %(of)s in PCI %(year)s") % named
    named |= {"before": ranked[-2].year, "earlier": ranked[-2].rank}
    return _("Rank %(rank)s of %(of)s in PCI %(year)s, after %(earlier)s in %(before)s") % named


def say_place(history: IndexHistory) -> str:
    better = sum(score > history.scores[-1].score for score in history.others)
    return _("%(better)s of %(all)s provinces had a higher score in PCI %(year)s") % {
        "better": better,
        "all": len(history.others),
        "year": history.scores[-1].year,
    }


def say_steps(what: str, rows: Sequence[CriterionHistory]) -> str:
    """How many criteria moved for the better since the edition before, as published."""
    better, worse = count_steps(rows)
    if all(row.step is None for row in rows):
        return _("%(what)s: no two editions to compare yet") % {"what": what}
    return _("%(what)s: %(better)s better and %(worse)s worse than in the edition before") % {
        "what": what,
        "better": better,
        "worse": worse,
    }


def count_steps(rows: Sequence[CriterionHistory]) -> tuple[int, int]:
    """How many criteria moved for the better and for the worse."""
    steps = [row.step for row in rows if row.step is not None]
    return sum(step > 0 for step in steps), sum(step < 0 for step in steps)
