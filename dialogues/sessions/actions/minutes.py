"""Minutes: drafted, laid open to those who were there, signed and frozen."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from core.calendar.working_days import Calendar
from dialogues.errors import NotTheTime
from dialogues.models import Minutes, MinutesComment, MinutesStatus, Participant
from dialogues.sessions.actions import guest_letters
from dialogues.workflow import deadlines

EDITABLE = frozenset({"chair", "secretary", "opening", "discussion", "conclusions"})


def digest_of(content: dict[str, Any]) -> str:
    """Name a content, so that anybody can check that signed minutes are unchanged."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write(*, minutes: Minutes, **fields: str) -> Minutes:
    if minutes.status == MinutesStatus.SIGNED:
        raise NotTheTime(_("Signed minutes are not changed any more."))
    for name in EDITABLE & fields.keys():
        setattr(minutes, name, fields[name])
    minutes.save(update_fields=list(EDITABLE))
    return minutes


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
def sign(*, minutes: Minutes, by: User, now: datetime, content: dict[str, Any]) -> Minutes:
    """Freeze the content as it is signed. Each comment must have had its reply."""
    Minutes.objects.select_for_update().get(pk=minutes.pk)
    minutes.refresh_from_db()
    if minutes.status == MinutesStatus.SIGNED:
        raise NotTheTime(_("These minutes are signed already."))
    if minutes.status == MinutesStatus.DRAFT:
        raise NotTheTime(_("Lay the draft open to comments before you sign it."))
    if minutes.comments.filter(reply="").exists():
        raise NotTheTime(_("Please reply to every comment before you sign."))
    minutes.status, minutes.signed_at, minutes.signed_by = MinutesStatus.SIGNED, now, by
    minutes.frozen, minutes.digest = content, digest_of(content)
    minutes.save(update_fields=["status", "signed_at", "signed_by", "frozen", "digest"])
    return minutes
