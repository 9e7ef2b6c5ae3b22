"""What columns hold: types, codes and the numbers that SPSS and Stata hold for them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import count
from typing import Any

from surveys.instrument.model import Document, Question

MISSING_NUMBERS = {"na": -8, "refused": -9}
FIRST_FURTHER_MISSING = -10
WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)


class DataType(StrEnum):
    """What the values of a column are."""

    CODE = "code"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a coded column: as stored, and as the number SPSS and Stata hold."""

    code: str
    number: int
    label: str
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a column holds, and what a codebook says about it."""

    type: DataType
    label: str
    codes: tuple[Code, ...] = ()


def part_name(question: str, code: str) -> str:
    """Name the column of one choice or row."""
    return f"{question}_{code.replace('-', '_')}"


def codes_of(question: Question, document: Document, language: str) -> tuple[Code, ...]:
    """Number the codes: whole numbers, negative ones too, stand for themselves.

    Other codes count from one. Other codes of missing answers are negative: -8 not applicable,
    -9 refused, further ones from -10 down; a number that is a code already is passed over.
    """
    whole = [choice for choice in question.choices if WHOLE.fullmatch(choice.code)]
    numbers = {choice.code: int(choice.code) for choice in whole}
    _count_valid([choice.code for choice in question.choices if not choice.missing], numbers)
    for choice in question.choices:
        if choice.code not in numbers and choice.missing:
            numbers[choice.code] = _missing_number(choice.missing, set(numbers.values()))
    return tuple(
        Code(each.code, numbers[each.code], document.words(each.text, language), each.missing)
        for each in question.choices
    )


def _count_valid(codes: Sequence[str], numbers: dict[str, int]) -> None:
    """Count the valid codes from one, unless each of them is a whole number of its own."""
    given = {numbers.get(code) for code in codes}
    if None not in given and len(given) == len(codes):
        return
    taken = {number for code, number in numbers.items() if code not in codes}
    free = (at for at in count(1) if at not in taken)
    numbers |= {code: next(free) for code in codes}


def _missing_number(missing: str, taken: set[int]) -> int:
    number = MISSING_NUMBERS[missing]
    if number not in taken:
        return number
    return next(at for at in count(FIRST_FURTHER_MISSING, -1) if at not in taken)


def typed_value(kind: DataType, value: Any) -> Any:
    """Bring a stored value into the type of a column; what does not fit it is an error."""
    if value is None or value == "":
        return None
    if kind is DataType.NUMBER:
        return float(value)
    if kind is DataType.DATE:
        return date.fromisoformat(str(value)[:10])
    if kind is DataType.MOMENT:
        return datetime.fromisoformat(str(value))
    return str(value)


def fits(kind: DataType, value: Any) -> bool:
    try:
        typed_value(kind, value)
    except (TypeError, ValueError):
        return False
    return True
