"""Issues being typed: stored for their writer alone until they are sent, or for seven days."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from dialogues.errors import TextTooLong, TypedElsewhere
from dialogues.models import Participant, TypedDraft

KEPT = timedelta(days=7)
LONGEST = 40_000  # letters of one field; an issue of more than 8,000 is shortened when it is sent

Writer = User | Participant


def typed_by(writer: Writer) -> TypedDraft | None:
    """What this person has under way."""
    return TypedDraft.objects.filter(**_own(writer)).first()


def _own(writer: Writer) -> dict[str, Any]:
    return {"participant" if isinstance(writer, Participant) else "user": writer}


@transaction.atomic
def keep_typed(
    *, writer: Writer, values: Mapping[str, str], window: str, seen: int, now: datetime
) -> TypedDraft:
    """Store what stands in the form.

    ``seen`` is the revision the window began with. What another window stored since then, sent or
    threw away is not overwritten and does not come back.
    """
    kept = TypedDraft.objects.select_for_update().filter(**_own(writer)).first()
    if not _goes_on(kept, window, seen):
        raise TypedElsewhere
    if any(len(text) > LONGEST for text in values.values()):
        raise TextTooLong
    stored, _new = TypedDraft.objects.update_or_create(
        **_own(writer),
        defaults={
            "values": dict(values),
            "window": window,
            "revision": (kept.revision if kept else seen) + 1,
            "stored_at": now,
        },
    )
    return stored


def _goes_on(kept: TypedDraft | None, window: str, seen: int) -> bool:
    if kept is None:
        return seen == 0
    return kept.revision == seen or bool(window and kept.window == window)


def forget_typed(*, writer: Writer, window: str, seen: int) -> None:
    """Erase what was sent or thrown away; newer text from another window stays."""
    kept = typed_by(writer)
    if kept and _goes_on(kept, window, seen):
        kept.delete()


def forget_old_typed(*, now: datetime) -> int:
    """Erase what nobody has gone on with for seven days."""
    gone, _each = TypedDraft.objects.filter(stored_at__lte=now - KEPT).delete()
    return gone
