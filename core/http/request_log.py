"""One line per event on stderr, without anything a person typed."""

import logging
import re

# A personal link is a right to answer: whoever reads a log must not be able to use it.
PERSONAL_LINK = re.compile(
    r"(/analysis/subscription/|/s/opt-out/|/s/|/issues/follow/|/dialogues/invitation/|/dialogues/check-in/|/password/reset/key/|[?&]token=)"
    r"(?!worker\.js)[A-Za-z0-9_:~-]+"
)
# PostgreSQL quotes the row that broke a constraint: Key (email)=(…) already exists.
ROW_OF_DATABASE = re.compile(r"(DETAIL: )[^\n]*")


class OneLine(logging.Formatter):
    """Write time, level, source and message on one line; a traceback is folded into it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        text = ROW_OF_DATABASE.sub(r"\1…", super().format(record))
        return PERSONAL_LINK.sub(r"\1…", text.replace("\n", " ⏎ "))
