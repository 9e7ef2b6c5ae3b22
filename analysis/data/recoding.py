"""Answers become numbers in the official orientation, as the questionnaire's rules say."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from surveys.instrument import routing, types
from surveys.instrument.model import CriterionRule, Document, Question

Answers = Mapping[str, Any]


def column_of(rule: CriterionRule, item: str) -> str:
    return f"{rule.criterion}|{item}"


def item_columns(document: Document, responses: Sequence[Answers]) -> pd.DataFrame:
    """One column for each item of each criterion, empty where there is no answer that counts.

    Outside the base of a criterion, for "not applicable" and for "refused" there is none.
    """
    relevant = [routing.relevant_answers(document, answers) for answers in responses]
    columns = {
        column_of(rule, item): [_value(document, rule, item, answers) for answers in relevant]
        for rule in document.criteria
        for item in rule.items
    }
    return pd.DataFrame(columns, index=range(len(responses)), dtype="float64")


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


def asked_columns(document: Document, responses: Sequence[Answers]) -> pd.DataFrame:
    """One column for each criterion: whether any of its items was put to the respondent.

    Outside the base of a criterion it was not, and whoever says that an item does not apply was
    not asked it either; a refusal and a blank are answers that were asked for and are missing.
    """
    walks = [routing.walk(document, answers) for answers in responses]
    columns = {
        rule.criterion: [
            any(_was_asked(document, rule, item, one) for item in rule.items) for one in walks
        ]
        for rule in document.criteria
    }
    return pd.DataFrame(columns, index=range(len(responses)), dtype="bool")


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


def choice_columns(document: Document, name: str, responses: Sequence[Answers]) -> pd.DataFrame:
    """One column of ones and zeros for each choice of a question, empty where not answered."""
    question = document.question(name)
    return _indicators(document, question, responses, types.of(question).codes)


def row_columns(
    document: Document, name: str, row: str, responses: Sequence[Answers]
) -> pd.DataFrame:
    """The same for one row of a matrix."""
    question = document.question(name)
    return _indicators(
        document, question, responses, lambda answer: [types.of(question).item(answer, row)]
    )


def _indicators(
    document: Document,
    question: Question,
    responses: Sequence[Answers],
    chosen: Callable[[Any], list[Any]],
) -> pd.DataFrame:
    relevant = [routing.relevant_answers(document, answers) for answers in responses]
    codes = [choice.code for choice in question.choices if choice.missing is None]
    given = [answers.get(question.name) for answers in relevant]
    rows = [
        _indicate_choices(question, codes, [] if answer is None else chosen(answer))
        for answer in given
    ]
    return pd.DataFrame(rows, columns=codes, index=range(len(responses)), dtype="float64")


def _indicate_choices(
    question: Question, codes: Sequence[str], listed: Sequence[Any]
) -> list[float]:
    if all(one is None or is_missing(question, one) for one in listed):
        return [math.nan] * len(codes)
    chosen = {str(one) for one in listed}
    return [float(code in chosen) for code in codes]
