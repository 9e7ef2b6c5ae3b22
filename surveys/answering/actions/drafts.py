"""Answers kept while an enterprise is answering."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import EllipsisType
from typing import Any

from django.db import transaction

from core.clock import timezone
from surveys import tokens
from surveys.errors import AlreadySubmitted, WaveClosed, WaveNotOpen
from surveys.models import AccessKey, BurntToken, Draft, Mode, Response, Wave, WaveStatus
from surveys.prepared_statements import hold

HOLD_WAVE = hold(Wave, where=["id", "status"], others_too=True)
TICK = timedelta(microseconds=1)  # each save has a time of its own, by which it is known
LONGEST_STAY = 3600  # seconds on one page; whoever stays longer has gone away in between


def refuse_unless_open(wave: Wave, now: datetime, mode: Mode | None = None) -> None:
    if wave.status == WaveStatus.PLANNED:
        raise WaveNotOpen(wave)
    takes = wave.takes_paper_on if mode == Mode.PAPER else wave.takes_answers_on
    if not takes(timezone.localdate(now)):
        raise WaveClosed(wave)


def hold_open(wave: Wave) -> None:
    """Keep the wave from being closed until this transaction ends, or refuse if it was."""
    if not HOLD_WAVE.run(wave.pk, WaveStatus.OPEN):
        raise WaveClosed(wave)


def has_submitted(key: AccessKey, token: str) -> bool:
    if key.is_blind:
        return BurntToken.objects.of_token(token).exists()
    return Response.objects.filter(sampled_id=key.invitation.sampled_id).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledPage:
    """What a page of the questionnaire leaves in the draft.

    A value of ``None`` takes an answer back; ``typed`` is what is not acceptable yet. ``told`` says
    that the respondent has asked to go on and was shown what is missing. ``revisions`` name which
    page changed an answer last; ``disputed`` is what another device said, None once it is settled.
    """

    section: str
    values: Mapping[str, Any]
    language: str
    typed: Mapping[str, list[str]] = field(default_factory=dict)
    told: bool = False
    seconds: int = 0
    revisions: Mapping[str, list[Any]] = field(default_factory=dict)
    disputed: Mapping[str, Any] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    place: str = ""  # where its respondent is, if not there

    @property
    def refused(self) -> dict[str, Any] | None:
        """What is kept beside the answers, so that nothing typed is lost."""
        if not (self.typed or self.told or self.written):
            return None
        kept: dict[str, Any] = {"fields": dict(self.typed), "told": self.told}
        return kept | {"written": dict(self.written)} if self.written else kept


def save_page(
    *,
    key: AccessKey,
    token: str,
    page: FilledPage,
    now: datetime,
    draft: Draft | EllipsisType | None = ...,
) -> Draft:
    """Keep the answers of one page, and beside them what was typed but is not acceptable yet."""
    return merge_page(key=key, token=token, fill=lambda _draft: page, now=now, draft=draft)


def merge_page(
    *,
    key: AccessKey,
    token: str,
    fill: Callable[[Draft | None], FilledPage],
    now: datetime,
    draft: Draft | EllipsisType | None = ...,
    mode: Mode | None = None,
) -> Draft:
    """Keep what ``fill`` makes of a page and of the draft it is laid over.

    It is one statement, which changes nothing when another device has changed the draft since it
    was read (``draft``, if it was looked for before); then the page is laid over that change.
    """
    refuse_unless_open(key.wave, now, mode)
    if isinstance(draft, EllipsisType):
        draft = Draft.objects.held_by(key.draft_key(token))
    while True:
        page = fill(draft)
        read_at = draft.saved_at if draft else None
        draft = draft or _new_draft(key, token, now, page.seconds)
        lay_over(draft, page)
        draft.saved_at = max(now, read_at + TICK) if read_at else now
        if draft.replace(read_at) if read_at else _begin_draft(draft, key, token):
            return draft
        draft = Draft.objects.held_by(key.draft_key(token))
        if draft is None and has_submitted(key, token):
            raise AlreadySubmitted


def replace_answers(
    *, key: AccessKey, token: str, answers: Mapping[str, Any], section: str, now: datetime
) -> Draft:
    """Make the draft hold these answers and no others, as a sheet of paper does."""

    def fill(draft: Draft | None) -> FilledPage:
        gone = dict.fromkeys(draft.answers if draft else ())
        if draft:
            draft.typed, draft.disputed, draft.seconds = {}, {}, {}
        return FilledPage(section=section, values=gone | dict(answers), language="vi")

    return merge_page(key=key, token=token, fill=fill, now=now, mode=Mode.PAPER)


def _begin_draft(draft: Draft, key: AccessKey, token: str) -> bool:
    """Store a new draft; of a blind wave never after it was closed and its drafts were erased."""
    if not key.is_blind:  # one statement is a transaction by itself
        return draft.begin("")
    with transaction.atomic():
        hold_open(key.wave)
        return draft.begin(tokens.derive_digest("burnt", token))


def lay_over(draft: Draft, page: FilledPage) -> None:
    draft.answers = _without_none(draft.answers | page.values)
    draft.disputed = _without_none(draft.disputed | page.disputed)
    draft.revisions = draft.revisions | page.revisions
    draft.typed = {name: kept for name, kept in draft.typed.items() if name != page.section}
    if page.refused:
        draft.typed[page.section] = page.refused
    spent = draft.seconds.get(page.section, 0)  # zero, too, says that the page was answered
    draft.seconds[page.section] = spent + min(page.seconds, LONGEST_STAY)
    draft.section, draft.language = page.place or page.section, page.language


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _new_draft(key: AccessKey, token: str, now: datetime, seconds: int) -> Draft:
    return Draft(
        key=key.draft_key(token),
        wave_id=key.wave.pk,
        is_blind=key.is_blind,
        sampled_id=None if key.is_blind else key.invitation.sampled_id,
        started_at=now - timedelta(seconds=min(seconds, LONGEST_STAY)),
    )
