"""``manage.py qcluster``: the background worker, which stops within ten seconds when told to.

Pages go before it where the processor is short.
"""

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import translation
from django_q.management.commands import qcluster
from django_q.signals import post_execute_in_worker, post_spawn, pre_execute

from core import tasks
from core.errors import DomainError
from core.jobs import priority, stopping
from core.storage import mark


class Command(qcluster.Command):  # type: ignore[misc]  # django-q2 has no types
    def run_from_argv(self, argv: list[str]) -> None:
        priority.let_pages_go_first()
        super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            mark.require_agreement()
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        tasks.beat()  # the first scheduled one comes half a minute later
        load_pages()
        post_spawn.connect(stopping.listen)
        pre_execute.connect(stopping.begin)
        post_execute_in_worker.connect(stopping.end)
        super().handle(*args, **options)
        if not options.get("run_once"):
            _stop_when_told()


def load_pages() -> None:
    """Load all pages, so that the first letter with a link does not, while it holds the database.

    It takes a second of a processor, and several by the clock of a busy machine.
    """
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("home")


def _stop_when_told() -> None:
    """Take over the signals once all processes have been started."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    while True:
        signal.pause()


def _stop(_number: int, _frame: Any) -> None:
    """Tell every process below, wait while one of them lives, and cut off what does not end."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _heard)
    threading.Thread(target=_end).start()


def _heard(_number: int, _frame: Any) -> None:
    """Do no more: Python fails where SIG_IGN is set while a second signal waits (Ctrl+C)."""


def _end() -> None:
    below = stopping.descendants(os.getpid())
    _send(below, signal.SIGTERM)
    for _tenth in range(int(stopping.GRACE * 10) + 5):
        if not any(_lives(pid) for pid in below):
            break
        threading.Event().wait(0.1)
    _send(below, signal.SIGKILL)
    os._exit(0)


def _lives(pid: int) -> bool:
    """Whether a process is there and more than an entry its parent has not read yet."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def _send(below: list[int], number: signal.Signals) -> None:
    for pid in below:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
