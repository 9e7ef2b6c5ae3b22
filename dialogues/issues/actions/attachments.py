"""Files: taken in, searched for the raiser's name, released, replaced, withdrawn."""

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.attachments import cleaning, text_extraction
from core.errors import DomainError
from dialogues.errors import NeedsReason, NotTheTime
from dialogues.issues.actions.steps import By, record
from dialogues.models import Answer, Attachment, Issue, Session
from dialogues.privacy import disclosure_check


def check(upload: "File[bytes]") -> None:
    """Refuse a file that could not be kept, before what it belongs to is stored."""
    cleaning.clean_file(upload)
    upload.seek(0)


def attach(
    *,
    upload: "File[bytes]",
    now: datetime,
    title: str,
    by: User | None,
    issue: Issue | None = None,
    answer: Answer | None = None,
    session: Session | None = None,
    replaces: Attachment | None = None,
) -> Attachment:
    """Keep a cleaned copy under a name that says nothing; the original is never written.

    With ``replaces`` the row itself is left to the caller, who stores it with the end of the other.
    """
    attachment = store_file(
        upload=upload,
        title=title,
        issue=issue,
        answer=answer,
        session=session,
        uploaded_by=by,
        at=now,
        replaces=replaces,
    )
    if replaces is None:
        attachment.save()
    return attachment


def store_file(*, upload: "File[bytes]", title: str, **fields: Any) -> Attachment:
    """Clean a file, search it and write it; its row is left to the caller."""
    clean = cleaning.clean_file(upload)
    attachment = Attachment(
        title=title[:200],
        kind=clean.kind,
        size=len(clean.content),
        digest=clean.digest,
        removed=list(clean.removed),
        **fields,
    )
    _search(attachment, clean.content)
    attachment.file.save(
        f"{clean.digest[:16]}.{clean.kind}", ContentFile(clean.content), save=False
    )
    return attachment


def _search(attachment: Attachment, content: bytes) -> None:
    """Look for the raiser's name in the words and the name of a file, as far as it has words."""
    issue = attachment.about
    if issue is None:
        return
    reading = text_extraction.extract_text(attachment.kind, content)
    attachment.pages, attachment.unread = reading.pages, reading.unread
    marks = disclosure_check.marks_of(issue)
    attachment.found = marks.in_file(f"{attachment.title}\n{reading.text}")


def search_again(*, attachment: Attachment) -> Attachment:
    """Search with what is known today: the register or the file's case may have changed."""
    with attachment.file.open("rb") as content:
        _search(attachment, content.read())
    attachment.save(update_fields=["pages", "unread", "found"])
    return attachment


def _lock_attachment(attachment: Attachment) -> Attachment:
    held = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if held.ended_at:
        raise NotTheTime(_("This document has been withdrawn or replaced already."))
    return held


@transaction.atomic
def release(*, attachment: Attachment, by: By, now: datetime) -> Attachment:
    """Say that somebody looked through a file and that it does not name the raiser."""
    attachment = _lock_attachment(attachment)
    if attachment.released_at is None:
        attachment.released_at, attachment.released_by = now, by.actor
        attachment.save(update_fields=["released_at", "released_by"])
        _record(attachment, "file_release", by, now)
    return attachment


@transaction.atomic
def release_unmarked(*, issue: Issue, by: By, now: datetime) -> None:
    """Release the documents of an issue in which all words could be read and none names anybody.

    Those with pages that are pictures, and those in which a name was found, wait for a person.
    """
    waiting = Attachment.objects.waiting().filter(Q(issue=issue) | Q(answer__issue=issue))
    plain = [each for each in waiting if each.was_searched and not each.unread and not each.found]
    if not plain:
        raise NotTheTime(_("No document of it can be released without being looked through."))
    for file in plain:
        release(attachment=file, by=by, now=now)


@transaction.atomic
def close_again(*, issue: Issue, by: By, now: datetime, at: datetime) -> None:
    """Take back what was released at a moment: the documents wait for somebody again."""
    mine = Attachment.objects.filter(Q(issue=issue) | Q(answer__issue=issue), released_at=at)
    for file in mine.filter(released_by=by.actor):
        file.released_at = file.released_by = None
        file.save(update_fields=["released_at", "released_by"])
        _record(file, "file_close", by, now)


def replace(
    *, attachment: Attachment, upload: "File[bytes]", by: By, now: datetime, reason: str
) -> Attachment:
    """Put a better file in the place of one; the old one stays for the Association alone."""
    new = attach(  # before anything is locked: a long document takes its time
        upload=upload,
        now=now,
        title=upload.name or attachment.title,
        by=by.actor,
        issue=attachment.issue,
        answer=attachment.answer,
        session=attachment.session,
        replaces=attachment,
    )
    try:
        _put_in_place(new, attachment, by, now, reason)
    except DomainError:
        new.file.delete(save=False)
        raise
    return new


@transaction.atomic
def _put_in_place(new: Attachment, old: Attachment, by: By, now: datetime, reason: str) -> None:
    _end(_lock_attachment(old), by, now, reason)
    new.save()
    _record(new, "file_replace", by, now, reason, replaces=old.pk)


@transaction.atomic
def withdraw(*, attachment: Attachment, by: By, now: datetime, reason: str) -> Attachment:
    """Take a file away; its address says that it is gone."""
    attachment = _lock_attachment(attachment)
    _end(attachment, by, now, reason)
    _record(attachment, "file_remove", by, now, reason)
    return attachment


def _end(attachment: Attachment, by: By, now: datetime, reason: str) -> None:
    if not reason.strip():
        raise NeedsReason
    attachment.ended_at, attachment.ended_by, attachment.end_reason = now, by.actor, reason
    attachment.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _record(
    attachment: Attachment, act: str, by: By, now: datetime, reason: str = "", **extra: Any
) -> None:
    if issue := attachment.about:
        record(issue=issue, act=act, by=by, now=now, reason=reason, file=attachment.pk, **extra)
