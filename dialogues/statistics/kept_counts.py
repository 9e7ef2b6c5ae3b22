"""What is counted of many years' clocks is counted once, and again when something has happened."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

from core.clock import timezone
from core.remembered.requests import once_a_request
from dialogues.models import Clock, Event
from dialogues.statistics.agency_outcomes import AgencyOutcomes, list_agency_outcomes
from dialogues.statistics.scorecard import Score, scorecard
from directory.models import Agency
from pci.models import Criterion

COUNTED_AT_ONCE = 20_000  # clocks ever started; fewer are counted each time
NEWEST = 200  # events; one stored late by a slow transaction is still among them
KEPT_FOR = 60 * 60  # seconds
KEPT_TO_BE_SHOWN = 7 * 24 * 60 * 60

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


@dataclass(frozen=True, slots=True)
class Kept(Generic[C]):
    """What was counted at a moment; it ``is_current`` while nothing has happened since."""

    at: datetime
    counted: C
    is_current: bool = True


def look(name: str, asked: list[Any], today: date, count: Callable[[], C]) -> Kept[C] | None:
    """What was counted last of a long history, if anything; a short one is counted at once."""
    if not _is_long():
        return Kept(timezone.now(), count())
    kept = cache.get(_name(name, asked))
    if kept is None:
        return None
    at, mark, counted = kept
    return Kept(at, counted, mark == _digest([today, _mark()]))


def count_anew(name: str, asked: list[Any], today: date, count: Callable[[], C]) -> C:
    """Count what has not been counted since something happened, and keep it for who looks."""
    found = look(name, asked, today, count)
    if found and found.is_current:
        return found.counted
    at, mark, counted = timezone.now(), _digest([today, _mark()]), count()
    cache.set(_name(name, asked), (at, mark, counted), KEPT_TO_BE_SHOWN)
    return counted


def _name(name: str, asked: list[Any]) -> str:
    return f"{name}-shown:{_digest(asked)}"


def read_scores(
    *, today: date, first: date | None, last: date | None, only: Agency | None
) -> Scores:
    """The scores of a period and where its issues stand."""
    span: dict[str, Any] = {"first": first, "last": last, "only": only}

    def count() -> Scores:
        rows = scorecard(today=today, **span)
        return rows, list_agency_outcomes(rows, today=today, **span)

    return keep_count("scores", [today, first, last, only and only.pk], count)


def look_at_scores(
    *, today: date, first: date | None, last: date | None, only: Agency | None
) -> Kept[Scores] | None:
    """The same as it was counted last; nothing where the worker must count it first."""
    span: dict[str, Any] = {"first": first, "last": last, "only": only}
    return look("scores", _asked(**span), today, lambda: read_scores(today=today, **span))


def count_scores(
    *, today: date, first: date | None, last: date | None, only: Agency | None
) -> Scores:
    """Count the scores of a period for a page that shows what was counted last."""
    span: dict[str, Any] = {"first": first, "last": last, "only": only}
    return count_anew("scores", _asked(**span), today, lambda: read_scores(today=today, **span))


def _asked(*, first: date | None, last: date | None, only: Agency | None) -> list[Any]:
    return [first, last, only and only.pk, get_language()]


def _key(name: str, asked: list[Any]) -> str:
    return f"{name}:{_digest([asked, _mark(), get_language()])}"


def _digest(told: list[Any]) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()


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
