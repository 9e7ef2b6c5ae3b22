"""How long the write lock of SQLite is held, and where in our code it was taken."""

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench._site import ROOT

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """One stay inside the lock: seconds of processor, seconds by the clock, and the place."""

    processor: float
    clock: float
    place: str

    def __str__(self) -> str:
        return (
            f"{self.processor * 1000:5.0f} ms ({self.clock * 1000:.0f} by the clock) {self.place}"
        )


class Locks:
    """Notes each write transaction, and each write outside of one."""

    def __init__(self) -> None:
        self.held: list[Held] = []
        self._since: tuple[float, float, str] | None = None

    @property
    def longest(self) -> Held:
        return max(self.held, default=Held(0, 0, "nothing written"))

    def ask(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        """Around every statement: the lock is had once BEGIN IMMEDIATE has been answered."""
        before = time.process_time(), time.perf_counter(), _place()
        answer = execute(sql, *more)
        if sql.startswith("BEGIN"):
            self._since = time.process_time(), time.perf_counter(), before[2]
        elif self._since is None and sql.lstrip().upper().startswith(WRITES):
            self._note(before)
        return answer

    def end(self, close: Callable[[], Any]) -> Any:
        """Around COMMIT and ROLLBACK."""
        since, answer = self._since, close()
        if since:
            self._since = None
            self._note(since)
        return answer

    def _note(self, since: tuple[float, float, str]) -> None:
        processor, clock, place = since
        self.held.append(Held(time.process_time() - processor, time.perf_counter() - clock, place))


@contextmanager
def locks() -> Iterator[Locks]:
    """Watch the connection of this thread."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    found, wrapper = Locks(), connection
    commit, rollback = wrapper._commit, wrapper._rollback
    wrapper._commit = lambda: found.end(commit)  # type: ignore[method-assign]
    wrapper._rollback = lambda: found.end(rollback)  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(found.ask):
            yield found
    finally:
        wrapper._commit, wrapper._rollback = commit, rollback  # type: ignore[method-assign]


def _place() -> str:
    """The line of our code that is nearest to the database."""
    for one in reversed(traceback.extract_stack(limit=60)):
        path = Path(one.filename)
        if path.is_relative_to(ROOT) and ".venv" not in path.parts:
            inside = path.relative_to(ROOT)
            if inside.parts[0] != "bench" and inside.parts[:2] != ("core", "sqlite"):
                return f"{inside}:{one.lineno} {one.name}"
    return "somebody else's code"
