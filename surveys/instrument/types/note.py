"""Words that ask nothing."""

from collections.abc import Iterator

from surveys.instrument.model import Question
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.kind import Column, Kind


class Note(Kind):
    """There is no answer."""

    name = "note"
    label = gettext_noop("note, no answer")
    has_answer = False
    xlsform_rows = (("note", ""),)

    def columns(self, question: Question) -> Iterator[Column]:
        yield from ()

    def lines(self, unit: str) -> list[str]:
        return []


KIND = Note()
