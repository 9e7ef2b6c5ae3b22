"""Codes typed from paper."""

import hashlib

from django.core.cache import cache

from surveys import tokens
from surveys.errors import CodeUnknown, TooManyTries
from surveys.models import AccessKey

TRIES = 10
WINDOW = 15 * 60  # seconds


def open_code(*, code: str, visitor: str) -> str:
    """Return the token behind a code; ``visitor`` is the address from which it was typed."""
    slot = _claimed_try(visitor)
    if slot is None:
        raise TooManyTries
    key = AccessKey.objects.of_code(code).first()
    if key is None:
        raise CodeUnknown
    cache.delete(slot)
    return tokens.opened(key.sealed_token, code)


def _claimed_try(visitor: str) -> str | None:
    """Take one of the visitor's tries before the code is looked up; ``None`` if all are taken.

    A try is a key that only one of two simultaneous requests can add, where a counter, read and
    written in two steps, would count both of them as one.
    """
    name = "code-tries:" + hashlib.sha256(visitor.encode()).hexdigest()[:32]
    slots = [f"{name}:{number}" for number in range(TRIES)]
    taken = cache.get_many(slots)
    return next((slot for slot in slots if slot not in taken and cache.add(slot, 1, WINDOW)), None)
