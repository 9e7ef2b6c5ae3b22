"""Codes typed from paper."""

from core.http import rate_limit
from surveys import tokens
from surveys.errors import CodeUnknown, TooManyTries
from surveys.models import AccessKey

TRIES = 10
WINDOW = 15 * 60  # seconds


def open_code(*, code: str, visitor: str) -> str:
    """Return the token behind a code; ``visitor`` is the address from which it was typed."""
    slot = rate_limit.claim_try("code-tries", visitor, most=TRIES, seconds=WINDOW)
    if slot is None:
        raise TooManyTries
    key = AccessKey.objects.of_code(code).first()
    if key is None:
        raise CodeUnknown
    rate_limit.give_back(slot)
    return tokens.open_token(key.sealed_token, code)
