"""Few programs at a time read files for one web server, so that pages go on meanwhile.

A small file can keep a reader busy for half a minute. Were each of the server's threads to wait for
one, nobody would get a page.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 20


def share(threads: int) -> tuple[int, int]:
    """How many of a server's threads may read, and how many wait: three are left, or half."""
    return max(1, min(2, threads // 2)), max(0, min(3, threads - 5))


READING, WAITING = share(int(os.environ.get("WEB_THREADS", "8")))  # as deploy/gunicorn.conf.py

_places = threading.BoundedSemaphore(READING + WAITING)
_readers = threading.BoundedSemaphore(READING)


class NoTurn(Exception):
    """Too many files are being read; in a minute there will be room."""


@contextmanager
def take_turn(*, seconds: float = SECONDS) -> Iterator[None]:
    """Wait until few others read, and be refused where too many wait already."""
    if not _places.acquire(blocking=False):
        raise NoTurn
    try:
        if not _readers.acquire(timeout=seconds):
            raise NoTurn
        try:
            yield
        finally:
            _readers.release()
    finally:
        _places.release()
