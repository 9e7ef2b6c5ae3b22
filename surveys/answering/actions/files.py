"""Photos and documents sent as answers: cleaned, kept by name, erased when no answer has them."""

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from core.attachments.cleaning import Clean, FileRefused, clean_file
from surveys.answering.actions.drafts import FilledPage, refuse_unless_open
from surveys.instrument import types
from surveys.instrument.model import Document, Question
from surveys.models import AccessKey, AnswerFile, Draft, Response

MOST_FILES = 20  # through one link; each of them is cleaned, which is work
KEEP_UNNAMED = timedelta(days=7)  # a phone may come back with the answer that names it
WISH = re.compile(r"[0-9a-f]{32}", re.ASCII)
ENDINGS = {"jpeg": "jpg"}


def keep_file(
    *,
    key: AccessKey,
    token: str,
    question: Question,
    upload: "File[bytes]",
    now: datetime,
    wish: str = "",
) -> str:
    """Keep a cleaned copy and return its name, or raise the question's own refusal.

    ``wish`` begins the name: by it a phone that tries again is known to have sent a file already.
    """
    refuse_unless_open(key.wave, now)
    stem, holder = wish if WISH.fullmatch(wish) else secrets.token_hex(16), key.draft_key(token)
    if known := AnswerFile.objects.held_by(holder).filter(name__startswith=stem).first():
        return known.name
    if AnswerFile.objects.held_by(holder).count() >= MOST_FILES:
        raise types.of(question).refusal("too_many_files")
    clean = clean_answer(question, upload)
    name = name_of(stem, clean)
    kept = AnswerFile(
        wave=key.wave,
        holder=holder,
        name=name,
        size=len(clean.content),
        digest=clean.digest,
        at=now,
    )
    kept.file.save(name, ContentFile(clean.content), save=False)
    if not _store(kept):
        kept.file.delete(save=False)
    return name


def _store(kept: AnswerFile) -> bool:
    """Store the row, unless the same file came over another connection meanwhile."""
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def clean_answer(question: Question, upload: "File[bytes]") -> Clean:
    """Recognise and clean a file, or say by the question's own refusal why it is not taken."""
    kind = types.of(question)
    try:
        clean = clean_file(upload)
    except FileRefused as refused:
        raise kind.refusal(refused.code) from refused
    if clean.kind == "pdf" and question.properties.get("picture_only"):
        raise kind.refusal("not_a_picture")
    return clean


def name_of(stem: str, clean: Clean) -> str:
    return f"{stem}.{ENDINGS.get(clean.kind, clean.kind)}"


def lay_file(
    draft: Draft | None, document: Document, question: Question, name: str, language: str
) -> FilledPage:
    """Make a file the answer of its question, whatever page its sender is on by now."""
    section = document.section_of(question.name).name
    kept: dict[str, Any] = draft.typed.get(section, {}) if draft else {}
    typed = {each: v for each, v in kept.get("fields", {}).items() if each != question.name}
    return FilledPage(
        section=section,
        place=draft.section if draft else section,
        values={question.name: name},
        language=draft.language if draft else language,
        typed=typed,
        told=kept.get("told", False),
        written=kept.get("written", {}),
        revisions={question.name: ["", 0]},
        disputed={question.name: None},
    )


def erase_unnamed(*, now: datetime) -> int:
    """Erase files that no answer has named for a week: replaced, taken back, or erased with it."""
    old = AnswerFile.objects.filter(at__lt=now - KEEP_UNNAMED)
    erased = 0
    for wave in old.values_list("wave", flat=True).distinct():
        named = set(_names_in(wave))
        for file in old.filter(wave=wave).exclude(name__in=named):
            file.delete()
            file.file.delete(save=False)
            erased += 1
    return erased


def _names_in(wave: int) -> Iterator[str]:
    """Every text in the answers of a wave; the names of files are among them."""
    drafts = Draft.objects.filter(wave=wave).values_list("answers", "disputed")
    responses = Response.objects.filter(wave=wave).values_list("answers")
    for row in [*drafts, *responses]:
        for held in row:
            yield from _texts(list(held.values()))


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        yield from _texts(list(held.values()))
    elif isinstance(held, list):
        for each in held:
            yield from _texts(each)
