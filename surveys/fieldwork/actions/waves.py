"""Waves: prepared, opened, closed."""

import secrets
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.db.models import Count, Q

from accounts.models import User
from core import audit
from core.messaging import outbox
from core.models import OutgoingMessage, Unwanted
from pci.models import Edition
from surveys.answering.queries.trials import is_tried
from surveys.errors import (
    BlindWaveAsksWho,
    BlindWaveStaysClosed,
    ReasonMissing,
    SampleMissing,
    StrataTooSmallToBeBlind,
    VersionNotPublished,
    WaveStatusUnfit,
    WaveUntried,
)
from surveys.instrument import editing, types
from surveys.models import Anonymity, BurntToken, QuestionnaireVersion, Response, Wave, WaveStatus
from surveys.models.responses import random_key

SMALLEST_BLIND_STRATUM = 5


class WaveDetails(TypedDict, total=False):
    """What staff lay down about a wave: fields of :class:`surveys.models.Wave`."""

    year: Required[int]
    title_vi: Required[str]
    title_en: str
    version: Required[QuestionnaireVersion]
    anonymity: Required[Anonymity]
    opens_on: Required[date]
    closes_on: Required[date]
    paper_until: date | None
    target_edition: Edition | None
    minutes: int
    contact_name: str
    contact_phone: str
    contact_email: str


@transaction.atomic
def create_wave(*, by: User | None, now: datetime, **details: Unpack[WaveDetails]) -> Wave:
    wave = Wave.objects.create(**details)
    audit.record(actor=by, action="wave.create", now=now, target=wave)
    return wave


@transaction.atomic
def change_wave(*, wave: Wave, by: User | None, now: datetime, **changes: Any) -> Wave:
    """Correct a wave; what its respondents were promised cannot change once it is open."""
    if wave.is_closed:
        raise WaveStatusUnfit(wave)
    for name, value in changes.items():
        setattr(wave, name, value)
    wave.save(update_fields=sorted(changes))
    audit.record(actor=by, action="wave.change", now=now, target=wave, fields=sorted(changes))
    return wave


@transaction.atomic
def open_wave(*, wave: Wave, by: User | None, now: datetime, untried_because: str = "") -> Wave:
    """Let the sample answer; from here on version and protection of answers are locked.

    Whoever opens a wave that nobody has tried says why, and the log keeps it.
    """
    wave = _lock_wave(wave)
    if wave.status != WaveStatus.PLANNED:
        raise WaveStatusUnfit(wave)
    if not wave.version.is_published:
        raise VersionNotPublished(wave.version)
    if not wave.sampled.exists():
        raise SampleMissing(wave)
    if wave.is_blind:
        _refuse_small_strata(wave)
        _refuse_personal_questions(wave.version)
    untried = _refuse_untried(wave, untried_because)
    wave.trials.update(draft={})
    wave.status, wave.opened_at, wave.opened_by = WaveStatus.OPEN, now, by
    wave.save(update_fields=["status", "opened_at", "opened_by"])
    audit.record(
        actor=by,
        action="wave.open",
        now=now,
        target=wave,
        anonymity=str(wave.anonymity),
        **untried,
    )
    return wave


@transaction.atomic
def close_wave(*, wave: Wave, by: User | None, now: datetime) -> Wave:
    """End the wave: answers are taken no longer, and no personal link of it is kept or sent.

    Of a blind wave what was not sent is erased, typed sheets too: it still leads to enterprises.
    """
    wave = _lock_wave(wave)
    if wave.status != WaveStatus.OPEN:
        raise WaveStatusUnfit(wave)
    wave.status, wave.closed_at, wave.closed_by = WaveStatus.CLOSED, now, by
    wave.save(update_fields=["status", "closed_at", "closed_by"])
    unsent = wave.drafts.count()
    if wave.is_blind:
        wave.drafts.all().delete()
        _write_burnt_tokens_anew(wave)
        _write_responses_anew(wave)
        wave.paper_forms.filter(settled_at__isnull=True).delete()
    unsent_messages = OutgoingMessage.objects.filter(batch__startswith=f"wave:{wave.pk}:")
    outbox.withdraw(messages=unsent_messages, because=Unwanted.OVER)
    audit.record(
        actor=by,
        action="wave.close",
        now=now,
        target=wave,
        responses=wave.responses.submitted().count(),
        unsent=unsent,
    )
    return wave


@transaction.atomic
def reopen_wave(
    *, wave: Wave, closes_on: date, reason: str, by: User | None, now: datetime
) -> Wave:
    """Take answers again until another day; never of a blind wave, which knows nobody any more."""
    wave = _lock_wave(wave)
    if not wave.is_closed:
        raise WaveStatusUnfit(wave)
    if wave.is_blind:
        raise BlindWaveStaysClosed(wave)
    if not reason.strip():
        raise ReasonMissing
    closed_at = wave.closed_at
    wave.status, wave.closed_at, wave.closed_by = WaveStatus.OPEN, None, None
    wave.closes_on, wave.paper_until = max(closes_on, wave.opens_on), None
    wave.save(update_fields=["status", "closed_at", "closed_by", "closes_on", "paper_until"])
    audit.record(
        actor=by,
        action="wave.reopen",
        now=now,
        target=wave,
        reason=reason.strip(),
        closed_at=closed_at.isoformat() if closed_at else "",
        closes_on=wave.closes_on.isoformat(),
    )
    return wave


def _write_burnt_tokens_anew(wave: Wave) -> None:
    """Take from the database what it remembers by itself: which rows were written together."""
    burnt = list(wave.burnt_tokens.all())
    wave.burnt_tokens.all().delete()
    secrets.SystemRandom().shuffle(burnt)
    for each in burnt:
        each.pk = random_key()
    BurntToken.objects.bulk_create(burnt)


def _write_responses_anew(wave: Wave) -> None:
    """Take from the database the order in which answers came; their flags are raised afterwards."""
    responses = list(wave.responses.all())
    wave.responses.all().delete()
    secrets.SystemRandom().shuffle(responses)
    for each in responses:
        each.pk = random_key()
    Response.objects.bulk_create(responses, batch_size=500)


def _lock_wave(wave: Wave) -> Wave:
    return Wave.objects.select_for_update().get(pk=wave.pk)


def _refuse_personal_questions(version: QuestionnaireVersion) -> None:
    asked = editing.questions(version.document)
    personal = [
        each["name"]
        for each in asked
        if types.kind_named(each.get("kind")).is_personal or each.get("known")
    ]
    if personal:
        raise BlindWaveAsksWho(personal)


def _refuse_untried(wave: Wave, because: str) -> dict[str, str]:
    """Return what the log says of a wave that was not tried, or refuse if no reason is given."""
    if is_tried(wave):
        return {}
    if not because.strip():
        raise WaveUntried(wave)
    return {"untried_because": because.strip()}


def _refuse_small_strata(wave: Wave) -> None:
    drawn = Count("sampled", filter=Q(sampled__is_reserve=False))
    small = wave.strata.annotate(drawn=drawn).filter(drawn__gte=1, drawn__lt=SMALLEST_BLIND_STRATUM)
    if small:
        raise StrataTooSmallToBeBlind(list(small), SMALLEST_BLIND_STRATUM)
