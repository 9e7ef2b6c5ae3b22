"""Few programs at a time read files for one web server, so that pages go on meanwhile.

A small file can keep a reader busy for half a minute. Were each of the server's threads to wait for
one, nobody would get a page.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

READING, WAITING, SECONDS = 2, 3, 20  # of eight threads three are always left for pages

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
