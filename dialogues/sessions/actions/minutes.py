"""Minutes: drafted, laid open to those who were there, signed and sealed, redacted, added to."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.calendar.working_days import Calendar
from core.clock.timezone import localdate
from dialogues.errors import (
    CommentsRun,
    DraftChanged,
    NamesInMinutes,
    NeedsReason,
    NothingRedacted,
    NotTheTime,
)
from dialogues.models import (
    Minutes,
    MinutesAddendum,
    MinutesComment,
    MinutesRedaction,
    MinutesStatus,
    Participant,
)
from dialogues.sessions import minutes_content
from dialogues.sessions.actions import guest_letters
from dialogues.sessions.actions.merging import Merged, merge, note_changes
from dialogues.workflow import deadlines

EDITABLE = frozenset({"chair", "secretary", "opening", "discussion", "conclusions"})


def digest_of(content: dict[str, Any]) -> str:
    """Name a content, so that anybody can check that signed minutes are unchanged."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def write(
    *,
    minutes: Minutes,
    by: User | None = None,
    seen: int | None = None,
    window: str = "",
    **fields: str,
) -> Merged:
    """Keep a draft; what somebody changed from another window since it was ``seen`` stays."""
    Minutes.objects.select_for_update().get(pk=minutes.pk)
    minutes.refresh_from_db()
    if minutes.status == MinutesStatus.SIGNED:
        raise NotTheTime(_("Signed minutes are not changed any more."))
    stored = {name: getattr(minutes, name) for name in EDITABLE & fields.keys()}
    typed = {name: fields[name] for name in stored}
    since = minutes.revision if seen is None else seen
    merged = merge(stored=stored, typed=typed, log=minutes.changes, window=window, seen=since)
    if merged.disputed:
        raise DraftChanged(minutes.written_by, _text_of(minutes), merged.kept)
    minutes.revision, minutes.written_by = minutes.revision + 1, by
    minutes.changes = note_changes(
        log=minutes.changes,
        stored=stored,
        values=merged.values,
        window=window,
        revision=minutes.revision,
    )
    for name, text in merged.values.items():
        setattr(minutes, name, text)
    minutes.save(update_fields=[*EDITABLE, "revision", "changes", "written_by"])
    return merged


def _text_of(minutes: Minutes) -> str:
    parts = (minutes.chair, minutes.secretary, minutes.opening, minutes.discussion)
    return "\n\n".join(filter(None, [*parts, minutes.conclusions]))


def open_comments(*, minutes: Minutes, now: datetime) -> Minutes:
    """Lay the draft open to those who were there, for some working days, and write to them."""
    with transaction.atomic():
        _open(minutes, now)
        letters = guest_letters.order(
            session=minutes.session, letter=guest_letters.COMMENTS, now=now
        )
    guest_letters.write_ordered(letters)
    return minutes


def _open(minutes: Minutes, now: datetime) -> None:
    if minutes.status != MinutesStatus.DRAFT:
        raise NotTheTime(_("These minutes are not a draft any more."))
    minutes.status = MinutesStatus.COMMENT
    minutes.comments_until = Calendar.load().add(localdate(now), deadlines.COMMENT_DAYS).day
    minutes.save(update_fields=["status", "comments_until"])


def comment(
    *,
    minutes: Minutes,
    text: str,
    now: datetime,
    author: User | None = None,
    participant: Participant | None = None,
) -> MinutesComment:
    """Add what somebody with an account, or a guest with a personal link, has to say."""
    until = minutes.comments_until
    if minutes.status != MinutesStatus.COMMENT or until is None or localdate(now) > until:
        raise NotTheTime(_("The minutes are not open to comments at present."))
    return MinutesComment.objects.create(
        minutes=minutes, author=author, participant=participant, text=text, at=now
    )


def reply(*, comment: MinutesComment, text: str) -> MinutesComment:
    if comment.minutes.status == MinutesStatus.SIGNED:
        raise NotTheTime(_("Signed minutes are not changed any more."))
    comment.reply = text
    comment.save(update_fields=["reply"])
    return comment


@transaction.atomic
def sign(
    *,
    minutes: Minutes,
    by: User,
    now: datetime,
    content: dict[str, Any],
    looked_through: bool = False,
) -> Minutes:
    """Seal the content as it is signed: comments are over, each has its reply, nobody is named."""
    Minutes.objects.select_for_update().get(pk=minutes.pk)
    minutes.refresh_from_db()
    if minutes.status == MinutesStatus.SIGNED:
        raise NotTheTime(_("These minutes are signed already."))
    if minutes.status == MinutesStatus.DRAFT:
        raise NotTheTime(_("Open the draft for comments before signing."))
    if minutes.comments_until and localdate(now) <= minutes.comments_until:
        raise CommentsRun(minutes.comments_until)
    if minutes.comments.filter(reply="").exists():
        raise NotTheTime(_("Please reply to every comment before you sign."))
    if not looked_through and (named := minutes_content.find_named(minutes)):
        raise NamesInMinutes(named)
    minutes.status, minutes.signed_at, minutes.signed_by = MinutesStatus.SIGNED, now, by
    minutes.frozen, minutes.digest = content, digest_of(content)
    minutes.save(update_fields=["status", "signed_at", "signed_by", "frozen", "digest"])
    return minutes


@transaction.atomic
def redact(
    *, minutes: Minutes, by: User, now: datetime, reason: str, **texts: str
) -> list[MinutesRedaction]:
    """Make words of signed minutes unreadable; what was signed stays sealed as it is."""
    _lock_signed(minutes)
    if not reason.strip():
        raise NeedsReason
    shown = minutes_content.public_content(minutes)
    written = [
        MinutesRedaction.objects.create(
            minutes=minutes,
            field=name,
            before=shown[name],
            after=texts[name],
            reason=reason,
            by=by,
            at=now,
        )
        for name in minutes_content.TEXTS
        if name in texts and texts[name] != shown[name]
    ]
    if not written:
        raise NothingRedacted
    _note_redaction(minutes, written, by, now, reason)
    return written


@transaction.atomic
def redact_addendum(
    *, addendum: MinutesAddendum, by: User, now: datetime, after: str, reason: str
) -> MinutesRedaction:
    """The same for an addendum."""
    minutes = _lock_signed(addendum.minutes)
    addendum.refresh_from_db()
    if not reason.strip():
        raise NeedsReason
    if not after.strip() or after == addendum.shown_text:
        raise NothingRedacted
    written = MinutesRedaction.objects.create(
        minutes=minutes,
        addendum=addendum,
        field="addendum",
        before=addendum.shown_text,
        after=after,
        reason=reason,
        by=by,
        at=now,
    )
    addendum.public_text = after
    addendum.save(update_fields=["public_text"])
    _note_redaction(minutes, [written], by, now, reason)
    return written


def _note_redaction(
    minutes: Minutes, written: list[MinutesRedaction], by: User, now: datetime, reason: str
) -> None:
    audit.record(
        actor=by,
        action="dialogues.redact_minutes",
        now=now,
        target=minutes,
        reason=reason,
        fields=[each.field for each in written],
    )


@transaction.atomic
def add_addendum(*, minutes: Minutes, text: str, by: User, now: datetime) -> MinutesAddendum:
    """Sign something beside minutes that are signed already."""
    _lock_signed(minutes)
    signed = {"minutes": minutes.digest, "text": text.strip(), "signed_at": now.isoformat()}
    addendum = MinutesAddendum.objects.create(
        minutes=minutes, text=text.strip(), signed_by=by, signed_at=now, digest=digest_of(signed)
    )
    audit.record(actor=by, action="dialogues.add_addendum", now=now, target=minutes)
    return addendum


def _lock_signed(minutes: Minutes) -> Minutes:
    Minutes.objects.select_for_update().get(pk=minutes.pk)
    minutes.refresh_from_db()
    if minutes.status != MinutesStatus.SIGNED:
        raise NotTheTime(_("These minutes are not signed yet: change the draft itself."))
    return minutes
