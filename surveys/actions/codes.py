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
    tries = cache.get(counter, 0)
    if tries >= TRIES:
        raise TooManyTries
    key = AccessKey.objects.of_code(code).first()
    if key is None:
        cache.set(counter, tries + 1, WINDOW)  # incr() would shorten the window to the default
        raise CodeUnknown
    return tokens.opened(key.sealed_token, code)
