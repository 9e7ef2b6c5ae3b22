"""What was written freely: codes with their shares, how coders agreed, released quotes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from analysis.numbers.stored import make_record
from analysis.numbers.survey import QuestionNumbers


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How two coders agree on one code, or on all of them; kappa is missing where it is unknown."""

    name_vi: str
    name_en: str
    n: int
    observed: float
    kappa: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a respondent, with the key under which they can be withdrawn."""

    key: int
    text: str


@dataclass(frozen=True, slots=True)
class CodedQuestion:
    """An open question: how many wrote, what of, and in which words."""

    key: int  # of the figures, under which they can be withdrawn
    question: QuestionNumbers
    respondents: int
    coders: int
    pooled: tuple[CodeAgreement, ...]
    quotes: tuple[Quoted, ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(
            cls,
            data,
            question=QuestionNumbers.read(data["question"]),
            pooled=tuple(make_record(CodeAgreement, row) for row in data["pooled"]),
            quotes=tuple(make_record(Quoted, row) for row in data.get("quotes", ())),
        )

    @property
    def agreement(self) -> CodeAgreement | None:
        """The agreement of the two who coded most texts together."""
        return max(self.pooled, key=lambda row: row.n, default=None)

    @property
    def chart_name(self) -> str:
        """The name of the picture of its codes."""
        return f"codes-{self.question.name}"


@dataclass(frozen=True, slots=True)
class Comments:
    """All open questions of a wave with something released."""

    questions: tuple[CodedQuestion, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return cls(tuple(CodedQuestion.read(row) for row in data["questions"]))

    def without(self, figures: Collection[int], quotes: Collection[int]) -> Self | None:
        """Leave out what was withdrawn since; nothing is left of a question without figures."""
        left = tuple(
            replace(row, quotes=tuple(one for one in row.quotes if one.key not in quotes))
            for row in self.questions
            if row.key not in figures
        )
        return replace(self, questions=left) if left else None
