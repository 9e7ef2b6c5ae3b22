"""The web server with a clock that a file turns: seconds ahead of the true time, or behind it."""

import os
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import time_machine

from config.wsgi import application as ours

CLOCK = Path(os.environ["CHAOS_CLOCK"])
turned = time_machine.travel(datetime.now(UTC), tick=True).start()
lock, ahead = threading.Lock(), [0]


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Turn the clock where the file says so, then answer as ever."""
    wanted = int(CLOCK.read_text())
    with lock:
        if wanted != ahead[0]:
            turned.shift(wanted - ahead[0])
            ahead[0] = wanted
    return ours(environ, start)
