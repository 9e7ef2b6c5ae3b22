"""What is counted of many years' clocks is counted once, and again when something has happened."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

from core.remembered.requests import once_a_request
from dialogues.models import Clock, Event
from dialogues.statistics.agency_outcomes import AgencyOutcomes, list_agency_outcomes
from dialogues.statistics.scorecard import Score, scorecard
from directory.models import Agency
from pci.models import Criterion

COUNTED_AT_ONCE = 20_000  # clocks ever started; fewer are counted each time
NEWEST = 200  # events; one stored late by a slow transaction is still among them
KEPT_FOR = 60 * 60  # seconds

C = TypeVar("C")
Scores = tuple[list[Score], list[AgencyOutcomes]]


def keep_count(name: str, asked: list[Any], count: Callable[[], C]) -> C:
    """What ``count`` finds for what is ``asked``; of a long history, as kept."""
    if not _is_long():
        return count()
    key = _key(name, asked)
    kept: C | None = cache.get(key)
    if kept is None:
        kept = count()
        cache.set(key, kept, KEPT_FOR)
    return kept


def read_scores(
    *, today: date, first: date | None, last: date | None, only: Agency | None
) -> Scores:
    """The scores of a period and where its issues stand."""
    span: dict[str, Any] = {"first": first, "last": last, "only": only}

    def count() -> Scores:
        rows = scorecard(today=today, **span)
        return rows, list_agency_outcomes(rows, today=today, **span)

    return keep_count("scores", [today, first, last, only and only.pk], count)


def _key(name: str, asked: list[Any]) -> str:
    told = repr([asked, _mark(), get_language()])
    return f"{name}:{hashlib.sha256(told.encode()).hexdigest()}"


@once_a_request
def _mark() -> str:
    """Stands for all that is counted: every change leaves an event; and for the names."""
    happened = list(Event.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST])
    agencies = list(Agency.objects.order_by("pk").values_list())
    criteria = list(Criterion.objects.order_by("pk").values_list("pk", "name_vi", "position"))
    return repr([happened, agencies, criteria])


@once_a_request
def _is_long() -> bool:
    newest = Clock.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return newest > COUNTED_AT_ONCE
