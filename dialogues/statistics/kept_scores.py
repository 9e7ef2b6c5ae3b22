"""The scorecard of many years' clocks is counted once, and again when something has happened."""

import hashlib
from datetime import date
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from dialogues.models import Clock, Event
from dialogues.statistics.agency_outcomes import AgencyOutcomes, list_agency_outcomes
from dialogues.statistics.scorecard import Score, scorecard
from directory.models import Agency

COUNTED_AT_ONCE = 20_000  # clocks ever started; fewer are counted each time
NEWEST = 200  # events; one stored late by a slow transaction is still among them
KEPT_FOR = 60 * 60  # seconds

Scores = tuple[list[Score], list[AgencyOutcomes]]


def read_scores(
    *, today: date, first: date | None, last: date | None, only: Agency | None
) -> Scores:
    """The scores of a period and where its issues stand; of a long history, as kept."""
    span: dict[str, Any] = {"first": first, "last": last, "only": only}
    newest = Clock.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if newest <= COUNTED_AT_ONCE:
        return _count(today, span)
    key = _key(today, span)
    kept: Scores | None = cache.get(key)
    if kept is None:
        kept = _count(today, span)
        cache.set(key, kept, KEPT_FOR)
    return kept


def _count(today: date, span: dict[str, Any]) -> Scores:
    rows = scorecard(today=today, **span)
    return rows, list_agency_outcomes(rows, today=today, **span)


def _key(today: date, span: dict[str, Any]) -> str:
    """Stands for all that is counted: every change leaves an event; and for names and language."""
    happened = list(Event.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST])
    agencies = list(Agency.objects.order_by("pk").values_list())
    told = repr([today, span["first"], span["last"], span["only"] and span["only"].pk])
    mark = hashlib.sha256(repr([told, happened, agencies, get_language()]).encode())
    return f"scores:{mark.hexdigest()}"
