"""The list of all letters: who gets each, which way, and who lets it leave.

Each app declares its letters in ``letter_kinds.py``, and the setting ``LETTER_KINDS`` names these
lists. Nothing can be written that is not in the list. See docs/how-to/add-a-letter.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from re import Pattern
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from core.models import Channel, OutgoingMessage, Unwanted

Check = Callable[[Sequence[OutgoingMessage], datetime], Mapping[int, Unwanted]]


class Leaves(models.TextChoices):
    """Who lets a letter leave."""

    RELEASED = "released", _("a person releases it in the outbox")
    BY_ITSELF = "by_itself", _("leaves by itself")
    AT_ONCE = "at_once", _("leaves at once, past the outbox")
    PRINTED = "printed", _("a person prints and posts it")


@dataclass(frozen=True, slots=True)
class Policy:
    """When a letter that waits is no longer wanted: in words, and as a check of several at once.

    The check gives the reason for each message that is to be cancelled, by its number.
    """

    words: str | Promise
    check: Check


ALWAYS_WANTED = Policy(_("never: it tells what has happened"), lambda _messages, _now: {})
NEVER_WAITS = Policy(_("it never waits"), lambda _messages, _now: {})


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One letter of the list.

    ``template`` is a file whose parts ``subject`` and ``text`` (``short`` for text messages) are
    rendered in the language of the addressee. ``unsubscribe`` gives the address at which whoever
    gets the letter asks for no more of them; kinds without it know no such wish. ``secrets`` are
    patterns of what stands in the text for the addressee's eyes alone, beside personal links.
    ``own_words`` gives subject and text where somebody worded them anew, by channel and language.
    """

    key: str
    name: str | Promise
    to: str | Promise
    template: str
    leaves: Leaves
    policy: Policy
    channels: Sequence[Channel] = (Channel.EMAIL,)
    unsubscribe: Callable[[OutgoingMessage], str] | None = None
    secrets: Sequence[Pattern[str]] = ()
    own_words: Callable[[Channel, str, Mapping[str, Any]], tuple[str, str] | None] | None = None

    @property
    def uses_outbox(self) -> bool:
        return self.leaves in {Leaves.RELEASED, Leaves.BY_ITSELF}

    @property
    def can_be_declined(self) -> bool:
        return self.unsubscribe is not None


UNKNOWN = LetterKind(
    key="",
    name=_("another letter"),
    to="",
    template="",
    leaves=Leaves.RELEASED,
    policy=ALWAYS_WANTED,
)


@cache
def letter_kinds() -> dict[str, LetterKind]:
    """All letters by their key, in the order of the lists."""
    every = [kind for path in settings.LETTER_KINDS for kind in import_string(path)]
    found = {kind.key: kind for kind in every}
    if len(found) < len(every):
        raise ValueError("Two letters have the same key.")
    return found


def kind_of(message: OutgoingMessage) -> LetterKind:
    """The entry of a message; one written before it had an entry is a letter of another kind."""
    return letter_kinds().get(message.kind, UNKNOWN)


def find_unwanted(messages: Sequence[OutgoingMessage], now: datetime) -> dict[int, Unwanted]:
    """Ask each kind which of these messages nobody wants any more, and why."""
    by_kind: dict[str, list[OutgoingMessage]] = {}
    for message in messages:
        by_kind.setdefault(message.kind, []).append(message)
    found: dict[int, Unwanted] = {}
    for some in by_kind.values():
        found.update(kind_of(some[0]).policy.check(some, now))
    return found
