"""The page of a forecast: numbers first, then sentences, then pictures."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.charts import forecast as forecast_charts
from analysis.charts import index as index_charts
from analysis.charts.score_path import score_path
from analysis.data import sources
from analysis.models import Forecast
from analysis.numbers import OTHER_FORM, Basket, NotReadable, OfficialYear, Quantiles, make_record
from analysis.provenance import drawing_version
from analysis.reports.forecast.lines import lines, score_of
from analysis.reports.forecast.outcomes import outcome_lines
from analysis.reports.forecast.sentences import (
    ahead_note,
    basket_sentence,
    direction,
    headline,
    merger_note,
    name_of_last,
    own_note,
    questions,
    rank_chances,
    score_chances,
    sentences_on_held_back,
    sentences_on_moves,
    sentences_on_width,
    target_sentence,
)
from analysis.reports.forecast.tables import tell_effects, tell_leads, tell_values
from analysis.reports.past_editions import read_backtest
from core.charts.base import Chart, write_number
from core.models import site_is_demonstration

WEEK = 7 * 24 * 60 * 60
logger = logging.getLogger("thuocdo.forecasts")


def past_forecasts(forecast: Forecast) -> dict[int, Quantiles]:
    """What was told of editions that are out: the last forecast before each came out."""
    scored = Forecast.objects.standing().filter(
        province=forecast.province, year__lt=forecast.year, outcomes__target="score"
    )
    told = {}
    for one in scored.order_by("year", "number").distinct():
        try:
            told[one.year] = score_of(one)
        except OTHER_FORM:
            logger.warning("forecast=%s not readable", one.number)
    return told


def charts(
    forecast: Forecast, rows: Sequence[OfficialYear], basket: Basket | None
) -> dict[str, Any]:
    """Draw the pictures of a forecast in the active language; kept for a week."""
    language = translation.get_language()
    key = f"forecast:{forecast.digest[:32]}:{len(rows)}:{language}:{drawing_version()}"
    past = past_forecasts(forecast)
    key = f"{key}:{'-'.join(map(str, past))}"
    known = cache.get(key)
    if known is None:
        known = _draw(forecast, rows, basket, past)
        cache.set(key, known, WEEK)
    return dict(known)


def source_line(forecast: Forecast) -> str:
    line = _("Source: official PCI workbooks, own surveys; forecast %(number)s, seal %(digest)s.")
    line %= {"number": forecast.number, "digest": forecast.digest[:12]}
    return f"{line} {_('Invented data.')}" if site_is_demonstration() else line


def _draw(
    forecast: Forecast,
    rows: Sequence[OfficialYear],
    basket: Basket | None,
    past: Mapping[int, Quantiles],
) -> dict[str, Chart | None]:
    source, content = source_line(forecast), forecast.content
    drawn: dict[str, Chart | None] = {"path": None, "rank": None, "basket": None}
    if rows:
        drawn["path"] = score_path(
            rows,
            None,
            score_of(forecast),
            year=forecast.year,
            basket_breaks=[basket.after] if basket and basket.is_another_set else [],
            title=headline(forecast),
            source=source,
            past=past,
        )
    if content["said"]["rank"]:
        q = content["said"]["rank"]["q"]
        drawn["rank"] = forecast_charts.rank_distribution(
            content["rank_upto"],
            rows[-1].rank if rows else None,
            title=_("Place between %(low)s and %(high)s with 8 chances in 10")
            % {"low": write_number(q["0.1"], 0), "high": write_number(q["0.9"], 0)},
            source=source,
        )
    if basket:
        drawn["basket"] = index_charts.basket_change(
            basket, title=basket_sentence(basket), source=source
        )
    return drawn


def _published_scores(forecast: Forecast) -> tuple[Sequence[OfficialYear], Basket | None]:
    """Scores and change of basket as known when it was frozen; older forecasts kept neither."""
    content = forecast.content
    if "official" in content:
        basket = content["basket_change"]
        years = [make_record(OfficialYear, row) for row in content["official"]]
        return years, Basket.read(basket) if basket else None
    from analysis.data import published  # noqa: PLC0415 -- slow import

    official = sources.official(forecast.province, forecast.year)
    return published.official_years(official, {}, {}), published.basket_change(official)


def context(forecast: Forecast) -> dict[str, Any]:
    """Everything the page of a forecast shows.

    Raises :class:`NotReadable` where another version of the platform stored it in another form.
    """
    try:
        return _context(forecast)
    except OTHER_FORM as missing:
        logger.warning("forecast=%s not readable: %r", forecast.number, missing)
        raise NotReadable(str(missing)) from missing


def _context(forecast: Forecast) -> dict[str, Any]:
    years, basket = _published_scores(forecast)
    rows = lines(forecast)
    record = forecast.content.get("record")
    said, score = forecast.content["said"], score_of(forecast)
    with_room = [row for row in rows if row.room is not None]
    levers = sorted(with_room, key=lambda row: -(row.room or 0))
    return {
        "forecast": forecast,
        "headline": headline(forecast),
        "direction": direction(forecast),
        "ahead": ahead_note(forecast, years[-1].year if years else None),
        "score": score,
        "interval80": f"{write_number(score.low80)} – {write_number(score.high80)}",
        "rank": said["rank"],
        "last_score": said["last_score"],
        "name_of_last": name_of_last(forecast),
        "p_above_last": said["p_above_last"],
        "rows": rows,
        "moved": sentences_on_moves(rows),
        "blurred": sentences_on_width(rows),
        "questions": questions(forecast),
        "target": target_sentence(forecast),
        "score_chances": score_chances(forecast),
        "rank_chances": rank_chances(forecast),
        "values": tell_values(rows),
        "effects": tell_effects(rows),
        "leads": tell_leads(levers),
        "levers": levers,
        "without_room": [row.name for row in rows if row.room is None],
        "own_note": own_note(forecast),
        "merger_note": merger_note(forecast),
        "held_back": sentences_on_held_back(forecast),
        "last_year": years[-1].year if years else None,
        "basket": basket,
        "past": read_backtest(record, len(years)) if record else None,
        "charts": charts(forecast, years, basket),
        "outcomes": outcome_lines(list(forecast.outcomes.all()), forecast),
    }
