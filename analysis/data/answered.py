"""The answers of a wave, read once and kept as columns: a nation of them fits into memory."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.data.counting import counting_responses
from analysis.data.recoding import criterion_columns
from surveys.instrument import routing
from surveys.instrument.model import Document
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
    given: Mapping[str, list[Any]]  # by question, those that are told or group others

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
        )


def read_answers(wave: Wave, document: Document) -> Answered:
    """Read the responses of a wave that count."""
    none = pd.DataFrame()
    found = Answered([], [], [], [], none, none, {name: [] for name in _list_told(document)})
    items, asked = criterion_columns(document, _read_into(found, wave, document))
    return replace(found, items=items, asked=asked)


def _read_into(found: Answered, wave: Wave, document: Document) -> Iterator[routing.Walk]:
    """Note one response after the other; yield the way of each through the questionnaire."""
    fields = ("pk", "stratum__code", "mode", "seconds", "answers")
    rows = counting_responses(wave).values_list(*fields)
    for key, stratum, mode, seconds, answers in rows.iterator(chunk_size=AT_ONCE):
        found.keys.append(key)
        found.strata.append(stratum)
        found.modes.append(mode)
        found.seconds.append(float(sum(seconds.values())) if seconds else None)
        walk = routing.walk(document, answers)
        for name, column in found.given.items():
            column.append(walk.answers.get(name))
        yield walk


def _list_told(document: Document) -> list[str]:
    """Everything with choices, but tables that are criteria; and the year of founding."""
    used = {name for rule in document.criteria for name in rule.questions()}
    return [
        question.name
        for question in document.questions()
        if (question.choices and not (question.rows and question.name in used))
        or question.name == FOUNDED
    ]
