"""Typing errors of a published version corrected, each with its reason, author and day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from surveys.errors import (
    NoWordingChanged,
    ReasonMissing,
    WordingEmptied,
    WordingRepeatsOtherwise,
    WordingStays,
)
from surveys.instrument import rewording
from surveys.models import QuestionnaireVersion, Wave, WordingFix

Words = Mapping[tuple[str, str], str]  # by place and language


@transaction.atomic
def fix_wording(
    *,
    version: QuestionnaireVersion,
    part: str,
    words: Words,
    reason: str,
    by: User,
    now: datetime,
) -> list[WordingFix]:
    """Correct texts of one page or question; codes, choices and conditions cannot change here."""
    version = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
    refuse_if_over(version)
    if not reason.strip():
        raise ReasonMissing
    document = version.document
    changed = _changes(document, part, words)
    for (place, language), (_before, after) in changed.items():
        document = rewording.reword(document, part, place, language, after)
    digest = version.digest
    version.replace_words(document)
    fixes = [
        WordingFix.objects.create(
            version=version, part=part, place=place, language=language, before=before,
            after=after, reason=reason.strip(), digest_before=digest, fixed_by=by, fixed_at=now,
        )
        for (place, language), (before, after) in changed.items()
    ]  # fmt: skip
    audit.record(
        actor=by,
        action="questionnaire.fix_wording",
        now=now,
        target=version,
        reason=reason.strip(),
        part=part,
        texts=[f"{each.place} ({each.language}): {each.before} → {each.after}" for each in fixes],
    )
    return fixes


def refuse_if_over(version: QuestionnaireVersion) -> None:
    over = Wave.objects.closed().filter(version=version).first()
    if over:
        raise WordingStays(over)


def _changes(
    document: dict[str, Any], part: str, words: Words
) -> dict[tuple[str, str], tuple[str, str]]:
    """What differs from what stands there, before and after."""
    texts = dict(rewording.texts_of(rewording.find_part(document, part)))
    changed: dict[tuple[str, str], tuple[str, str]] = {}
    for (place, language), after in words.items():
        before = texts.get(place, {}).get(language, "")
        if after.strip() == before:
            continue
        if not after.strip():
            raise WordingEmptied
        if not rewording.repeats_the_same(before, after):
            raise WordingRepeatsOtherwise(before)
        changed[place, language] = (before, after.strip())
    if not changed:
        raise NoWordingChanged
    return changed
