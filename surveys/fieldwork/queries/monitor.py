"""How a wave is going: by stratum, by day, by mode, by outcome, page by page."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from directory.models import District
from surveys.models import ContactResult, Mode, SampledEnterprise, Wave

LAGGING = 0.8  # a stratum lags when its rate is below this share of the whole wave's


@dataclass(frozen=True, slots=True)
class Turnout:
    """A part of the sample: asked, invited, answered."""

    name: str
    code: str
    population: int
    asked: int
    invited: int
    submitted: int

    @property
    def rate(self) -> float | None:
        return self.submitted / self.asked if self.asked else None


def turnout_by_stratum(wave: Wave) -> list[Turnout]:
    """One query for the sample and one for the answers, which a blind wave cannot join."""
    asked = wave.strata.annotate(
        asked=Count("sampled", filter=Q(sampled__is_reserve=False)),
        invited=Count("sampled__invitation", filter=Q(sampled__is_reserve=False)),
    )
    answered: Counter[int | None] = Counter(
        wave.responses.submitted().values_list("stratum_id", flat=True)
    )
    return [
        Turnout(
            stratum.label,
            stratum.code,
            stratum.population,
            stratum.asked,
            stratum.invited,
            answered[stratum.pk],
        )
        for stratum in asked
    ]


def total(rows: list[Turnout]) -> Turnout:
    return Turnout(
        "",
        "",
        sum(row.population for row in rows),
        sum(row.asked for row in rows),
        sum(row.invited for row in rows),
        sum(row.submitted for row in rows),
    )


def lagging(rows: list[Turnout]) -> list[Turnout]:
    """Strata far behind the whole wave, the furthest first."""
    whole = total(rows).rate
    if not whole:
        return []
    behind = [row for row in rows if row.rate is not None and row.rate < LAGGING * whole]
    return sorted(behind, key=lambda row: (row.rate or 0, -row.asked))


def turnout_by_district(wave: Wave) -> list[Turnout]:
    """By district of the enterprise; only in a confidential wave, where an answer has one."""
    if wave.is_blind:
        return []
    main = Q(enterprises__sampled_in__wave=wave, enterprises__sampled_in__is_reserve=False)
    rows = District.objects.annotate(
        asked=Count("enterprises__sampled_in", filter=main),
        invited=Count("enterprises__sampled_in__invitation", filter=main),
        submitted=Count("enterprises__sampled_in__response", filter=main),
    ).filter(asked__gt=0)
    return [Turnout(d.name, d.code, 0, d.asked, d.invited, d.submitted) for d in rows]


def by_day(wave: Wave) -> list[tuple[date, int]]:
    days = (
        wave.responses.submitted()
        .annotate(day=TruncDate("submitted_at"))
        .values_list("day")
        .annotate(count=Count("pk"))
        .order_by("day")
    )
    return list(days)


def by_mode(wave: Wave) -> list[tuple[str, int]]:
    counted = Counter(wave.responses.submitted().values_list("mode", flat=True))
    return [(str(mode.label), counted[mode.value]) for mode in Mode if counted[mode.value]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the questionnaire: how many came and stopped there, and how long it takes."""

    section: str
    reached: int
    stopped: int
    median_seconds: float | None


def pages(wave: Wave, sections: list[str]) -> list[Page]:
    """Where unsent answers stand, and the median time of each page over those sent."""
    stopped = Counter(wave.drafts.values_list("section", flat=True))
    times: dict[str, list[float]] = {section: [] for section in sections}
    for seconds in wave.responses.submitted().values_list("seconds", flat=True):
        for section, value in (seconds or {}).items():
            times.setdefault(section, []).append(value)
    return [
        Page(
            section,
            len(times[section]) + stopped[section],
            stopped[section],
            median(times[section]) if times[section] else None,
        )
        for section in sections
    ]


def median_minutes(wave: Wave) -> float | None:
    totals = [
        sum(seconds.values())
        for seconds in wave.responses.submitted().values_list("seconds", flat=True)
        if seconds
    ]
    return median(totals) / 60 if totals else None


def late(wave: Wave) -> QuerySet[SampledEnterprise]:
    """Invited and still silent; in a blind wave nobody can know, so nobody is listed.

    Each with how many ``messages`` left for it, and its ``last_contact`` by a person.
    """
    if wave.is_blind:
        return SampledEnterprise.objects.none()
    return (
        SampledEnterprise.objects.main()
        .pending()
        .filter(wave=wave, invitation__isnull=False, response__isnull=True)
        .annotate(
            messages=Count("contacts", filter=Q(contacts__result=ContactResult.SENT)),
            last_contact=Max("contacts__at", filter=~Q(contacts__result=ContactResult.SENT)),
        )
        .select_related("enterprise__district", "stratum", "invitation")
        .order_by("invitation__sent_at", "pk")
    )


def call_list(wave: Wave, strata: list[str] | None = None) -> QuerySet[SampledEnterprise]:
    """Whom to call next: of these strata, promised days first, then those tried least.

    In a blind wave nobody knows who has answered; the caller asks, and notes it as reached.
    """
    today = timezone.localdate()
    rows = (
        SampledEnterprise.objects.main()
        .pending()
        .filter(wave=wave, enterprise__opt_out__isnull=True)
        .exclude(enterprise__phone="")
        .annotate(
            tried=Count("contacts", filter=~Q(contacts__result=ContactResult.SENT)),
            last_tried=Max("contacts__at", filter=~Q(contacts__result=ContactResult.SENT)),
            again_on=Max("contacts__call_again_on"),
            promised=Count("contacts", filter=Q(contacts__result=ContactResult.PROMISED)),
        )
        .filter(Q(again_on__isnull=True) | Q(again_on__lte=today))
        .select_related("enterprise__district", "stratum")
        .order_by(F("again_on").asc(nulls_last=True), "tried", "last_tried", "position", "pk")
    )
    if not wave.is_blind:
        rows = rows.filter(response__isnull=True)
    return rows.filter(stratum__code__in=strata) if strata is not None else rows
