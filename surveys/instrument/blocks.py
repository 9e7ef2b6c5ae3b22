"""Tested blocks of questions: taken from one questionnaire into another, criterion by criterion."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from surveys.instrument.editing import Data, questions

REFERENCE = re.compile(r"\$\{\s*(\w+)")
ASKS_FOR_AGENCY = "agency"  # in the name of a question whose choices are agencies


class NameTaken(ValueError):
    """A question of the draft has the name of one of the block, and asks something else."""


def list_measured(data: Data) -> frozenset[str]:
    """The criteria a questionnaire measures."""
    return frozenset(str(rule.get("criterion", "")) for rule in data.get("criteria", []))


def add_block(
    data: Data, source: Data, criterion: str, agencies: Sequence[tuple[str, dict[str, str]]] = ()
) -> Data:
    """Add the questions that measure a criterion, and how; what is asked already stays as it is."""
    if criterion in list_measured(data):
        return data
    rule = next(one for one in source["criteria"] if one["criterion"] == criterion)
    needed = _list_needed(source, rule)
    data = deepcopy(data)
    present = {question["name"]: question for question in questions(data)}
    for section in source["sections"]:
        asked = [deepcopy(one) for one in section["questions"] if one["name"] in needed]
        new = [one for one in asked if not _is_present(one, present)]
        if new:
            _section(data, section)["questions"] += [_localise(one, agencies) for one in new]
    data.setdefault("criteria", []).append(deepcopy(rule))
    return data


def _list_needed(source: Data, rule: Data) -> set[str]:
    """The questions of a rule with all they hang on, and which agency was asked."""
    known = {question["name"]: question for question in questions(source)}
    sections = {q["name"]: s for s in source["sections"] for q in s["questions"]}
    waiting = [item.partition(".")[0] for item in rule["items"]] + _names(rule)
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in known and name not in needed:
            needed.add(name)
            waiting += _names(known[name]) + REFERENCE.findall(sections[name].get("relevance", ""))
    for name, question in known.items():
        if ASKS_FOR_AGENCY in name and needed & set(_names(question)):
            needed.add(name)
    return needed


def _names(value: Any) -> list[str]:
    """Every question that expressions and texts of a part speak of."""
    return [name for text in _texts(value) for name in REFERENCE.findall(text)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _is_present(question: Data, present: dict[str, Data]) -> bool:
    """Whether the draft asks it already; of one name, but another kind, it is another question."""
    own = present.get(question["name"])
    if own is None:
        return False
    if own.get("kind") != question["kind"] or _codes(own) != _codes(question):
        raise NameTaken(question["name"])
    return True


def _codes(question: Data) -> set[str]:
    if ASKS_FOR_AGENCY in question["name"]:
        return set()
    return {str(choice["code"]) for choice in question.get("choices", [])}


def _section(data: Data, source: Data) -> Data:
    """The page of the draft that the block goes to, made where it is missing."""
    listed: list[Data] = data.setdefault("sections", [])
    for section in listed:
        if section.get("name") == source["name"]:
            section.setdefault("questions", [])
            return section
    section = {key: deepcopy(value) for key, value in source.items() if key != "questions"}
    listed.append(section | {"questions": []})
    return listed[-1]


def _localise(question: Data, agencies: Sequence[tuple[str, dict[str, str]]]) -> Data:
    """Offer the agencies of the installation where agencies are what is chosen from."""
    if ASKS_FOR_AGENCY not in question["name"] or not agencies or "choices" not in question:
        return question
    others = [one for one in question["choices"] if one.get("other") or one.get("missing")]
    own = [{"code": code, "text": text} for code, text in agencies]
    return question | {"choices": [*own, *others]}
