"""Paper forms: registered by their code, typed twice, compared, sent once."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core import audit
from core.clock import timezone
from surveys import tokens
from surveys.answering.actions.drafts import has_submitted, replace_answers
from surveys.answering.actions.responses import start_of_day, submit_response
from surveys.errors import (
    AlreadySubmitted,
    CodeUnknown,
    EntriesDiffer,
    EntryClosed,
    PaperTooLate,
    WaveClosed,
)
from surveys.fieldwork.double_entry import Difference, differences
from surveys.models import AccessKey, Mode, PaperEntry, PaperForm, Wave, WaveStatus

ROUNDS = 2


def register_form(
    *, wave: Wave, code: str, now: datetime, by: User, arrived_on: date | None = None
) -> PaperForm:
    """Take in a sheet by the code printed on it; the same code gives the same form.

    It counts if it arrived by the wave's last day, even if it is typed some days later.
    """
    arrived_on = arrived_on or timezone.localdate(now)
    if arrived_on > wave.closes_on:
        raise PaperTooLate(wave)
    if wave.status == WaveStatus.OPEN and not wave.takes_paper_on(timezone.localdate(now)):
        raise WaveClosed(wave)
    key, token = open_paper_code(wave, code)  # slow, so it is done before anything is locked
    return _register(wave=wave, key=key, token=token, arrived_on=arrived_on, now=now, by=by)


@transaction.atomic
def _register(
    *, wave: Wave, key: AccessKey, token: str, arrived_on: date, now: datetime, by: User
) -> PaperForm:
    if has_submitted(key, token):
        raise AlreadySubmitted
    wave = Wave.objects.select_for_update().get(pk=wave.pk)  # numbers are given one by one
    form = PaperForm.objects.filter(code_digest=key.code_digest).first()
    if form is None:
        last = wave.paper_forms.aggregate(last=Max("number"))["last"] or 0
        form = PaperForm.objects.create(
            wave=wave,
            number=last + 1,
            code_digest=key.code_digest,
            arrived_on=arrived_on,
            registered_at=now,
        )
        audit.record(actor=by, action="paper.register", now=now, target=form)
    return form


@transaction.atomic
def save_entry(
    *,
    form: PaperForm,
    answers: Mapping[str, Any],
    by: User,
    now: datetime,
    finish: bool = False,
) -> PaperEntry:
    """Keep what one person typed: the first to type makes entry 1, somebody else entry 2."""
    form = PaperForm.objects.select_for_update().get(pk=form.pk)
    entry = form.entries.filter(typed_by=by).first()
    if entry is None:
        if form.settled_at or form.entries.count() >= ROUNDS:
            raise EntryClosed
        if form.entries.filter(finished_at__isnull=True).exists():
            raise EntryClosed
        entry = PaperEntry(form=form, round=form.entries.count() + 1, typed_by=by)
    if entry.finished_at:
        raise EntryClosed
    entry.answers = dict(answers)
    entry.saved_at, entry.finished_at = now, now if finish else None
    entry.save()
    return entry


def compare(form: PaperForm) -> list[Difference] | None:
    """List where both finished entries differ; None while one is missing."""
    entries = list(form.entries.filter(finished_at__isnull=False).order_by("round"))
    if len(entries) < ROUNDS:
        return None
    document = form.wave.version.compiled
    return differences(document, entries[0].answers, entries[1].answers)


def settle_form(
    *,
    form: PaperForm,
    code: str,
    decided: Mapping[str, Any],
    by: User,
    now: datetime,
) -> str:
    """Send the answers on which both entries agree, and those ``decided`` where they differ.

    The code is typed once more from the sheet: it alone opens the link, in a blind wave too. The
    entries are erased; the count of differences stays, as a measure of the typing.
    """
    opened = open_paper_code(form.wave, code)  # slow, so it is done before anything is locked
    return _settle(form=form, opened=opened, decided=decided, by=by, now=now)


@transaction.atomic
def _settle(
    *,
    form: PaperForm,
    opened: tuple[AccessKey, str],
    decided: Mapping[str, Any],
    by: User,
    now: datetime,
) -> str:
    form = PaperForm.objects.select_for_update().get(pk=form.pk)
    found = compare(form)
    if form.settled_at or found is None:
        raise EntryClosed
    open_names = [d.question.name for d in found if d.question.name not in decided]
    if open_names:
        raise EntriesDiffer(len(open_names))
    key, token = opened
    if key.code_digest != form.code_digest:
        raise CodeUnknown
    first = form.entries.get(round=1).answers
    values = {name: value for name, value in (first | dict(decided)).items() if value is not None}
    last = form.wave.version.document["sections"][-1]["name"]
    replace_answers(key=key, token=token, answers=values, section=last, now=now)
    receipt = submit_response(key=key, token=token, now=now, mode=Mode.PAPER)
    form.settled_at, form.settled_by, form.differences = now, by, len(found)
    if key.is_blind:  # nothing may lead from the sheet back to the enterprise
        form.code_digest, form.settled_at = secrets.token_hex(32), start_of_day(now)
    form.save(update_fields=["code_digest", "settled_at", "settled_by", "differences"])
    form.entries.all().delete()
    audit.record(actor=by, action="paper.settle", now=now, target=form, differences=len(found))
    return receipt


def open_paper_code(wave: Wave, code: str) -> tuple[AccessKey, str]:
    """Find the key of a typed code and open its token."""
    code = tokens.normalise_code(code)
    if not tokens.is_code(code):
        raise CodeUnknown
    key = (
        AccessKey.objects.of_code(code)
        .filter(invitation__sampled__wave=wave)
        .select_related("invitation__sampled__wave")
        .first()
    )
    if key is None:
        raise CodeUnknown
    return key, tokens.open_token(key.sealed_token, code)
