"""Answers kept while an enterprise is answering."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from surveys.errors import AlreadySubmitted, WaveClosed, WaveNotOpen
from surveys.models import AccessKey, BurntToken, Draft, Response, Wave, WaveStatus


def refuse_unless_open(wave: Wave, now: datetime) -> None:
    if wave.status == WaveStatus.PLANNED:
        raise WaveNotOpen(wave)
    if not wave.takes_answers_on(now.date()):
        raise WaveClosed(wave)


def has_submitted(key: AccessKey, token: str) -> bool:
    if key.is_blind:
        return BurntToken.objects.of_token(token).exists()
    return Response.objects.filter(sampled_id=key.invitation.sampled_id).exists()


@transaction.atomic
def save_page(
    *,
    key: AccessKey,
    token: str,
    section: str,
    values: Mapping[str, Any],
    language: str,
    now: datetime,
    typed: Mapping[str, list[str]] | None = None,
) -> Draft:
    """Keep the answers of one page, and beside them what was typed but is not acceptable yet.

    A value of ``None`` takes an answer back.
    """
    refuse_unless_open(key.wave, now)
    draft = Draft.objects.select_for_update().filter(key=key.draft_key(token)).first()
    if draft is None:
        if has_submitted(key, token):
            raise AlreadySubmitted
        draft = Draft(
            key=key.draft_key(token),
            wave=key.wave,
            is_blind=key.is_blind,
            sampled_id=None if key.is_blind else key.invitation.sampled_id,
            started_at=now,
        )
    draft.answers |= values
    draft.answers = {name: value for name, value in draft.answers.items() if value is not None}
    draft.typed = {**draft.typed, section: dict(typed or {})}
    draft.section, draft.language, draft.saved_at = section, language, now
    draft.save()
    return draft
