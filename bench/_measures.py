"""What a page cost: read to its end, with the processor time of the database's own processes."""

import os
import time
from pathlib import Path
from typing import Any


class Work:
    """Counts the processor time of what is done inside, that of the database with it."""

    seconds = 0.0

    def __enter__(self) -> "Work":
        self.begun = -database_seconds() - time.process_time()
        return self

    def __exit__(self, *_problem: Any) -> None:
        self.seconds = self.begun + time.process_time() + database_seconds()


def read_to_end(answer: Any) -> None:
    """Read an answer to its end; one that streams does its work only then."""
    for _piece in answer.streaming_content if answer.streaming else ():
        continue


def database_seconds() -> float:
    """Processor time of the connection's process at the database, and of all helpers so far.

    Helpers of a question are children of the server; what they used is added to it as they end.
    Whoever wants to count nothing else turns ``autovacuum`` off.
    """
    from django.db import connection  # noqa: PLC0415 -- after setup

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not process.exists():  # the database runs elsewhere
        return 0.0
    own = _words(process)
    server = _words(Path(f"/proc/{own[1]}/stat"))
    ticks = [*own[11:13], *server[13:15]]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _words(stat: Path) -> list[str]:
    return stat.read_text().rpartition(")")[2].split()
