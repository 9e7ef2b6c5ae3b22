"""How a wave is going, part by part, and whom to call."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from core.clock import timezone
from directory.models import District, Region
from surveys.fieldwork.queries.curve import goal_of
from surveys.models import ContactAttempt, ContactResult, SampledEnterprise, Wave

LOOKED_AT_ONCE = 2000  # enterprises asked
KEPT_FOR = 300  # seconds
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

    @property
    def goal(self) -> int:
        """How many answers the plan of the sample reckons with here."""
        return goal_of(self.asked)


def turnout_by_stratum(wave: Wave) -> list[Turnout]:
    """One query for the sample and one for the answers, which a blind wave cannot join."""
    asked = wave.strata.annotate(
        asked=Count("sampled", filter=Q(sampled__is_reserve=False)),
        invited=Count("sampled__invitation", filter=Q(sampled__is_reserve=False)),
    )
    answers = wave.responses.submitted().order_by().values_list("stratum")
    answered = dict(answers.annotate(n=Count("pk")))
    return [
        Turnout(
            stratum.label,
            stratum.code,
            stratum.population,
            stratum.asked,
            stratum.invited,
            answered.get(stratum.pk, 0),
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
    return _turnout_by(wave, "district", District)


def turnout_by_region(wave: Wave) -> list[Turnout]:
    """By the region the enterprise's place lies in, where places are grouped at all."""
    if wave.is_blind:
        return []
    return _turnout_by(wave, "district__region", Region)


def _turnout_by(wave: Wave, place: str, model: type[District | Region]) -> list[Turnout]:
    """Count the main sample by the place of its enterprises, in the order of the places."""
    path = f"enterprise__{place}"
    main = wave.sampled.filter(is_reserve=False, **{f"{path}__isnull": False})
    rows = (
        main.order_by(*(f"{path}__{each}" for each in model._meta.ordering or ()))
        .values_list(f"{path}__name", f"{path}__code")
        .annotate(Count("pk"), Count("invitation"), Count("response"))
    )
    return [Turnout(name, code, 0, *counts) for name, code, *counts in rows]


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


def count_to_call(wave: Wave, *, asked: int) -> int:
    """How many to call in strata that lag; of a large wave it is a few minutes old at most."""
    if asked <= LOOKED_AT_ONCE:
        return _count_to_call(wave)
    key = f"calls:{wave.pk}:{timezone.localdate()}"
    known: int | None = cache.get(key)
    if known is None:
        known = _count_to_call(wave)
        cache.set(key, known, KEPT_FOR)
    return known


def _count_to_call(wave: Wave) -> int:
    """How many stand on the list of calls, without putting it in order."""
    strata = [row.code for row in lagging(turnout_by_stratum(wave))]
    if not strata:
        return 0
    later = ContactAttempt.objects.filter(call_again_on__gt=timezone.localdate())
    rows = _callable(wave).filter(stratum__code__in=strata)
    return rows.filter(~Exists(later.filter(sampled=OuterRef("pk")))).count()


def _callable(wave: Wave) -> QuerySet[SampledEnterprise]:
    """Those with a telephone of whom nobody knows that they have answered or will not."""
    rows = (
        SampledEnterprise.objects.main()
        .pending()
        .filter(wave=wave, enterprise__opt_out__isnull=True)
        .exclude(enterprise__phone="")
    )
    return rows if wave.is_blind else rows.filter(response__isnull=True)


def call_list(wave: Wave, strata: list[str] | None = None) -> QuerySet[SampledEnterprise]:
    """Whom to call next: of these strata, promised days first, then those tried least.

    In a blind wave nobody knows who has answered; the caller asks, and notes it as reached.
    """
    today = timezone.localdate()
    rows = (
        _callable(wave)
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
    return rows.filter(stratum__code__in=strata) if strata is not None else rows
