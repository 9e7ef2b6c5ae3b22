"""The words of a questionnaire apart from what it asks: which there are, and exchanged for others.

The words of choices are no part of this: they are what an answer says.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from surveys.instrument.editing import NoSuchPart
from surveys.instrument.validation import PIPED

Data = dict[str, Any]
WORDS = ("title", "intro", "text", "help", "unit")


def find_part(data: Data, name: str) -> Data:
    """The page or question of a name."""
    for section in data.get("sections", []):
        for part in (section, *section.get("questions", [])):
            if part.get("name") == name:
                found: Data = part
                return found
    raise NoSuchPart(name)


def texts_of(part: Data) -> Iterator[tuple[str, dict[str, str]]]:
    """The texts of a part by their places, such as ``text``, ``row.r1`` or ``message.0``."""
    for key in WORDS:
        if part.get(key):
            yield key, part[key]
    for row in part.get("rows", []):
        yield f"row.{row['code']}", row["text"]
    for at, constraint in enumerate(part.get("constraints", [])):
        if constraint.get("message"):
            yield f"message.{at}", constraint["message"]


def reword(data: Data, name: str, place: str, language: str, words: str) -> Data:
    """Other words in one language at one place; everything else stays."""
    data = deepcopy(data)
    texts = dict(texts_of(find_part(data, name)))
    if language not in texts.get(place, {}):
        raise NoSuchPart(place)
    texts[place][language] = words
    return data


def asks_the_same(one: Data, other: Data) -> bool:
    """Whether two documents differ in words alone, those of choices not among them."""
    return _without_words(one) == _without_words(other)


def repeats_the_same(one: str, other: str) -> bool:
    """Whether two texts repeat the same earlier answers."""
    return sorted(PIPED.findall(one)) == sorted(PIPED.findall(other))


def _without_words(data: Data) -> Data:
    data = deepcopy(data)
    for section in data.get("sections", []):
        for part in (section, *section.get("questions", [])):
            for _place, text in texts_of(part):
                text.update(dict.fromkeys(text, ""))
    return data
