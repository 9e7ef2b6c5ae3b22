"""Fetching the open answers of a closed wave into rows that tell nothing of who wrote them."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts.models import User
from analysis.comments.errors import NoSuchQuestion, StillInTheField
from analysis.comments.queries.listing import list_open_questions
from analysis.data.counting import counting_responses
from analysis.models import CodingFrame, OpenAnswer
from core import audit, jobs
from core.models import Job
from dialogues.search.index import fold, words
from surveys.instrument import routing
from surveys.instrument.model import Document, Question
from surveys.models import Wave

GATHERING = "open_answers"
AT_ONCE = 500


def find_question(wave: Wave, name: str) -> Question:
    document = wave.version.compiled
    found = [question for question in list_open_questions(document) if question.name == name]
    if not found:
        raise NoSuchQuestion
    return found[0]


@transaction.atomic
def begin_frame(*, wave: Wave, question: str, by: User | None, now: datetime) -> CodingFrame:
    """Begin the coding of an open question; a frame that was begun is found again."""
    if not wave.is_closed:
        raise StillInTheField
    asked = find_question(wave, question)
    frame, is_new = CodingFrame.objects.get_or_create(
        wave=wave,
        question=question,
        defaults={
            "text_vi": asked.text.get("vi", question),
            "text_en": asked.text.get("en", ""),
            "begun_at": now,
            "begun_by": by,
        },
    )
    if is_new:
        audit.record(actor=by, action="comments.begin", now=now, target=frame)
    return frame


def order_gathering(*, frame: CodingFrame, by: User | None, now: datetime) -> Job:
    """Have the answers fetched by the worker."""
    return jobs.start(
        kind=GATHERING,
        key=str(frame.pk),
        subject=lambda: frame.text,
        arguments={"frame": frame.pk},
        place=["analysis:comments", frame.pk],
        by=by,
        now=now,
    )


def gather_answers(*, frame: CodingFrame) -> int:
    """Store what is not stored yet, and forget what a reviewer set aside since; count all."""
    document = frame.wave.version.compiled
    counting = counting_responses(frame.wave)
    frame.texts.exclude(response__in=counting).filter(quotes__isnull=True).delete()
    known = set(frame.texts.values_list("response_id", flat=True))
    rows: list[OpenAnswer] = []
    for response, text in _read(frame, document):
        if response not in known:
            rows.append(_make_row(frame, response, text))
    with transaction.atomic():
        OpenAnswer.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return frame.texts.count()


def _read(frame: CodingFrame, document: Document) -> Iterator[tuple[int, str]]:
    """The answers that count, without those to questions the respondent was not asked."""
    rows = counting_responses(frame.wave).values_list("pk", "answers")
    for response, answers in rows.iterator(chunk_size=AT_ONCE):
        if not answers.get(frame.question):
            continue
        given = routing.walk(document, answers).answers.get(frame.question)
        if isinstance(given, str) and given.strip():
            yield response, given.strip()


def _make_row(frame: CodingFrame, response: int, text: str) -> OpenAnswer:
    exact = f" {' '.join(words(text))} "
    return OpenAnswer(frame=frame, response_id=response, text=text, exact=exact, folded=fold(exact))
