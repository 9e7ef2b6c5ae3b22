"""From the register to the sample of a wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import translation

from accounts.models import User
from core import audit
from directory.models import Enterprise
from surveys.errors import (
    AlreadyReplaced,
    NoReserveLeft,
    NotReplaceable,
    SampleAlreadyDrawn,
    SampleImpossible,
    WaveStatusUnfit,
)
from surveys.fieldwork.strata_labels import NOWHERE, cell_label
from surveys.models import (
    AllocationMethod,
    Dimension,
    Disposition,
    SampledEnterprise,
    SampleDraw,
    Stratum,
    Wave,
    WaveStatus,
)
from surveys.sampling import SamplingError
from surveys.sampling.allocation import Method, allocate
from surveys.sampling.draw import draw
from surveys.sampling.strata import REST, PlannedStratum, Unit, stratify

KNOWN = ("size", "legal_type", "sector", "district", "region")  # as the register is read


@dataclass(frozen=True, slots=True)
class SampleRule:
    """How a sample is to be drawn; the same rule, register and seed give the same sample."""

    dimensions: tuple[Dimension, ...]
    thinnest: int
    method: AllocationMethod
    size: int
    minimum: int
    reserve: float
    seed: str
    certain_sizes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """The strata of the register under a rule, and how many are asked in each."""

    rule: SampleRule
    strata: tuple[PlannedStratum, ...]
    sizes: Mapping[str, int]
    register_digest: str

    @property
    def register_size(self) -> int:
        return sum(stratum.population for stratum in self.strata)

    @property
    def joined_places(self) -> float:
        """The share of the register in strata that hold places too small to stand alone."""
        if Dimension.DISTRICT not in self.rule.dimensions:
            return 0.0
        at = self.rule.dimensions.index(Dimension.DISTRICT)
        joined = (s.population for s in self.strata if s.code.split("/")[at] == REST)
        return sum(joined) / max(1, self.register_size)

    @property
    def populations(self) -> dict[str, int]:
        return {stratum.code: stratum.population for stratum in self.strata}


def plan_sample(*, rule: SampleRule, spreads: Mapping[str, float] | None = None) -> SamplePlan:
    """Divide the register and allocate the sample, without writing anything.

    ``spreads`` (stratum code: standard deviation) are used by Neyman allocation; without them all
    strata are taken to be equally spread.
    """
    rows = list(_register())
    units = [Unit(row[0], dict(zip(KNOWN, row[1:], strict=True))) for row in rows]
    try:
        strata = stratify(units, rule.dimensions, thinnest=rule.thinnest)
        sizes = allocate(
            {stratum.code: stratum.population for stratum in strata},
            size=rule.size,
            method=Method(rule.method.value),
            minimum=rule.minimum,
            spreads=_complete_spreads(spreads, strata)
            if rule.method == AllocationMethod.NEYMAN
            else None,
            certain=_certain(strata, rule),
        )
    except SamplingError as problem:
        raise SampleImpossible(problem) from None
    used = rows if Dimension.REGION in rule.dimensions else [row[:-1] for row in rows]
    return SamplePlan(rule, tuple(strata), sizes, _digest(used))


@transaction.atomic
def draw_sample(*, wave: Wave, rule: SampleRule, now: datetime, by: User | None) -> SampleDraw:
    """Draw the sample of a wave that is being prepared, with its reserve, and keep the rule."""
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.status != WaveStatus.PLANNED:
        raise WaveStatusUnfit(wave)
    if wave.sampled.exists():
        raise SampleAlreadyDrawn(wave)
    plan = plan_sample(rule=rule)
    with translation.override(settings.LANGUAGE_CODE):  # one name for all readers, in reports too
        labels = {s.code: cell_label(s.code, rule.dimensions) for s in plan.strata}
    strata = Stratum.objects.bulk_create(
        Stratum(
            wave=wave,
            code=slug(planned.code),
            label=labels[planned.code],
            population=planned.population,
            sample_size=plan.sizes[planned.code],
        )
        for planned in plan.strata
    )
    by_code = dict(zip((planned.code for planned in plan.strata), strata, strict=True))
    wanted = [stratum for stratum in plan.strata if plan.sizes[stratum.code]]
    drawn = draw(wanted, plan.sizes, seed=rule.seed, reserve=rule.reserve)
    ids = dict(Enterprise.objects.active().values_list("tax_code", "pk"))
    SampledEnterprise.objects.bulk_create(
        SampledEnterprise(
            wave=wave,
            enterprise_id=ids[str(row.key)],
            stratum=by_code[row.stratum],
            inclusion_probability=row.inclusion_probability,
            design_weight=row.design_weight,
            is_reserve=row.is_reserve,
            position=row.order,
        )
        for row in drawn
    )
    kept = SampleDraw.objects.create(
        wave=wave,
        dimensions=list(rule.dimensions),
        thinnest=rule.thinnest,
        method=rule.method,
        size=rule.size,
        minimum=rule.minimum,
        reserve=rule.reserve,
        certain_sizes=list(rule.certain_sizes),
        seed=rule.seed,
        register_size=plan.register_size,
        register_digest=plan.register_digest,
        drawn_at=now,
        drawn_by=by,
    )
    audit.record(actor=by, action="wave.draw_sample", now=now, target=wave, size=rule.size)
    return kept


@transaction.atomic
def discard_sample(*, wave: Wave, reason: str, now: datetime, by: User) -> None:
    """Throw a sample away before the wave opens; the audit log keeps its seed and the reason."""
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.status != WaveStatus.PLANNED or wave.sampled.filter(invitation__isnull=False).exists():
        raise WaveStatusUnfit(wave)
    kept = SampleDraw.objects.filter(wave=wave).first()
    audit.record(
        actor=by,
        action="wave.discard_sample",
        now=now,
        target=wave,
        reason=reason,
        seed=kept.seed if kept else "",
    )
    wave.sampled.all().delete()
    wave.strata.all().delete()
    SampleDraw.objects.filter(wave=wave).delete()


@transaction.atomic
def replace_enterprise(
    *, sampled: SampledEnterprise, reason: str, now: datetime, by: User
) -> SampledEnterprise:
    """Take the next of the reserve for an enterprise that turned out not to be eligible.

    Only frame errors are replaced. A refusal or silence is not: replacing those would hide
    non-response instead of showing it.
    """
    sampled = SampledEnterprise.objects.select_for_update().get(pk=sampled.pk)
    if sampled.disposition != Disposition.NOT_ELIGIBLE:
        raise NotReplaceable(sampled)
    if hasattr(sampled, "replaced_by"):
        raise AlreadyReplaced(sampled)
    spare = (
        SampledEnterprise.objects.select_for_update()
        .reserve()
        .filter(stratum=sampled.stratum_id)
        .order_by("position")
        .first()
    )
    if spare is None:
        raise NoReserveLeft(sampled)
    spare.is_reserve, spare.replaces = False, sampled
    spare.save(update_fields=["is_reserve", "replaces"])
    audit.record(
        actor=by,
        action="wave.replace_enterprise",
        now=now,
        target=sampled.wave,
        reason=reason,
        left=sampled.pk,
        taken=spare.pk,
    )
    return spare


def repeats(draw_kept: SampleDraw) -> bool:
    """Draw again from today's register and tell whether the same enterprises come out."""
    rule = SampleRule(
        dimensions=tuple(Dimension(value) for value in draw_kept.dimensions),
        thinnest=draw_kept.thinnest,
        method=AllocationMethod(draw_kept.method),
        size=draw_kept.size,
        minimum=draw_kept.minimum,
        reserve=draw_kept.reserve,
        seed=draw_kept.seed,
        certain_sizes=tuple(draw_kept.certain_sizes),
    )
    plan = plan_sample(rule=rule)
    again = draw(
        [stratum for stratum in plan.strata if plan.sizes[stratum.code]],
        plan.sizes,
        seed=rule.seed,
        reserve=rule.reserve,
    )
    stored = draw_kept.wave.sampled.values_list("enterprise__tax_code", "position")
    return {(str(row.key), row.order) for row in again} == set(stored)


def slug(code: str) -> str:
    return code.replace("/", "--").replace(REST, "other")


def _register() -> list[tuple[str, ...]]:
    """What strata are made of; the region stands last, so that digests of old draws hold."""
    region = Coalesce("district__region__code", Value(NOWHERE))
    return list(
        Enterprise.objects.active()
        .order_by("tax_code")
        .values_list("tax_code", "size", "legal_type", "sector", "district__code", region)
    )


def _digest(rows: Sequence[tuple[str, ...]]) -> str:
    return sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()


def _complete_spreads(
    spreads: Mapping[str, float] | None, strata: Sequence[PlannedStratum]
) -> dict[str, float]:
    return {stratum.code: (spreads or {}).get(stratum.code, 1.0) for stratum in strata}


def _certain(strata: Sequence[PlannedStratum], rule: SampleRule) -> frozenset[str]:
    """Strata that hold only enterprises of the sizes surveyed in full."""
    if Dimension.SIZE not in rule.dimensions:
        return frozenset()
    place = rule.dimensions.index(Dimension.SIZE)
    return frozenset(
        stratum.code
        for stratum in strata
        if all(cell[place] in rule.certain_sizes for cell in stratum.cells)
    )
