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
    counter = "code-tries:" + hashlib.sha256(visitor.encode()).hexdigest()[:32]
    if cache.get(counter, 0) >= TRIES:
        raise TooManyTries
    key = AccessKey.objects.of_code(code).first()
    if key is None:
        cache.add(counter, 0, WINDOW)
        cache.incr(counter)
        raise CodeUnknown
    return tokens.opened(key.sealed_token, code)
