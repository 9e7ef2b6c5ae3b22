"""The columns of a data set: names, labels, codes and what is missing, from the document alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from surveys.instrument.columns import Column, of_question
from surveys.instrument.expressions.language import Node
from surveys.instrument.model import NUMERIC, Document, Question

Kind = Literal["code", "number", "text", "date"]

MISSING_NUMBERS = {"na": -8, "refused": -9}
FIRST_FURTHER_MISSING = -10
CHOSEN = {"vi": ("không chọn", "chọn"), "en": ("not chosen", "chosen")}
OTHER_WORDS = {"vi": "ý kiến khác, ghi rõ", "en": "other, in own words"}
RANK = {"vi": "thứ tự ưu tiên", "en": "rank"}


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a coded column: as stored, and as the number SPSS and Stata hold."""

    code: str
    number: int
    label: str
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """One column: where its values come from, and how to read them."""

    name: str
    label: str
    kind: Kind
    codes: tuple[Code, ...] = ()
    question: Question | None = None
    column: Column | None = None
    base: str = ""

    def code(self, value: Any) -> Code | None:
        return next((each for each in self.codes if each.code == str(value)), None)

    def typed(self, value: Any) -> Any:
        """Bring a stored value into the column's type; what does not fit it is an error."""
        if value is None or value == "":
            return None
        if self.kind == "number":
            return float(value)
        if self.kind == "date":
            return date.fromisoformat(str(value)[:10])
        return str(value)


def variables(document: Document, language: str) -> Iterator[Variable]:
    """All columns of the questions, in the order of the questionnaire."""
    for section in document.sections:
        for question in section.questions:
            conditions = [each.source for each in (section.relevance, question.relevance) if each]
            for column in of_question(question):
                yield _variable(column, document, language, " and ".join(conditions))


def _variable(column: Column, document: Document, language: str, base: str) -> Variable:
    question = column.question
    text = document.words(question.text, language) or question.name
    kind, codes, label = _contents(column, document, language, text)
    return Variable(column.name, label, kind, codes, question, column, base)


def _contents(
    column: Column, document: Document, language: str, text: str
) -> tuple[Kind, tuple[Code, ...], str]:
    question = column.question
    if column.part == "other":
        return "text", (), f"{text} – {OTHER_WORDS.get(language, OTHER_WORDS['en'])}"
    if column.part == "row":
        row = next(each for each in question.rows if each.code == column.code)
        label = f"{document.words(row.text, language)} – {text}"
        return "code", codes_of(question, document, language), label
    if column.part in ("choice", "rank"):
        choice = question.choice(column.code)
        named = document.words(choice.text, language) if choice else column.code
        if column.part == "rank":
            return "number", (), f"{named} ({RANK.get(language, RANK['en'])}) – {text}"
        no, yes = CHOSEN.get(language, CHOSEN["en"])
        return "code", (Code("0", 0, no), Code("1", 1, yes)), f"{named} – {text}"
    if question.choices:
        return "code", codes_of(question, document, language), text
    if question.kind in NUMERIC:
        unit = document.words(question.unit, language)
        return "number", (), f"{text} ({unit})" if unit else text
    if question.kind == "date":
        return "date", (), text
    if question.kind == "calculated" and question.calculation:
        is_text = _gives_text(question.calculation.tree, document)
        return "text" if is_text else "number", (), text
    return "text", (), text


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


def _gives_text(tree: Node, document: Document) -> bool:
    """Whether a calculation may give words rather than a number."""
    if tree[0] == "text":
        return bool(tree[1])
    if tree[0] == "ref" and document.has_question(tree[1]):
        return document.question(tree[1]).kind not in NUMERIC | {"calculated"}
    if tree[0] == "call" and tree[1] == "if":
        return any(_gives_text(branch, document) for branch in tree[3:])
    if tree[0] == "call" and tree[1] == "coalesce":
        return any(_gives_text(branch, document) for branch in tree[2:])
    return tree[0] == "call" and tree[1] in ("selected-at", "date")


def distinct(extra: Iterable[Variable], taken: Iterable[Variable]) -> list[Variable]:
    """Give columns of our own a name that no question has."""
    names = {each.name.lower() for each in taken}
    kept = []
    for each in extra:
        name = each.name
        while name.lower() in names:
            name = f"{name}0"
        names.add(name.lower())
        kept.append(Variable(name, each.label, each.kind, each.codes))
    return kept
