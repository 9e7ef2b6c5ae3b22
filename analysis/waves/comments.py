"""The codes of open answers as figures, and what a report tells of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.models import Code, CodeFigures, CodingFrame, Quote
from analysis.numbers import QuestionNumbers
from analysis.numbers.comments import CodeAgreement, CodedQuestion, Comments, Quoted
from analysis.numbers.stored import make_record
from analysis.waves.answers import shares
from analysis.waves.sample import sample
from surveys.models import Wave


@dataclass(frozen=True, slots=True)
class Estimated:
    """The shares of the codes among those who wrote, and how many answered the wave at all."""

    question: QuestionNumbers
    respondents: int
    digest: str


def estimate_codes(
    wave: Wave, frame: CodingFrame, codes: Sequence[Code], given: Mapping[int, frozenset[int]]
) -> Estimated:
    """Estimate by the design of the wave; ``given`` are the codes by response.

    The base is who wrote something. Who wrote nothing stays in the design and out of the base, so
    that the interval knows that the base is a sample, too.
    """
    taken = sample(wave)
    columns = pd.DataFrame(
        {
            str(code.pk): [_flag(given.get(key), code) for key in taken.answered.keys]
            for code in codes
        }
    )
    words = {str(c.pk): {"vi": c.name_vi, "en": c.name_en or c.name_vi} for c in codes}
    answers, n = shares(taken, columns, words)
    question = QuestionNumbers(
        frame.question, frame.text_vi, frame.text_en or frame.text_vi, n, answers
    )
    return Estimated(question, len(taken.frame), taken.digest)


def _flag(given: frozenset[int] | None, code: Code) -> float:
    return float("nan") if given is None else float(code.pk in given)


def released_comments(wave: Wave) -> Comments | None:
    """What was released of the open answers of a wave, question by question."""
    standing = CodeFigures.objects.standing().filter(frame__wave=wave)
    newest: dict[int, CodeFigures] = {}
    for figures in standing.order_by("released_at", "pk"):
        newest[figures.frame_id] = figures
    found = tuple(_tell(newest[key]) for key in sorted(newest))
    return Comments(found) if found else None


def _tell(figures: CodeFigures) -> CodedQuestion:
    results = figures.results
    return CodedQuestion(
        key=figures.pk,
        question=QuestionNumbers.read(results["question"]),
        respondents=results["respondents"],
        coders=results["coders"],
        pooled=tuple(make_record(CodeAgreement, pair["pooled"]) for pair in results["pairs"]),
        quotes=tuple(_quotes(figures)),
    )


def _quotes(figures: CodeFigures) -> Iterator[Quoted]:
    """The released quotes, in an order that tells nothing of who answered first."""
    rows: Any = Quote.objects.standing().filter(answer__frame=figures.frame_id)
    for key, text in rows.order_by("answer").values_list("pk", "text"):
        yield Quoted(key, text)
