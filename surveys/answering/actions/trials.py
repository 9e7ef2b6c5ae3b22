"""Writes of a trial: its link, what is entered until it is sent, what was seen."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from surveys import tokens
from surveys.answering.actions.drafts import TICK, FilledPage, lay_over
from surveys.errors import DocumentFaulty, NothingAnswered, WaveStatusUnfit
from surveys.instrument import routing
from surveys.models import Draft, Trial, Wave, WaveStatus

LENGTH = 10  # characters of an address that is typed on a phone; it opens nothing but the trial


@transaction.atomic
def begin_trial(*, wave: Wave, by: User | None, now: datetime) -> Trial:
    """Make a link to the real pages by which nobody answers."""
    if wave.status != WaveStatus.PLANNED:
        raise WaveStatusUnfit(wave)
    if fault := DocumentFaulty.found_in(wave.version):
        raise fault
    token = "".join(secrets.choice(tokens.ALPHABET) for _ in range(LENGTH))
    trial = Trial.objects.create(
        wave=wave, digest=wave.version.digest, token=token, begun_by=by, begun_at=now
    )
    audit.record(actor=by, action="wave.begin_trial", now=now, target=wave)
    return trial


@transaction.atomic
def note_shown(*, trial: Trial, section: str) -> None:
    """Remember that a part was on a screen, with the questions its answers let appear."""
    trial = _lock_trial(trial)
    if _note(trial, section):
        trial.save(update_fields=["digest", "reached", "shown", "times_sent"])


@transaction.atomic
def keep_trial_page(
    *, trial: Trial, fill: Callable[[Draft | None], FilledPage], now: datetime
) -> Draft:
    """Keep a page until the trial is sent, as a draft would be."""
    trial = _lock_trial(trial)
    draft = trial.as_draft()
    page = fill(draft)
    read_at = draft.saved_at if draft else None
    draft = draft or Draft()
    lay_over(draft, page)
    draft.saved_at = max(now, read_at + TICK) if read_at else now
    trial.keep(draft)
    _note(trial, page.section)
    trial.save(update_fields=["draft", "digest", "reached", "shown", "times_sent"])
    return draft


@transaction.atomic
def send_trial(*, trial: Trial, now: datetime) -> None:
    """Throw the answers away; the link can be tried again from the beginning."""
    trial = _lock_trial(trial)
    document, draft = trial.wave.version.compiled, trial.as_draft()
    answers = routing.relevant_answers(document, draft.answers) if draft else {}
    if not routing.has_given(document, answers):
        raise NothingAnswered
    trial.draft, trial.times_sent, trial.sent_at = {}, trial.times_sent + 1, now
    trial.save(update_fields=["draft", "times_sent", "sent_at"])


def _lock_trial(trial: Trial) -> Trial:
    locked = Trial.objects.select_for_update(of=("self",))
    return locked.select_related("wave__version").get(pk=trial.pk)


def _note(trial: Trial, section: str) -> bool:
    """Note what is seen; of a questionnaire that was changed meanwhile it begins anew."""
    version = trial.wave.version
    is_changed = trial.digest != version.digest
    if is_changed:
        trial.digest, trial.reached, trial.shown, trial.times_sent = version.digest, [], [], 0
    document, draft = version.compiled, trial.as_draft()
    passed = routing.walk(document, draft.answers if draft else {})
    here = {each.name for each in document.section(section).questions}
    return trial.note(section, here & passed.questions) or is_changed
