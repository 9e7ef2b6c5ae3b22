"""Editing a draft: each change takes the data of a document and returns new data.

Drafts may be faulty, so this works on plain data and never needs a document that loads.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from surveys.instrument import types

Data = dict[str, Any]


class NoSuchPart(LookupError):
    """The part to be edited is not there (any more)."""


def sections(data: Data) -> list[Data]:
    return list(data.get("sections", []))


def find_section(data: Data, name: str) -> Data:
    for section in data.get("sections", []):
        if section.get("name") == name:
            return dict(section)
    raise NoSuchPart(name)


def find_question(data: Data, name: str) -> Data:
    for question in questions(data):
        if question.get("name") == name:
            return question
    raise NoSuchPart(name)


def questions(data: Data) -> Iterator[Data]:
    for section in data.get("sections", []):
        yield from section.get("questions", [])


def items(data: Data) -> Iterator[tuple[str, Data]]:
    """Name everything a criterion can be computed from: questions, and rows of matrices."""
    for question in questions(data):
        kind = types.kind_named(question.get("kind"))
        if "rows" in kind.uses:
            for row in question.get("rows", []):
                yield f"{question['name']}.{row['code']}", row
        elif kind.has_answer:
            yield question["name"], question


def put_section(data: Data, name: str | None, values: Data) -> Data:
    """Change a section, or add one at the end when no name is given."""
    data = deepcopy(data)
    listed = data.setdefault("sections", [])
    if name is None:
        listed.append({"questions": [], **_drop_empty(values)})
        return data
    at = _place(listed, name)
    listed[at] = {**_drop_empty(values), "questions": listed[at].get("questions", [])}
    return data


def put_question(data: Data, section: str, name: str | None, values: Data) -> Data:
    """Change a question, or add one at the end of a section; a new name is used everywhere."""
    data = deepcopy(data)
    if name is None:
        place = _place(data.get("sections", []), section)
        data["sections"][place].setdefault("questions", []).append(_drop_empty(values))
        return data
    for each in data.get("sections", []):
        for at, question in enumerate(each.get("questions", [])):
            if question.get("name") == name:
                each["questions"][at] = _drop_empty(values)
                return (
                    rename_question(data, name, values["name"]) if values["name"] != name else data
                )
    raise NoSuchPart(name)


def rename_question(data: Data, old: str, new: str) -> Data:
    """Use a question's new name wherever expressions, texts and criteria speak of it."""
    pattern = re.compile(r"(\$\{\s*)" + re.escape(old) + r"(?=[.\s}])")

    def rename(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(lambda found: f"{found[1]}{new}", value)
        if isinstance(value, list):
            return [rename(each) for each in value]
        if isinstance(value, dict):
            return {key: rename(each) for key, each in value.items()}
        return value

    data = {key: rename(value) for key, value in data.items()}
    for rule in data.get("criteria", []):
        rule["items"] = [
            f"{new}{item[len(old) :]}" if item.partition(".")[0] == old else item
            for item in rule.get("items", [])
        ]
    return data


def put_rule(data: Data, key: str, by: str, name: str | None, values: Data) -> Data:
    """Change or add one of the criteria or contradictions."""
    data = deepcopy(data)
    listed = data.setdefault(key, [])
    if name is None:
        listed.append(_drop_empty(values))
    else:
        listed[_place(listed, name, by)] = _drop_empty(values)
    return data


def put_title(data: Data, values: Data) -> Data:
    """Change what belongs to the whole questionnaire."""
    return {**deepcopy(data), **values}


def move(data: Data, kind: str, name: str, step: int) -> Data:
    """Move a section or question one place; a question at the edge goes to the next section."""
    data = deepcopy(data)
    listed = data.get("sections", [])
    if kind == "section":
        _swap(listed, _place(listed, name), step)
        return data
    for at, section in enumerate(listed):
        asked = section.get("questions", [])
        if any(question.get("name") == name for question in asked):
            place = _place(asked, name)
            if 0 <= place + step < len(asked):
                _swap(asked, place, step)
            elif 0 <= at + step < len(listed):
                _hand_over(asked.pop(place), listed[at + step].setdefault("questions", []), step)
            return data
    raise NoSuchPart(name)


def _hand_over(question: Data, receiving: list[Data], step: int) -> None:
    receiving.insert(0 if step > 0 else len(receiving), question)


def _swap(listed: list[Data], at: int, step: int) -> None:
    if 0 <= at + step < len(listed):
        listed[at], listed[at + step] = listed[at + step], listed[at]


REMOVABLE = {"criterion": ("criteria", "criterion"), "contradiction": ("contradictions", "name")}


def remove(data: Data, kind: str, name: str) -> Data:
    """Take a section, question, criterion rule or contradiction away."""
    data = deepcopy(data)
    if kind in REMOVABLE:
        key, by = REMOVABLE[kind]
        del data[key][_place(data.get(key, []), name, by)]
        return data
    if kind == "section":
        del data["sections"][_place(data.get("sections", []), name)]
        return data
    for section in data.get("sections", []):
        asked = section.get("questions", [])
        if any(question.get("name") == name for question in asked):
            del asked[_place(asked, name)]
            return data
    raise NoSuchPart(name)


def _place(listed: list[Data], name: str, by: str = "name") -> int:
    for at, each in enumerate(listed):
        if each.get(by) == name:
            return at
    raise NoSuchPart(name)


def _drop_empty(values: Data) -> Data:
    """Leave out what is empty; the document takes its defaults for it."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, False)}


Change = Callable[[Data], Data]
