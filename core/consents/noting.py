"""Noting consent: each collection keeps the very words that stood beside the box."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils.translation import get_language

from core.models import Consent, ConsentText


def name_subject(subject: Model) -> str:
    """Who agreed, as the list names them: ``dialogues.participant:12``."""
    return f"{subject._meta.label_lower}:{subject.pk}"


@transaction.atomic
def note_consent(*, purpose: str, words: str, subject: Model, now: datetime) -> Consent:
    """Write down that somebody agreed to these words; other words make another version."""
    text = _find_text(purpose, words, now)
    return Consent.objects.create(text=text, subject=name_subject(subject), given_at=now)


def _find_text(purpose: str, words: str, now: datetime) -> ConsentText:
    language = (get_language() or "vi")[:5]
    digest = hashlib.sha256(words.encode()).hexdigest()
    same = ConsentText.objects.filter(purpose=purpose, language=language)
    if known := same.filter(digest=digest).first():
        return known
    last = same.aggregate(last=Max("version"))["last"] or 0
    text, _new = ConsentText.objects.get_or_create(
        purpose=purpose,
        language=language,
        digest=digest,
        defaults={"version": last + 1, "words": words, "first_shown_at": now},
    )
    return text


def withdraw_consent(*, purpose: str, subject: Model, now: datetime) -> int:
    """Write down that somebody took their consent back."""
    given = consents_of(subject).filter(text__purpose=purpose, withdrawn_at__isnull=True)
    return given.update(withdrawn_at=now)


def consents_of(subject: Model) -> QuerySet[Consent]:
    """All somebody agreed to, with the words."""
    return Consent.objects.filter(subject=name_subject(subject)).select_related("text")
