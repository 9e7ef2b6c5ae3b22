"""What a page cost: read to its end, with the processor time of the database's own process."""

import os
from pathlib import Path
from typing import Any


def read_to_end(answer: Any) -> None:
    """Read an answer to its end; one that streams does its work only then."""
    for _piece in answer.streaming_content if answer.streaming else ():
        continue


def database_seconds() -> float:
    """Processor time that the connection's own process at the database has used so far."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not process.exists():  # the database runs elsewhere
        return 0.0
    used = process.read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(int(ticks) for ticks in used) / os.sysconf("SC_CLK_TCK")
