"""Answers kept while an enterprise is answering."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import EllipsisType
from typing import Any

from django.db import transaction
from django.utils import timezone

from surveys import tokens
from surveys.errors import AlreadySubmitted, WaveClosed, WaveNotOpen
from surveys.models import AccessKey, BurntToken, Draft, Response, Wave, WaveStatus
from surveys.models.prepared import Prepared

STATUS = Prepared(lambda pk: Wave.objects.filter(pk=pk).values_list("status"), held=True)
TICK = timedelta(microseconds=1)  # each save has a time of its own, by which it is known
LONGEST_STAY = 3600  # seconds on one page; whoever stays longer has gone away in between


def refuse_unless_open(wave: Wave, now: datetime) -> None:
    if wave.status == WaveStatus.PLANNED:
        raise WaveNotOpen(wave)
    if not wave.takes_answers_on(timezone.localdate(now)):
        raise WaveClosed(wave)


def hold_open(wave: Wave) -> None:
    """Keep the wave from being closed until this transaction ends, or refuse if it was."""
    if STATUS.rows(wave.pk) != [[WaveStatus.OPEN]]:
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
    draft: Draft | EllipsisType | None = ...,
) -> Draft:
    """Keep the answers of one page, and beside them what was typed but is not acceptable yet.

    A value of ``None`` takes an answer back. ``told`` says that the respondent has asked to go on
    and was shown what is missing. ``stamp`` is when it was typed, in milliseconds: a page that
    waited for the network on one device does not undo what was typed later on another.

    It is one statement, which changes nothing when another device has changed the draft since it
    was read (``draft``, if it was looked for before); then the page is laid over that change.
    """
    refuse_unless_open(key.wave, now)
    refused = {"fields": dict(typed or {}), "told": told} if typed or told else None
    if isinstance(draft, EllipsisType):
        draft = Draft.objects.held_by(key.draft_key(token))
    while True:
        if draft and stamp is not None and stamp < draft.stamps.get(section, 0):
            return draft
        read_at = draft.saved_at if draft else None
        draft = draft or _new_draft(key, token, now, seconds)
        _lay_over(draft, section, values, refused, stamp or int(now.timestamp() * 1000), seconds)
        draft.section, draft.language = section, language
        draft.saved_at = max(now, read_at + TICK) if read_at else now
        if draft.replace(read_at) if read_at else _begin_draft(draft, key, token):
            return draft
        draft = Draft.objects.held_by(key.draft_key(token))
        if draft is None and has_submitted(key, token):
            raise AlreadySubmitted


@transaction.atomic
def _begin_draft(draft: Draft, key: AccessKey, token: str) -> bool:
    """Store a new draft; of a blind wave never after it was closed and its drafts were erased."""
    if key.is_blind:
        hold_open(key.wave)
    return draft.begin(tokens.derive_digest("burnt", token))


def _lay_over(
    draft: Draft,
    section: str,
    values: Mapping[str, Any],
    refused: dict[str, Any] | None,
    stamp: int,
    seconds: int,
) -> None:
    answers = draft.answers | values
    draft.answers = {name: value for name, value in answers.items() if value is not None}
    draft.typed = {name: kept for name, kept in draft.typed.items() if name != section}
    if refused:
        draft.typed[section] = refused
    draft.stamps[section] = stamp
    draft.seconds[section] = draft.seconds.get(section, 0) + min(seconds, LONGEST_STAY)


def _new_draft(key: AccessKey, token: str, now: datetime, seconds: int) -> Draft:
    return Draft(
        key=key.draft_key(token),
        wave_id=key.wave.pk,
        is_blind=key.is_blind,
        sampled_id=None if key.is_blind else key.invitation.sampled_id,
        started_at=now - timedelta(seconds=min(seconds, LONGEST_STAY)),
    )
