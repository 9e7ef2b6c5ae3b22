"""Giving codes to texts, each coder alone; settling what they gave differently."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from analysis.comments.errors import (
    CodedItThemselves,
    CodeOwnTextsFirst,
    DecideOnCodes,
    NoCodesYet,
    NotACoderOfIt,
    NothingToSettle,
)
from analysis.comments.queries import outcomes
from analysis.comments.queries.progress import count_left
from analysis.models import Code, Coding, CodingFrame, OpenAnswer, Settlement
from core import audit


@transaction.atomic
def code_answer(
    *, answer: OpenAnswer, codes: Sequence[Code], none_fits: bool, coder: User, now: datetime
) -> Coding:
    """Keep what this coder gave to a text; given again, it replaces what the same person gave."""
    frame = CodingFrame.objects.get(pk=answer.frame_id)
    if not frame.version:
        raise NoCodesYet
    if bool(codes) == none_fits:
        raise DecideOnCodes
    coding, _is_new = Coding.objects.update_or_create(
        answer=answer, coder=coder, defaults={"version": frame.version, "coded_at": now}
    )
    coding.codes.set(codes)
    _forget_settlement_by_consent(answer)
    audit.record(actor=coder, action="comments.code", now=now, target=answer, codes=len(codes))
    return coding


def _forget_settlement_by_consent(answer: OpenAnswer) -> None:
    """What coders were about to agree on falls once one of them codes anew."""
    Settlement.objects.filter(
        answer=answer, way=Settlement.Way.CONSENT, confirmed_at__isnull=True
    ).delete()


def require_through(frame: CodingFrame, user: User) -> None:
    """Refuse what others gave to whoever still codes."""
    if left := count_left(frame, user):
        raise CodeOwnTextsFirst(left)


@transaction.atomic
def settle(
    *,
    answer: OpenAnswer,
    codes: Collection[Code],
    none_fits: bool,
    note: str,
    by: User,
    now: datetime,
) -> Settlement:
    """Say what holds of a text: at once by a third person, by a coder once the other agrees."""
    answer = OpenAnswer.objects.select_for_update().get(pk=answer.pk)
    require_through(answer.frame, by)
    if not outcomes.differs(answer):
        raise NothingToSettle
    if bool(codes) == none_fits:
        raise DecideOnCodes
    mine = answer.codings.filter(coder=by).exists()
    way = Settlement.Way.CONSENT if mine else Settlement.Way.THIRD
    Settlement.objects.filter(answer=answer).delete()
    settlement = Settlement.objects.create(
        answer=answer, way=way, note=note, settled_at=now, settled_by=by
    )
    settlement.codes.set(codes)
    audit.record(actor=by, action="comments.settle", now=now, target=answer, way=way)
    return settlement


@transaction.atomic
def confirm(*, settlement: Settlement, by: User, now: datetime) -> Settlement:
    """Agree as the other coder with what was proposed."""
    settlement = Settlement.objects.select_for_update().get(pk=settlement.pk)
    if by.pk == settlement.settled_by_id:
        raise CodedItThemselves
    if not settlement.answer.codings.filter(coder=by).exists():
        raise NotACoderOfIt
    settlement.confirmed_at, settlement.confirmed_by = now, by
    settlement.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(actor=by, action="comments.agree", now=now, target=settlement.answer)
    return settlement
