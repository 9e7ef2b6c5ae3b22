"""One line per event on stderr, without anything a person typed."""

import logging
import re
import time
from functools import lru_cache

# A personal link is a right to answer: whoever reads a log must not be able to use it.
PERSONAL_LINK = re.compile(
    r"(/analysis/subscription/|/s/opt-out/|/s/|/issues/follow/|/dialogues/invitation/|/dialogues/check-in/|/password/reset/key/|\?token=|&token=)"
    r"(?!worker\.js)[A-Za-z0-9_:~-]+"
)
# PostgreSQL quotes the row that broke a constraint: Key (email)=(…) already exists.
ROW_OF_DATABASE = re.compile(r"(DETAIL: )[^\n]*")


class OneLine(logging.Formatter):
    """Write time, level, source and message on one line; a traceback is folded into it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatTime(self, record: logging.LogRecord, _format: str | None = None) -> str:  # noqa: N802 -- of logging
        return _second(int(record.created))

    def format(self, record: logging.LogRecord) -> str:
        text = ROW_OF_DATABASE.sub(r"\1…", super().format(record))
        return PERSONAL_LINK.sub(r"\1…", text.replace("\n", " ⏎ "))


@lru_cache(maxsize=4)
def _second(moment: int) -> str:
    """A second as lines tell it; many have the same one."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(moment))


class Refusal(OneLine):
    """Write that a request was refused and by what rule: no traceback, and nothing that was sent.

    Django logs such a request (a strange Host, a form of another site) as an error of ours, with
    the text somebody chose and a traceback; the line of the request itself says status and route.
    """

    def format(self, record: logging.LogRecord) -> str:
        rule = record.name.rpartition(".")[2]
        bare = {**record.__dict__, "msg": f"refused: {rule}", "args": None, "exc_info": None}
        bare |= {"exc_text": None, "levelname": "WARNING", "levelno": logging.WARNING}
        return super().format(logging.makeLogRecord(bare))
