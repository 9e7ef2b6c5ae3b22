"""Stopping in time: on SIGTERM work ends at its next step and waits for the next worker.

Each process of the worker is told by itself, as a service manager tells a whole group at once. What
is not at a step within seconds is cut off, as if killed: nothing is lost and nothing done twice.
"""

import os
import signal
import threading
from pathlib import Path
from typing import Any

GRACE = 7.0  # seconds for a step to end; systemd allows ten for everything
_stopping = threading.Event()
_at_work = threading.Event()


class JobStopped(Exception):
    """The worker is being stopped; the job goes on with the next one."""


class TurnOver(JobStopped):
    """A long job has had its turn; it goes on with the next, before the clock would stop it."""


def is_stopping() -> bool:
    return _stopping.is_set()


def listen(**_kwargs: Any) -> None:
    """Have this process of the worker end soon when it is told to."""
    signal.signal(signal.SIGTERM, _stop)


def begin(**_kwargs: Any) -> None:
    _at_work.set()


def end(**_kwargs: Any) -> None:
    """A task is over; while stopping, so is the process, once the result has been handed on."""
    _at_work.clear()
    if _stopping.is_set():
        threading.Timer(0.5, os._exit, (0,)).start()


def _stop(_number: int, _frame: Any) -> None:
    _stopping.set()
    pause = GRACE if _at_work.is_set() else 0.5
    cut_off = threading.Timer(pause, os._exit, (0,))
    cut_off.daemon = True
    cut_off.start()


def descendants(pid: int) -> list[int]:
    """All processes below one, by the table of the kernel; none where there is no such table."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(entry.parent.name))
    found, left = [], [pid]
    while left:
        left = [child for one in left for child in children.get(one, [])]
        found += left
    return found
