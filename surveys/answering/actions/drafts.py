"""Answers kept while an enterprise is answering."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import EllipsisType
from typing import Any

from django.db import transaction
from django.utils import timezone

from surveys import tokens
from surveys.errors import AlreadySubmitted, WaveClosed, WaveNotOpen
from surveys.models import AccessKey, BurntToken, Draft, Response, Wave, WaveStatus
from surveys.prepared_statements import PreparedQuery

STATUS = PreparedQuery(lambda pk: Wave.objects.filter(pk=pk).values_list("status"), held=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledPage:
    """What somebody typed on one page of the questionnaire.

    A value of ``None`` takes an answer back; ``typed`` is what is not acceptable yet. ``told`` says
    that the respondent has asked to go on and was shown what is missing. ``stamp`` is when it was
    typed, in milliseconds.
    """

    section: str
    values: Mapping[str, Any]
    language: str
    typed: Mapping[str, list[str]] = field(default_factory=dict)
    told: bool = False
    stamp: int | None = None
    seconds: int = 0

    @property
    def refused(self) -> dict[str, Any] | None:
        """What is kept beside the answers, so that nothing typed is lost."""
        return {"fields": dict(self.typed), "told": self.told} if self.typed or self.told else None

    def is_older_than(self, draft: Draft) -> bool:
        """Whether something typed later, on another device, is kept already."""
        return self.stamp is not None and self.stamp < draft.stamps.get(self.section, 0)


def save_page(
    *,
    key: AccessKey,
    token: str,
    page: FilledPage,
    now: datetime,
    draft: Draft | EllipsisType | None = ...,
) -> Draft:
    """Keep the answers of one page, and beside them what was typed but is not acceptable yet.

    A page that waited for the network on one device does not undo what was typed later on another.
    It is one statement, which changes nothing when another device has changed the draft since it
    was read (``draft``, if it was looked for before); then the page is laid over that change.
    """
    refuse_unless_open(key.wave, now)
    if isinstance(draft, EllipsisType):
        draft = Draft.objects.held_by(key.draft_key(token))
    while True:
        if draft and page.is_older_than(draft):
            return draft
        read_at = draft.saved_at if draft else None
        draft = draft or _new_draft(key, token, now, page.seconds)
        _lay_over(draft, page, now)
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


def _lay_over(draft: Draft, page: FilledPage, now: datetime) -> None:
    answers = draft.answers | page.values
    draft.answers = {name: value for name, value in answers.items() if value is not None}
    draft.typed = {name: kept for name, kept in draft.typed.items() if name != page.section}
    if page.refused:
        draft.typed[page.section] = page.refused
    draft.stamps[page.section] = page.stamp or int(now.timestamp() * 1000)
    spent = draft.seconds.get(page.section, 0)
    draft.seconds[page.section] = spent + min(page.seconds, LONGEST_STAY)
    draft.section, draft.language = page.section, page.language


def _new_draft(key: AccessKey, token: str, now: datetime, seconds: int) -> Draft:
    return Draft(
        key=key.draft_key(token),
        wave_id=key.wave.pk,
        is_blind=key.is_blind,
        sampled_id=None if key.is_blind else key.invitation.sampled_id,
        started_at=now - timedelta(seconds=min(seconds, LONGEST_STAY)),
    )
