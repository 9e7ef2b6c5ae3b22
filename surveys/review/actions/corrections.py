"""Corrections that respondents made to the register: taken over or declined by a person."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from directory.actions.enterprises import change_enterprise
from surveys.models import RegisterCorrection, SampledEnterprise, Wave
from surveys.review.corrections import list_corrections


class NothingProposed(DomainError):
    """Somebody has decided meanwhile, or the register says the same by now."""

    def __init__(self) -> None:
        super().__init__(_("This correction is not open any more."))


class FitsNoValue(DomainError):
    """An answer in words that no field of the register can hold."""

    def __init__(self) -> None:
        super().__init__(_("The answer fits no value of the register. Please change it by hand."))


@transaction.atomic
def decide_correction(
    *, wave: Wave, sampled: int, field: str, accepts: bool, by: User, now: datetime
) -> RegisterCorrection:
    """Put an answer into the register, or note that it does not belong there."""
    SampledEnterprise.objects.select_for_update().filter(pk=sampled).first()  # one after another
    open_ones = list_corrections(wave, sampled)
    proposal = next((each for each in open_ones if each.field == field), None)
    if proposal is None:
        raise NothingProposed
    if accepts:
        if proposal.value is None:
            raise FitsNoValue
        enterprise = proposal.sampled.enterprise
        change_enterprise(enterprise=enterprise, by=by, now=now, **{field: proposal.value})
    audit.record(
        actor=by,
        action="register.decide_correction",
        now=now,
        target=proposal.sampled,
        field=field,
        accepted=accepts,
    )
    return RegisterCorrection.objects.create(
        sampled=proposal.sampled,
        field=field,
        said=proposal.said,
        is_accepted=accepts,
        decided_by=by,
        decided_at=now,
    )
