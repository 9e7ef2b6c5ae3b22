"""Answers become numbers in the official orientation, as the questionnaire's rules say."""

import math
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from surveys.instrument import routing, types
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
    items = [(rule, item) for rule in document.criteria for item in rule.items]
    values = [array("d") for _each in items]
    asked = {rule.criterion: bytearray() for rule in document.criteria}
    for walk in walks:
        for column, (rule, item) in zip(values, items, strict=True):
            column.append(_value(document, rule, item, walk.answers))
        for rule in document.criteria:
            put = any(_was_asked(document, rule, item, walk) for item in rule.items)
            asked[rule.criterion].append(put)
    named = zip(items, values, strict=True)
    return (
        pd.DataFrame({column_of(*each): np.array(column, "float64") for each, column in named}),
        pd.DataFrame({code: np.array(column, "bool") for code, column in asked.items()}),
    )


def _value(document: Document, rule: CriterionRule, item: str, answers: Answers) -> float:
    if rule.where is not None and not rule.where.holds(routing.lookup(answers)):
        return math.nan
    name, _dot, row = item.partition(".")
    question, answer = document.question(name), answers.get(name)
    answer = None if answer is None else types.of(question).item(answer, row)
    if answer is None or is_missing(question, answer):
        return math.nan
    if rule.measure == "share":
        return float(str(answer) in rule.named)
    value = types.of(question).number(answer)
    return rule.reverse - value if rule.reverse else value


def _was_asked(document: Document, rule: CriterionRule, item: str, walk: routing.Walk) -> bool:
    if rule.where is not None and not rule.where.holds(routing.lookup(walk.answers)):
        return False
    name, _dot, row = item.partition(".")
    question, answer = document.question(name), walk.answers.get(name)
    answer = None if answer is None else types.of(question).item(answer, row)
    choice = question.choice(str(answer)) if question.choices and answer is not None else None
    return name in walk.questions and (choice is None or choice.missing != "na")


def is_missing(question: Question, answer: Any) -> bool:
    """Say whether an answer is a coded "not applicable" or "refused"."""
    choice = question.choice(str(answer)) if question.choices else None
    return choice is not None and choice.missing is not None


def choice_columns(question: Question, given: Sequence[Any]) -> pd.DataFrame:
    """One column of ones and zeros for each choice of a question, empty where not answered."""
    return _indicators(question, given, types.of(question).codes)


def row_columns(question: Question, row: str, given: Sequence[Any]) -> pd.DataFrame:
    """The same for one row of a matrix."""
    return _indicators(question, given, lambda answer: [types.of(question).item(answer, row)])


def _indicators(
    question: Question, given: Sequence[Any], chosen: Callable[[Any], list[Any]]
) -> pd.DataFrame:
    codes = [choice.code for choice in question.choices if choice.missing is None]
    places = {code: place for place, code in enumerate(codes)}
    cells = np.full((len(given), len(codes)), math.nan)
    for row, answer in enumerate(given):
        if counting := _counting(question, [] if answer is None else chosen(answer)):
            cells[row] = 0.0
            cells[row, [places[code] for code in counting if code in places]] = 1.0
    return pd.DataFrame(cells, columns=codes)


def _counting(question: Question, listed: Sequence[Any]) -> set[str]:
    """The codes of an answer; none where all of them say that there is no answer."""
    codes = {str(one) for one in listed if one is not None}
    return set() if all(is_missing(question, one) for one in codes) else codes
