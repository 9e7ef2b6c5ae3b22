"""What the intervals have held so far, in sentences: the backtest of the very case."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.numbers import PastRecord, PastYear
from core.charts.base import write_number

TRIED_EDITIONS = 3  # of a province alone


def case_name(record: PastRecord) -> str:
    """Which forecasts were tried, as a heading."""
    names = {
        "panel": _("All provinces known, no survey of one’s own"),
        "panel-own": _("All provinces known, with a survey of one’s own (simulated)"),
        "alone": _("One province alone, no survey of its own"),
        "alone-own": _("One province alone, with a survey of its own (simulated)"),
    }
    return names.get(record.case, record.case)


def promise(record: PastRecord) -> str:
    """What the 80 and the 90 % interval of the score aim at, and what they held."""
    (in80, n), (in90, _same) = record.total("80"), record.total("90")
    first, last = record.years[0].year, record.years[-1].year
    told = _(
        "Tried on PCI %(first)s to %(last)s, each edition from the years before it: of %(n)s"
        " published scores %(in80)s lay in their 80%% interval (%(share80)s%%) and %(in90)s in"
        " their 90%% interval (%(share90)s%%)."
    ) % {
        "first": first,
        "last": last,
        "n": write_number(n, 0),
        "in80": in80,
        "share80": write_number(100 * in80 / n, 0),
        "in90": in90,
        "share90": write_number(100 * in90 / n, 0),
    }
    return f"{told} {_how(record)}"


def _how(record: PastRecord) -> str:
    how = _("The official values of all provinces were known.")
    if record.is_alone:
        how = _("Each province was forecast alone, from its own last three editions.")
    if record.has_simulated_surveys:
        how += " " + _("The surveys of one’s own in it were simulated.")
    return how


def country_sentence(record: PastRecord) -> str:
    """That all provinces miss together when the country moves, with the years in which it did."""
    years = [_one_way(year) for year in record.years if year.went_one_way]
    if not years:
        return _(
            "If the whole country moves, the forecasts of all provinces miss the same way; in none"
            " of these years did four in five scores lie on one side of their forecasts."
        )
    return _(
        "If the whole country moves, the forecasts of all provinces miss the same way: %(years)s."
    ) % {"years": "; ".join(years)}


def _one_way(year: PastYear) -> str:
    above, n = year.score.above, year.score.n
    if 2 * above > n:
        return _(
            "PCI %(year)s, %(count)s of %(n)s scores higher than the middle of their forecast"
        ) % {
            "year": year.year,
            "count": above,
            "n": n,
        }
    return _("PCI %(year)s, %(count)s of %(n)s scores lower than the middle of their forecast") % {
        "year": year.year,
        "count": n - above,
        "n": n,
    }


def criteria_sentence(record: PastRecord) -> str:
    """How many criteria the 80 % intervals held, over all years."""
    inside, n = record.criteria_total()
    return _(
        "Of %(n)s published values of criteria, %(inside)s lay in their 80%% interval"
        " (%(share)s%%)."
    ) % {
        "n": write_number(n, 0),
        "inside": write_number(inside, 0),
        "share": write_number(100 * inside / n, 0),
    }


def untried(record: PastRecord, editions: int) -> str:
    """Say that a province with fewer editions than those that were tried is another case."""
    if not record.is_alone or editions >= TRIED_EDITIONS:
        return ""
    if not editions:
        return _("Of this province no earlier edition is known: so little has not been tried.")
    return ngettext(
        "Of this province %(count)s earlier edition is known: fewer than three have not been"
        " tried.",
        "Of this province %(count)s earlier editions are known: fewer than three have not been"
        " tried.",
        editions,
    ) % {"count": editions}


def read_backtest(stored: Mapping[str, Any], editions: int = TRIED_EDITIONS) -> dict[str, Any]:
    """All that the table of a backtest and the sentences above it show.

    ``editions`` are those known of the province whose forecast stands beside it.
    """
    record = PastRecord.read(stored)
    return {
        "name": case_name(record),
        "record": record,
        "promise": " ".join(filter(None, [promise(record), untried(record, editions)])),
        "criteria": criteria_sentence(record),
        "country": country_sentence(record),
    }
