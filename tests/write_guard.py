"""What a write transaction may not hold: slow work, and a cursor that still reads.

On SQLite whoever writes locks everybody out, and on any database whoever waits inside a transaction
has others wait. So digests made slow on purpose, words, pictures, files, programs and mail come
before a transaction or after it; and a list is read to its end before anything is written, as a
cursor left open keeps SQLite's connection at a snapshot that cannot write any more.
"""

import contextlib
import functools
import hashlib
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.files.storage import FileSystemStorage
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import Atomic
from django.template import base

from analysis.actions import forecasts, rank_studies, waves
from analysis.comments.actions import figures
from core.messaging import writing

MOST_LETTERS = 50  # each takes well under a millisecond
COMPUTE = (waves, forecasts, rank_studies, figures)  # each notes which code computed
ROOT = Path(__file__).resolve().parent.parent
OURS = tuple(
    str(ROOT / app)
    for app in ("accounts", "analysis", "core", "dialogues", "directory", "pci", "plan", "surveys")
)


class WriteGuard:
    """Notes what was done inside a transaction of the platform's own code."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._reading: list[str] = []
        self._letters: dict[Atomic, int] = {}
        self._words_letters = False

    def note(self, what: str) -> None:
        self.found.append(f"{what}:\n{where()}")

    def enter(self, block: Atomic) -> None:
        """A transaction begins: no list may be half read."""
        if not writes():
            self._letters.clear()
        if self._reading and not writes():
            self.note(f"a transaction begins while {self._reading[-1]} is being read")

    def count_letters(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A step writes its own letters beside what it changes; a mailing writes by slices."""

        @functools.wraps(function)
        def render(*given: Any, **named: Any) -> Any:
            if block := outermost():
                self._letters[block] = self._letters.get(block, 0) + 1
                if self._letters[block] == MOST_LETTERS + 1:
                    self.note(f"more than {MOST_LETTERS} letters worded inside a transaction")
            with mock.patch.object(self, "_words_letters", True):
                return function(*given, **named)

        return render

    def refuse(self, what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def watched(*given: Any, **named: Any) -> Any:
            if writes() and not self._words_letters:
                self.note(f"{what} inside a transaction")
            return function(*given, **named)

        return watched

    def read(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def read(rows: Any, *given: Any, **named: Any) -> Iterator[Any]:
            if writes():
                self.note("a list is read by and by inside a transaction")
            name = rows.model.__name__
            self._reading.append(name)
            try:
                yield from function(rows, *given, **named)
            finally:
                self._reading.remove(name)

        return read


def writes() -> bool:
    """Whether the platform's own code is in a transaction; a test's own do not count."""
    return outermost() is not None


def outermost() -> Atomic | None:
    """The first transaction that the platform's own code is in."""
    blocks = connection.atomic_blocks
    return next((block for block in blocks if not block._from_testcase), None)


def is_ours(frame: Any) -> bool:
    """Whether code of ours opened the transaction that is entered from this frame."""
    decorated = frame.f_locals.get("func") if frame.f_code.co_name == "inner" else None
    file = (decorated.__code__ if decorated else frame.f_code).co_filename
    return file.startswith(OURS) and "/migrations/" not in file


def where() -> str:
    """The lines of our own code that led here, the last ones first to be looked at."""
    ours = [one for one in traceback.extract_stack() if one.filename.startswith(str(ROOT))]
    lines = [f"  {Path(one.filename).relative_to(ROOT)}:{one.lineno} {one.name}" for one in ours]
    return "\n".join(line for line in lines if ".venv" not in line and "tests/write" not in line)


def begin(guard: WriteGuard, function: Callable[..., Any]) -> Callable[..., Any]:
    """Tell the transactions of our code from those of tests, of factories and of Django."""

    @functools.wraps(function)
    def entered(block: Any) -> Any:
        if is_ours(sys._getframe(1)):
            guard.enter(block)
        else:
            block._from_testcase = True
        return function(block)

    return entered


@contextlib.contextmanager
def watch() -> Iterator[WriteGuard]:
    """Watch all transactions until the block ends."""
    guard = WriteGuard()
    slow = [
        ("a digest that is slow on purpose", hashlib, "scrypt"),
        ("a template rendered", base.Template, "render"),
        ("a file written", FileSystemStorage, "_save"),
        ("a file opened", FileSystemStorage, "_open"),
        ("a file deleted", FileSystemStorage, "delete"),
        ("a mail sent", EmailMessage, "send"),
        ("a program started", subprocess.Popen, "__init__"),
        *(("a digest of the code", module, "code_version") for module in COMPUTE),
    ]
    with contextlib.ExitStack() as stack:
        for what, owner, name in slow:
            watched = guard.refuse(what, getattr(owner, name))
            stack.enter_context(mock.patch.object(owner, name, watched))
        slow_reading = guard.read(QuerySet._iterator)
        stack.enter_context(mock.patch.object(QuerySet, "_iterator", slow_reading))
        worded = guard.count_letters(writing.render)
        stack.enter_context(mock.patch.object(writing, "render", worded))
        entered = begin(guard, Atomic.__enter__)
        stack.enter_context(mock.patch.object(Atomic, "__enter__", entered))
        yield guard
