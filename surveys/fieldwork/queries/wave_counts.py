"""How a wave stands: by stratum, place, day, mode and outcome, page by page, counted all at once.

Of a large wave the counts are kept. While it is open the worker makes them anew before they are
old, so that nobody who looks waits for them; where none are kept it is asked to count.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.core.cache import cache

from core.clock import timezone
from surveys.fieldwork.queries.monitor import (
    LOOKED_AT_ONCE,
    Turnout,
    late,
    turnout_by_district,
    turnout_by_region,
    turnout_by_stratum,
)
from surveys.fieldwork.queries.outcomes import Outcomes, outcomes
from surveys.models import Mode, Wave, WaveStatus

KEPT_FOR = 10 * 60  # seconds; the worker counts every five minutes
KEPT_WHEN_CLOSED = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the questionnaire: how many came and stopped there, and how long it takes."""

    section: str
    reached: int
    stopped: int
    median_seconds: float | None

    @property
    def left(self) -> float | None:
        """The share of those who came here and did not go on."""
        return self.stopped / self.reached if self.reached else None


@dataclass(frozen=True, slots=True)
class WaveCounts:
    """All that was counted of a wave at one moment; ``is_kept`` if it is shown for some time."""

    at: datetime
    is_kept: bool
    strata: list[Turnout]
    districts: list[Turnout]
    regions: list[Turnout]
    outcomes: Outcomes
    late: int
    days: list[tuple[date, int]]
    modes: dict[str, int]
    timed: dict[str, tuple[int, float]]  # by page: how many, and their median of seconds
    stopped: dict[str, int]
    minutes: float | None

    def by_mode(self) -> list[tuple[str, int]]:
        return [(str(each.label), self.modes[each]) for each in Mode if self.modes.get(each)]

    def pages(self, sections: Sequence[str]) -> list[Page]:
        """Where unsent answers stand, and the median time of each page over those sent."""
        found = []
        for section in sections:
            count, seconds = self.timed.get(section, (0, None))
            stopped = self.stopped.get(section, 0)
            found.append(Page(section, count + stopped, stopped, seconds))
        return found


def count_wave(wave: Wave) -> WaveCounts | None:
    """Count a wave, or tell what was counted of a large one a while ago, if anything."""
    if not is_large(wave.sampled.filter(is_reserve=False).count()):
        return count_all(wave)
    found = cache.get(_key(wave))
    return found if isinstance(found, WaveCounts) else None


def is_large(asked: int) -> bool:
    """Whether counting takes longer than somebody who looks should wait."""
    return asked > LOOKED_AT_ONCE


def keep(wave: Wave) -> WaveCounts:
    """Count a wave and keep it; a closed one changes no more."""
    counted = count_all(wave, is_kept=True)
    cache.set(_key(wave), counted, KEPT_WHEN_CLOSED if wave.is_closed else KEPT_FOR)
    return counted


def keep_open_waves() -> None:
    """Count all large waves that are going on."""
    for wave in Wave.objects.filter(status=WaveStatus.OPEN):
        if is_large(wave.sampled.filter(is_reserve=False).count()):
            keep(wave)


def _key(wave: Wave) -> str:
    """The name counts are kept under; closing and reopening make others."""
    closed = int(wave.closed_at.timestamp()) if wave.closed_at else ""
    return f"wave-counts-1:{wave.pk}:{wave.status}:{closed}"


def count_all(wave: Wave, *, is_kept: bool = False) -> WaveCounts:
    return WaveCounts(
        at=timezone.now(),
        is_kept=is_kept,
        strata=turnout_by_stratum(wave),
        districts=turnout_by_district(wave),
        regions=turnout_by_region(wave),
        outcomes=outcomes(wave),
        late=0 if wave.is_closed else late(wave).count(),
        stopped=dict(Counter(wave.drafts.values_list("section", flat=True))),
        **_look_at_answers(wave),
    )


def _look_at_answers(wave: Wave) -> dict[str, Any]:
    """What takes a look at every answer."""
    days: Counter[date] = Counter()
    modes: Counter[str] = Counter()
    times: dict[str, list[float]] = {}
    totals = []
    answers = wave.responses.submitted().order_by().values_list("submitted_at", "mode", "seconds")
    for submitted_at, mode, seconds in answers:
        days[timezone.localdate(submitted_at)] += 1
        modes[mode] += 1
        if not any(seconds.values()):
            continue  # paper: nobody measured
        totals.append(sum(seconds.values()))
        for section, value in seconds.items():
            times.setdefault(section, []).append(value)
    return {
        "days": sorted(days.items()),
        "modes": dict(modes),
        "timed": {section: (len(each), median(each)) for section, each in times.items()},
        "minutes": median(totals) / 60 if totals else None,
    }
