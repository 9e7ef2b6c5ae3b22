"""Answers kept while an enterprise is answering."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.errors import AlreadySubmitted, WaveClosed, WaveNotOpen
from surveys.models import AccessKey, BurntToken, Draft, Response, Wave, WaveStatus

LONGEST_STAY = 3600  # seconds on one page; whoever stays longer has gone away in between


def refuse_unless_open(wave: Wave, now: datetime) -> None:
    if wave.status == WaveStatus.PLANNED:
        raise WaveNotOpen(wave)
    if not wave.takes_answers_on(timezone.localdate(now)):
        raise WaveClosed(wave)


def has_submitted(key: AccessKey, token: str) -> bool:
    if key.is_blind:
        return BurntToken.objects.of_token(token).exists()
    return Response.objects.filter(sampled_id=key.invitation.sampled_id).exists()


def save_page(
    *,
    key: AccessKey,
    token: str,
    section: str,
    values: Mapping[str, Any],
    language: str,
    now: datetime,
    typed: Mapping[str, list[str]] | None = None,
    told: bool = False,
    stamp: int | None = None,
    seconds: int = 0,
) -> Draft:
    """Keep the answers of one page, and beside them what was typed but is not acceptable yet.

    A value of ``None`` takes an answer back. ``told`` says that the respondent has asked to go on
    and was shown what is missing. ``stamp`` is when it was typed, in milliseconds: a page that
    waited for the network on one device does not undo what was typed later on another.
    """
    refuse_unless_open(key.wave, now)
    try:
        with transaction.atomic():
            draft = _draft_for_update(key, token, now, seconds)
            if stamp is not None and stamp < draft.stamps.get(section, 0):
                return draft
            draft.answers = {
                name: value for name, value in (draft.answers | values).items() if value is not None
            }
            draft.typed = {name: kept for name, kept in draft.typed.items() if name != section}
            if typed or told:
                draft.typed[section] = {"fields": dict(typed or {}), "told": told}
            draft.stamps[section] = stamp or int(now.timestamp() * 1000)
            draft.seconds[section] = draft.seconds.get(section, 0) + min(seconds, LONGEST_STAY)
            draft.section, draft.language, draft.saved_at = section, language, now
            draft.save()
    except IntegrityError:  # two devices began in the same moment; the other one was first
        return save_page(
            key=key,
            token=token,
            section=section,
            values=values,
            language=language,
            now=now,
            typed=typed,
            told=told,
            stamp=stamp,
            seconds=seconds,
        )
    return draft


def _draft_for_update(key: AccessKey, token: str, now: datetime, seconds: int) -> Draft:
    draft = Draft.objects.held_by(key.draft_key(token), for_update=True)
    if draft is not None:
        return draft
    if has_submitted(key, token):
        raise AlreadySubmitted
    return Draft(
        key=key.draft_key(token),
        wave=key.wave,
        is_blind=key.is_blind,
        sampled_id=None if key.is_blind else key.invitation.sampled_id,
        started_at=now - timedelta(seconds=min(seconds, LONGEST_STAY)),
    )
