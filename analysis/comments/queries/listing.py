"""Which open questions closed waves have, and how far their coding is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count

from analysis.models import CodingFrame
from pci.models import choose_wording
from surveys.instrument import types
from surveys.instrument.model import Document, Question
from surveys.models import Wave, WaveStatus


def list_open_questions(document: Document) -> list[Question]:
    """The questions of a questionnaire that are answered in words."""
    return [question for question in document.questions() if types.of(question).is_in_words]


@dataclass(frozen=True, slots=True)
class Line:
    """An open question, and its frame once somebody has begun with it."""

    question: str
    text: str
    frame: CodingFrame | None


@dataclass(frozen=True, slots=True)
class WaveLines:
    wave: Wave
    lines: list[Line]


def list_waves() -> list[WaveLines]:
    """The closed waves with open questions, the newest first."""
    frames = CodingFrame.objects.annotate(
        count=Count("texts", distinct=True), coded=Count("texts__codings__answer", distinct=True)
    )
    begun = {(frame.wave_id, frame.question): frame for frame in frames}
    closed = Wave.objects.filter(status=WaveStatus.CLOSED).select_related("version")
    found = [WaveLines(wave, list(_lines(wave, begun))) for wave in closed.order_by("-year", "-pk")]
    return [row for row in found if row.lines]


def _lines(wave: Wave, begun: Mapping[tuple[int, str], CodingFrame]) -> Iterator[Line]:
    for question in list_open_questions(wave.version.compiled):
        text = choose_wording(question.text.get("vi", ""), question.text.get("en", ""))
        yield Line(question.name, text or question.name, begun.get((wave.pk, question.name)))
