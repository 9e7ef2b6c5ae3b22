"""What the machine did meanwhile: so that a slow answer can be told from a machine too busy.

A program that sleeps for a hundredth of a second wakes later when others have the processor; one
row written to a file of its own takes as long as the disk does; and who asks SQLite for its lock
waits as everybody does who saves. All three are noted beside the figures.
"""

import sqlite3
import threading
import time
from contextlib import closing, suppress
from typing import Any, Self

from bench._site import Site
from bench.answering import p95

NAP = 0.01
LOOKS = 20  # a second


class Machine:
    """Watches the processor, and the lock of the database where it is SQLite."""

    def __init__(self, site: Site) -> None:
        self._site, self._over = site, threading.Event()
        self.late: list[float] = []
        self.locked: list[float] = []
        self.written: list[float] = []
        watches = (self._nap, self._look, self._write)
        self._threads = [threading.Thread(target=watch) for watch in watches]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_problem: Any) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def as_figures(self) -> dict[str, float]:
        """P95 and longest, in milliseconds: woken late, a commit elsewhere, the lock waited for."""
        found: dict[str, float] = {}
        for name, times in (("late", self.late), ("disk", self.written), ("lock", self.locked)):
            if len(times) > 1:
                found[f"{name} p95_ms"] = round(p95(times), 1)
                found[f"{name} longest_ms"] = round(max(times) * 1000, 1)
        return found

    def _nap(self) -> None:
        while not self._over.is_set():
            began = time.perf_counter()
            time.sleep(NAP)
            self.late.append(time.perf_counter() - began - NAP)

    def _look(self) -> None:
        address = self._site.environment["DATABASE_URL"]
        if not address.startswith("sqlite:///"):
            return
        path = address.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as database:
            while not self._over.wait(1 / LOOKS):
                began = time.perf_counter()
                with suppress(sqlite3.OperationalError):
                    database.execute("BEGIN IMMEDIATE")
                    database.execute("ROLLBACK")
                self.locked.append(time.perf_counter() - began)

    def _write(self) -> None:
        folder = self._site.environment["DATA_DIR"]
        with closing(sqlite3.connect(f"{folder}/beside.sqlite3", isolation_level=None)) as beside:
            beside.execute("PRAGMA journal_mode=WAL")
            beside.execute("PRAGMA synchronous=FULL")
            beside.execute("CREATE TABLE row (here)")
            while not self._over.wait(0.1):
                began = time.perf_counter()
                beside.execute("INSERT INTO row VALUES (1)")
                self.written.append(time.perf_counter() - began)
