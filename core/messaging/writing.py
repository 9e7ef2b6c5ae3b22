"""Writing letters: nobody else creates rows of the outbox."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from core.access import User
from core.messaging.kinds import Leaves, LetterKind
from core.messaging.rendering import render
from core.messaging.text_messages import plain
from core.models import Channel, MessageStatus, OutgoingMessage


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a letter goes, and in which language; ``address`` is an e-mail address or a number."""

    address: str
    language: str = "vi"
    channel: Channel = Channel.EMAIL


@dataclass(slots=True)
class Hold:
    """Until when letters wait that leave by themselves, and which these are."""

    until: datetime
    keys: list[int] = field(default_factory=list)


_hold: ContextVar[Hold | None] = ContextVar("hold", default=None)


@contextmanager
def hold_until(moment: datetime) -> Iterator[Hold]:
    """Let nothing that is written inside leave before a moment; gather what it was."""
    hold = Hold(moment)
    token = _hold.set(hold)
    try:
        yield hold
    finally:
        _hold.reset(token)


def compose(
    kind: LetterKind,
    *,
    key: str,
    to: Addressee,
    context: Mapping[str, Any],
    now: datetime,
    about: Model | None = None,
    batch: str = "",
    by: User | None = None,
    reply_to: str = "",
    without_marks: bool = False,
) -> OutgoingMessage:
    """Word a letter and address it. Nothing is stored yet, so this can be done before a lock."""
    if not kind.uses_outbox:
        raise ValueError(f"“{kind.key}” does not go through the outbox.")
    words = render(kind, channel=to.channel, language=to.language, context={**context, "now": now})
    message = OutgoingMessage(
        kind=kind.key,
        about_id=about.pk if about else None,
        key=key[:120],
        channel=to.channel,
        recipient=to.address,
        subject=words.subject[:200],
        body=plain(words.text) if without_marks else words.text,
        language=to.language,
        reply_to=reply_to,
        batch=batch[:120],
        created_at=now,
    )
    if kind.leaves == Leaves.BY_ITSELF:
        message.status, message.released_at = MessageStatus.RELEASED, now
        message.released_by = by
        if hold := _hold.get():
            message.not_before = hold.until
    return message


def store(messages: Iterable[OutgoingMessage]) -> None:
    """Put composed letters into the outbox: all, or none when one of their keys is taken."""
    OutgoingMessage.objects.bulk_create(messages)


def write(kind: LetterKind, *, key: str, to: Addressee, **letter: Any) -> bool:
    """Write a letter into the outbox, once a key; tell whether it is new."""
    if not to.address or OutgoingMessage.objects.filter(key=key[:120]).exists():
        return False
    composed = compose(kind, key=key, to=to, **letter)
    try:
        with transaction.atomic():
            composed.save(force_insert=True)
    except IntegrityError:  # somebody else wrote it at this moment
        return False
    if hold := _hold.get():
        hold.keys.append(composed.pk)
    return True
