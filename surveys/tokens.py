"""Secrets of the answering pages: personal links, short codes, receipts. No database here.

A *token* (128 random bits) stands in the personal link; the database keeps its digest only. A
*short code* is typed from paper; it opens a sealed copy of the token, so both lead to one place.
What is derived from a token cannot be found without it: nobody who holds the database alone can
tell which invitation a draft or a burnt token belongs to.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

# No look-alikes (0 O D Q, 1 I L, 2 Z, 5 S, 8 B, 6 G, U V), and no vowels, W or D: Vietnamese
# keyboards turn "aa", "dd" or "w" into other letters. 19 is a prime, so that the check character
# finds every single wrong character and every two that changed places.
ALPHABET = "23456789CFHJKMNPRTX"
CODE_LENGTH = 12
GROUP = 4


@dataclass(frozen=True, slots=True)
class Secret:
    """A token and its short code, with what the database keeps of them."""

    token: str
    code: str
    token_digest: str
    code_digest: str
    sealed_token: str


def new_secret() -> Secret:
    """Draw a token and a code. Slow on purpose: draw before a transaction, never inside."""
    token, code = new_token(), new_code()
    stretched = _stretch_code(code)
    return Secret(
        token=token,
        code=code,
        token_digest=token_digest(token),
        code_digest=stretched[:32].hex(),
        sealed_token=_mix_bytes(_raw(token), stretched).hex(),
    )


def new_token() -> str:
    return secrets.token_urlsafe(16)


def derive_digest(purpose: str, token: str) -> str:
    """Return a digest of the token that is of use for one purpose only."""
    return hmac.digest(token.encode(), f"thuocdo {purpose}".encode(), "sha256").hex()


def token_digest(token: str) -> str:
    return derive_digest("invitation", token)


def new_code() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the character that makes the weighted sum of all places a multiple of 19."""
    total = sum(place * ALPHABET.index(c) for place, c in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def group_code(code: str) -> str:
    """Write a code as people read it: ``K7C3-MFXP-9TR2``."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalise_code(typed: str) -> str:
    """Take out what people add when they copy a code: spaces, hyphens, small letters."""
    return "".join(c for c in typed.upper() if c.isalnum())


def is_code(code: str) -> bool:
    return (
        len(code) == CODE_LENGTH
        and all(c in ALPHABET for c in code)
        and check_character(code[:-1]) == code[-1]
    )


def code_digest(code: str) -> str:
    return _stretch_code(code)[:32].hex()


def seal_token(token: str, code: str) -> str:
    """Return the token in a form which only the code opens."""
    return _mix_bytes(_raw(token), _stretch_code(code)).hex()


def open_token(seal: str, code: str) -> str:
    opened = _mix_bytes(bytes.fromhex(seal), _stretch_code(code))
    return base64.urlsafe_b64encode(opened).decode().rstrip("=")


def opt_out_code(enterprise: int) -> str:
    """Name an enterprise in a link at which it asks to be left alone, and at which only it can."""
    number = int_to_base36(enterprise)
    return f"{number}-{_opt_out_seal(number, settings.SECRET_KEY)}"


def open_opt_out_code(code: str) -> int | None:
    """The number of the enterprise such a link was made for; None when nobody made it."""
    number, _dash, seal = code.partition("-")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    known = [_opt_out_seal(number, str(key)) for key in keys]
    if not any(constant_time_compare(seal, each) for each in known):
        return None
    return base36_to_int(number)


def _opt_out_seal(number: str, key: str) -> str:
    digest = salted_hmac("surveys.opt-out", number, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()


def receipt_code(token: str) -> str:
    """Return the receipt of whoever holds this token: the same one whenever it is asked for."""
    number = int(derive_digest("receipt", token), 16)
    body = ""
    for _ in range(CODE_LENGTH - 1):
        number, place = divmod(number, len(ALPHABET))
        body += ALPHABET[place]
    return body + check_character(body)


def _raw(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def _mix_bytes(raw: bytes, stretched: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(raw, stretched[32:], strict=False))


def _stretch_code(code: str) -> bytes:
    """Make 64 bytes of a code, slowly: a stolen database must not give the codes by trying all."""
    return hashlib.scrypt(code.encode(), salt=b"thuocdo short code", n=2**12, r=8, p=1, dklen=64)
