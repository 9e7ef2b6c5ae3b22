"""Answers sent, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from core.clock import timezone
from surveys import tokens
from surveys.answering.actions.drafts import (
    HOLD_WAVE,
    has_submitted,
    hold_open,
    refuse_unless_open,
)
from surveys.errors import AlreadySubmitted, AnswersChanged, NothingAnswered, WaveClosed
from surveys.instrument import types
from surveys.instrument.model import Document
from surveys.instrument.routing import Answers, has_given, relevant_answers
from surveys.models import (
    AccessKey,
    AnswerFile,
    BurntToken,
    Disposition,
    Draft,
    Invitation,
    Mode,
    Response,
    SampledEnterprise,
    WaveStatus,
)
from surveys.models.responses import BURN, INSERT_RESPONSE, TAKE_DRAFT, values
from surveys.prepared_statements import PreparedSteps, PreparedWrites, hold, update

BLIND_STEP = 10  # seconds
SEND_LINKED = PreparedSteps(
    HOLD_WAVE,
    hold(Draft, where=["id", "saved_at"]),
    INSERT_RESPONSE,
    TAKE_DRAFT,
    update(Invitation, ["burnt_at"], where=["id"]),
    update(SampledEnterprise, ["disposition"], where=["id"]),
)
SEND_BLIND = PreparedWrites(TAKE_DRAFT, BURN, INSERT_RESPONSE)


def submit_response(
    *,
    key: AccessKey,
    token: str,
    now: datetime,
    mode: Mode | None = None,
    draft: Draft | None = None,
) -> str:
    """Turn the draft into a response, burn the token, and return the receipt code.

    All of it is one transaction; whoever comes second meets ``AlreadySubmitted``. A ``draft`` that
    was read before counts only if nobody has changed it since. The mode is the link's, if not told.
    """
    refuse_unless_open(key.wave, now, mode)
    mode = mode or Mode(key.mode)
    draft = draft or Draft.objects.held_by(key.draft_key(token))
    if draft is None:
        raise AlreadySubmitted if has_submitted(key, token) else NothingAnswered
    document = key.wave.version.compiled
    answers = relevant_answers(document, draft.answers)
    if not has_given(document, answers):
        raise NothingAnswered
    try:
        with _giving_up_files(document, draft):
            keep = _keep_blind if key.is_blind else _keep_confidential
            return keep(key, token, draft, answers, now, mode)
    except AnswersChanged:
        if has_submitted(key, token):
            raise AlreadySubmitted from None
        raise


@contextmanager
def _giving_up_files(document: Document, draft: Draft) -> Iterator[None]:
    """What was uploaded belongs to the response from the moment on in which that is kept."""
    if not types.takes_files(document):
        yield
        return
    with transaction.atomic():
        AnswerFile.objects.held_by(draft.key).update(holder="")
        yield


def _keep_confidential(
    key: AccessKey, _token: str, draft: Draft, answers: Answers, now: datetime, mode: Mode
) -> str:
    sampled = key.invitation.sampled_id
    receipt = tokens.receipt_code(f"sampled {sampled} {draft.pk}")
    response = Response(
        wave_id=key.wave.pk,
        version_id=key.wave.version_id,
        is_blind=False,
        sampled_id=sampled,
        stratum_id=key.sampled.stratum_id,
        answers=answers,
        seconds={} if mode == Mode.PAPER else draft.seconds,  # nobody measures paper
        mode=mode,
        language=draft.language,
        started_at=draft.started_at,
        submitted_at=max(now, draft.started_at),
        idempotency_key=tokens.derive_digest("submission", draft.key),
        receipt_code=receipt,
    )
    is_open, held, kept, taken, *_more = SEND_LINKED.run(
        [key.wave.pk, WaveStatus.OPEN],
        [draft.pk, draft.saved_at],
        values(response),
        [draft.pk, draft.saved_at],
        [now, key.invitation_id],
        [Disposition.COMPLETE, sampled],
    )
    if not is_open:
        raise WaveClosed(key.wave)
    if held and not kept:
        raise AlreadySubmitted
    if not taken:
        raise AnswersChanged
    return receipt


def _keep_blind(
    key: AccessKey, token: str, draft: Draft, answers: Answers, now: datetime, mode: Mode
) -> str:
    """Write two rows that have nothing in common but the wave: the burnt token and the answers."""
    receipt = tokens.receipt_code(token)
    digest = tokens.derive_digest("burnt", token)
    burnt_token = BurntToken(wave_id=key.wave.pk, digest=digest, receipt_code=receipt)
    response = Response(
        wave_id=key.wave.pk,
        version_id=key.wave.version_id,
        is_blind=True,
        stratum_id=key.sampled.stratum_id,
        answers=answers,
        seconds={} if mode == Mode.PAPER else in_steps(draft.seconds),
        mode=mode,
        language=settings.LANGUAGE_CODE,  # the only one of a stratum who reads English is known
        submitted_at=start_of_day(now),
    )
    with transaction.atomic():
        hold_open(key.wave)
        taken, burnt, kept = SEND_BLIND.run(
            [draft.pk, draft.saved_at], values(burnt_token), values(response)
        )
        if taken and not burnt:
            raise AlreadySubmitted
        if not taken or not kept:  # its random key is taken: the draft is there for the next try
            raise AnswersChanged
    return receipt


def in_steps(seconds: dict[str, Any]) -> dict[str, int]:
    return {name: round(value / BLIND_STEP) * BLIND_STEP for name, value in seconds.items()}


def start_of_day(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
