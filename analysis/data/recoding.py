"""Answers become numbers in the official orientation, as the questionnaire's rules say."""

import math
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from surveys.instrument import routing, types
from surveys.instrument.expressions.asking import RememberedConditions
from surveys.instrument.model import CriterionRule, Document, Question

Answers = Mapping[str, Any]


def column_of(rule: CriterionRule, item: str) -> str:
    return f"{rule.criterion}|{item}"


def criterion_columns(
    document: Document, walks: Iterable[routing.Walk]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the items of the criteria, and whether each criterion was asked.

    One column for each item, empty where there is no answer that counts: outside the base of a
    criterion, for "not applicable" and for "refused". One column for each criterion: whether any of
    its items was put to the respondent. Outside its base it was not, and whoever says that an item
    does not apply was not asked it either; a refusal and a blank were asked for and are missing.
    """
    rules = [
        (rule, [_Item(document, rule, item) for item in rule.items]) for rule in document.criteria
    ]
    asked = {rule.criterion: bytearray() for rule in document.criteria}
    judge = RememberedConditions()
    for walk in walks:
        for rule, items in rules:
            applies = rule.where is None or judge(rule.where, walk.answers)
            put = [item.take(walk, applies) for item in items]
            asked[rule.criterion].append(any(put))
    columns = [item for _rule, items in rules for item in items]
    return (
        pd.DataFrame({each.column: np.array(each.values, "float64") for each in columns}),
        pd.DataFrame({code: np.array(column, "bool") for code, column in asked.items()}),
    )


class _Item:
    """One item of a criterion, read from one respondent after the other."""

    def __init__(self, document: Document, rule: CriterionRule, item: str) -> None:
        self.rule, self.column = rule, column_of(rule, item)
        self.name, _dot, self.row = item.partition(".")
        self.question = document.question(self.name)
        self.kind = types.of(self.question)
        self.values = array("d")
        self.known: dict[Any, tuple[float, bool]] = {}  # few answers differ

    def take(self, walk: routing.Walk, applies: bool) -> bool:
        """Note the respondent's value; tell whether the item was put to the respondent."""
        answer = walk.answers.get(self.name) if applies else None
        if answer is not None:
            answer = self.kind.item(answer, self.row)
        key = answer if answer is None or type(answer) is str else (type(answer), repr(answer))
        known = self.known.get(key)
        if known is None:
            known = self.known[key] = self._read(answer)
        value, was_put = known
        self.values.append(value)
        return applies and was_put and self.name in walk.questions

    def _read(self, answer: Any) -> tuple[float, bool]:
        """The value, and whether the item applies to whoever answers so."""
        if answer is None:
            return math.nan, True
        choice = self.question.choice(str(answer)) if self.question.choices else None
        applies = choice is None or choice.missing != "na"
        if is_missing(self.question, answer):
            return math.nan, applies
        if self.rule.measure == "share":
            return float(str(answer) in self.rule.named), applies
        value = self.kind.number(answer)
        return self.rule.reverse - value if self.rule.reverse else value, applies


def is_missing(question: Question, answer: Any) -> bool:
    """Say whether an answer is a coded "not applicable" or "refused"."""
    choice = question.choice(str(answer)) if question.choices else None
    return choice is not None and choice.missing is not None


def choice_columns(question: Question, given: Sequence[Any]) -> pd.DataFrame:
    """One column of ones and zeros for each choice of a question, empty where not answered."""
    return _indicators(question, given, types.of(question).codes)


def row_columns(question: Question, given: Sequence[Any]) -> pd.DataFrame:
    """The same for one row of a table, of which ``given`` are the codes."""
    return _indicators(question, given, lambda code: [code])


def _indicators(
    question: Question, given: Sequence[Any], chosen: Callable[[Any], list[Any]]
) -> pd.DataFrame:
    codes = [choice.code for choice in question.choices if choice.missing is None]
    patterns: dict[Any, list[float]] = {}  # few answers differ
    places: dict[Any, int] = {}
    rows = array("l")
    for answer in given:
        key = answer if answer is None or type(answer) is str else (type(answer), repr(answer))
        if key not in places:
            places[key] = len(places)
            said = () if answer is None else chosen(answer)
            patterns[key] = _pattern(question, codes, [str(one) for one in said if one is not None])
        rows.append(places[key])
    cells = np.array(list(patterns.values()) or [[]])
    return pd.DataFrame(cells.reshape(-1, len(codes))[rows], columns=codes)


def _pattern(question: Question, codes: Sequence[str], listed: Sequence[str]) -> list[float]:
    counting = _counting(question, listed)
    return [float(code in counting) if counting else math.nan for code in codes]


def _counting(question: Question, listed: Sequence[Any]) -> set[str]:
    """The codes of an answer; none where all of them say that there is no answer."""
    codes = {str(one) for one in listed if one is not None}
    return set() if all(is_missing(question, one) for one in codes) else codes
