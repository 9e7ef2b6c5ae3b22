"""A time of day."""

import re
from collections.abc import Sequence
from random import Random
from typing import Any

from surveys.instrument.model import Question
from surveys.instrument.notation import shorten_quote
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.kind import Cells, Kind
from surveys.instrument.types.posted import Fields

STORED = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
WITH_SECONDS = re.compile(r"([0-9]{1,2}:[0-9]{2}):[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?")


class Time(Kind):
    """An answer is an hour and a minute, stored as 07:30; midnight is 00:00."""

    name = "time"
    label = gettext_noop("time of day")
    xlsform_rows = (("time", ""),)
    blanks = "time"
    rewrites = (
        (r"\s*[hH:.\uff1a]\s*(?=[0-9]{2}$)", ":"),
        (r"\s*[hH]$", ":00"),
        (r"^(?=[0-9]:)", "0"),
        (r"^24:00$", "00:00"),
    )
    sentences = {
        "not_a_time": gettext_noop(
            "“%(typed)s” is not a time of day: one from 00:00 to 24:00 is needed, with two digits"
            " of minutes, as in 07:30."
        ),
    }

    def samples(
        self, question: Question, numbers: Sequence[float], texts: Sequence[str]
    ) -> list[Any]:
        return [None, "00:00", *texts, "23:59"]

    def draw(self, question: Question, chance: Random) -> Any:
        return f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}"

    def read(self, fields: Fields) -> Any:
        typed = fields.one()
        return self.read_entry(fields.question, typed) if typed else None

    def read_entry(self, question: Question, typed: str) -> Any:
        time = typed
        for pattern, replacement in self.rewrites:
            time = re.sub(pattern, replacement, time)
        if not STORED.fullmatch(time):
            raise self.refusal("not_a_time", typed=shorten_quote(typed))
        return time

    def take_cell(self, question: Question, code: str, text: str, cells: Cells) -> None:
        """Leave out seconds and time zone, which files of ODK and tables have."""
        with_seconds = WITH_SECONDS.fullmatch(text)
        cells.post(question.name, with_seconds[1] if with_seconds else text)


KIND = Time()
