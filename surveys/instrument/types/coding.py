"""What columns hold: types, codes and the numbers that SPSS and Stata hold for them."""

from dataclasses import dataclass
from enum import StrEnum

from surveys.instrument.model import Document, Question

MISSING_NUMBERS = {"na": -8, "refused": -9}
FIRST_FURTHER_MISSING = -10


class DataType(StrEnum):
    """What the values of a column are."""

    CODE = "code"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


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
    """Number the codes: whole numbers stand for themselves, others count from one.

    Missing codes are negative: -8 not applicable, -9 refused, further ones from -10 down.
    """
    valid = [choice for choice in question.choices if not choice.missing]
    are_numbers = all(choice.code.isdecimal() for choice in valid)
    numbers: dict[str, int] = {
        choice.code: int(choice.code) if are_numbers else at for at, choice in enumerate(valid, 1)
    }
    taken: set[int] = set()
    for choice in question.choices:
        if choice.missing:
            number = MISSING_NUMBERS[choice.missing]
            further = FIRST_FURTHER_MISSING - len(taken)
            numbers[choice.code] = number if number not in taken else further
            taken.add(numbers[choice.code])
    return tuple(
        Code(each.code, numbers[each.code], document.words(each.text, language), each.missing)
        for each in question.choices
    )
