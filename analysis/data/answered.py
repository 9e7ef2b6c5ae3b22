"""The answers of a wave, read once and kept as columns: a nation of them fits into memory."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.data.counting import counting_responses
from analysis.data.recoding import criterion_columns
from surveys.instrument import routing
from surveys.instrument.expressions.asking import RememberedConditions
from surveys.instrument.model import Document, Question
from surveys.models import Wave

AT_ONCE = 2000
FOUNDED = "founded"  # a number that groups enterprises


@dataclass(frozen=True, slots=True)
class Answered:
    """Responses in one order, column by column; only answers that count are in it."""

    keys: list[int]
    strata: list[str]
    modes: list[str]
    seconds: list[float | None]
    items: pd.DataFrame
    asked: pd.DataFrame
    given: dict[str, list[Any]]  # by question, those that are told or group others
    rows: dict[tuple[str, str], list[Any]]  # the same of tables, by question and row

    def without(self, left_out: Collection[int]) -> "Answered":
        """The same without some responses."""
        kept = [place for place, key in enumerate(self.keys) if key not in left_out]
        return Answered(
            keys=[self.keys[place] for place in kept],
            strata=[self.strata[place] for place in kept],
            modes=[self.modes[place] for place in kept],
            seconds=[self.seconds[place] for place in kept],
            items=self.items.iloc[kept].reset_index(drop=True),
            asked=self.asked.iloc[kept].reset_index(drop=True),
            given={name: [column[place] for place in kept] for name, column in self.given.items()},
            rows={name: [column[place] for place in kept] for name, column in self.rows.items()},
        )


def read_answers(wave: Wave, document: Document) -> Answered:
    """Read the responses of a wave that count."""
    none = pd.DataFrame()
    found = Answered([], [], [], [], none, none, *_prepare_columns(document))
    items, asked = criterion_columns(document, _read_into(found, wave, document))
    return replace(found, items=items, asked=asked)


def _prepare_columns(
    document: Document,
) -> tuple[dict[str, list[Any]], dict[tuple[str, str], list[Any]]]:
    told = _list_told(document)
    return (
        {question.name: [] for question in told if not question.rows},
        {(question.name, row.code): [] for question in told for row in question.rows},
    )


def _read_into(found: Answered, wave: Wave, document: Document) -> Iterator[routing.Walk]:
    """Note one response after the other; yield the way of each through the questionnaire."""
    fields = ("pk", "stratum__code", "mode", "seconds", "answers")
    rows = counting_responses(wave).values_list(*fields)
    judge, once = RememberedConditions(), _Once()
    for key, stratum, mode, seconds, answers in rows.iterator(chunk_size=AT_ONCE):
        found.keys.append(key)
        found.strata.append(once(stratum))
        found.modes.append(once(mode))
        found.seconds.append(float(sum(seconds.values())) if seconds else None)
        walk = routing.walk(document, answers, judge)
        for name, column in found.given.items():
            column.append(once(walk.answers.get(name)))
        for (name, row), column in found.rows.items():
            column.append(once((walk.answers.get(name) or {}).get(row)))
        yield walk


class _Once:
    """Keeps equal answers once: a nation gives the same few over and over."""

    def __init__(self) -> None:
        self._kept: dict[Any, Any] = {}

    def __call__(self, answer: Any) -> Any:
        if answer is None:
            return None
        key = answer if type(answer) is str else (type(answer), repr(answer))
        return self._kept.setdefault(key, answer)


def _list_told(document: Document) -> list[Question]:
    """Everything with choices, but tables that are criteria; and the year of founding."""
    used = {name for rule in document.criteria for name in rule.questions()}
    return [
        question
        for question in document.questions()
        if (question.choices and not (question.rows and question.name in used))
        or question.name == FOUNDED
    ]
