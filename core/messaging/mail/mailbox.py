"""Reading a mailbox by IMAP: what is new, each message once, marked as seen when it is kept."""

import imaplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings

LARGEST = 40 * 1024 * 1024
MOST_AT_ONCE = 100
PROBLEMS = (OSError, imaplib.IMAP4.error)


def is_configured() -> bool:
    return bool(settings.IMAP_HOST and settings.REPLY_ADDRESS)


@contextmanager
def _open() -> Iterator[Any]:
    """A line to the folder, signed in; it is closed whatever happens."""
    kind: Any = imaplib.IMAP4_SSL if settings.IMAP_USE_SSL else imaplib.IMAP4
    line = kind(settings.IMAP_HOST, settings.IMAP_PORT, timeout=settings.EMAIL_TIMEOUT)
    try:
        line.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
        state, _said = line.select(settings.IMAP_FOLDER)
        if state != "OK":
            raise imaplib.IMAP4.error(f"no folder {settings.IMAP_FOLDER}")
        yield line
    finally:
        with suppress(*PROBLEMS):
            line.logout()
        with suppress(*PROBLEMS):
            line.shutdown()


def read_new(keep: Callable[[bytes], object]) -> int:
    """Hand every unseen message to ``keep``; seen is what it kept without an error.

    Cut off in between, the next run hands the same message over once more: ``keep`` must know it.
    """
    with _open() as line:
        _state, found = line.uid("SEARCH", "UNSEEN")
        numbers = (found[0] or b"").split()[:MOST_AT_ONCE]
        for number in numbers:
            if raw := _fetch(line, number):
                keep(raw)
            line.uid("STORE", number, "+FLAGS", r"(\Seen)")
    return len(numbers)


def _fetch(line: Any, number: bytes) -> bytes | None:
    """A message as it came; of one too large to keep the head alone."""
    _state, told = line.uid("FETCH", number, "(RFC822.SIZE)")
    size = _size_of(told)
    part = "BODY.PEEK[]" if size <= LARGEST else "BODY.PEEK[HEADER]"
    _state, parts = line.uid("FETCH", number, f"({part})")
    return next((bytes(each[1]) for each in parts if isinstance(each, tuple)), None)


def _size_of(told: Any) -> int:
    words = (told[0] or b"").replace(b")", b" ").split() if told else []
    place = words.index(b"RFC822.SIZE") + 1 if b"RFC822.SIZE" in words else None
    return int(words[place]) if place and place < len(words) else 0
