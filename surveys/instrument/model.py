"""A questionnaire as a document: sections of questions, what they measure, what contradicts."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.instrument.expressions.language import Expression
from surveys.instrument.markup import to_plain

Text = Mapping[str, str]

MEASURES = frozenset({"mean", "share", "median"})
MISSING = frozenset({"na", "refused"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer offered, under the code that is stored."""

    code: str
    text: Text
    exclusive: bool = False
    missing: str | None = None
    other: bool = False
    fixed: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)

    def seen_by_filter(self) -> dict[str, str]:
        """What a filter may ask of the choice: its code as ``name``, and its attributes."""
        return {**self.attributes, "name": self.code}

    @property
    def stays(self) -> bool:
        """Whether the choice keeps its place when the others are shuffled."""
        return self.fixed or self.other or self.exclusive or self.missing is not None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a matrix."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition an answer must meet, and what to say when it does not."""

    expression: Expression
    message: Text


KNOWN = ("legal_type", "sector", "size", "employees", "founded", "district")


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its name is also the name of its column in every export.

    What its kind decides stands in ``surveys.instrument.types``; ``properties`` are those that only
    its kind has.
    """

    name: str
    kind: str
    text: Text
    help: Text = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    unit: Text = field(default_factory=dict)
    decimals: int = 0
    at_most: int | None = None
    shuffle: bool = False
    required: bool = False
    relevance: Expression | None = None
    choice_filter: Expression | None = None
    constraints: tuple[Constraint, ...] = ()
    calculation: Expression | None = None
    known: str = ""  # what of the register is filled in beforehand
    properties: Mapping[str, Any] = field(default_factory=dict)
    codes: frozenset[str] = field(init=False, repr=False, compare=False)
    other: Choice | None = field(init=False, repr=False, compare=False)  # asks for own words
    repeats_answers: bool = field(init=False, repr=False, compare=False)  # so it differs by reader
    is_plain: bool = field(init=False, repr=False, compare=False)  # asked of all, offers all

    def __post_init__(self) -> None:
        found: dict[str, Any] = {"codes": frozenset(choice.code for choice in self.choices)}
        found["other"] = next((choice for choice in self.choices if choice.other), None)
        texts = [self.text, self.help, self.unit]
        texts += [choice.text for choice in self.choices] + [row.text for row in self.rows]
        found["repeats_answers"] = any("${" in words for text in texts for words in text.values())
        depends = (self.relevance, self.choice_filter, self.calculation, found["other"])
        found["is_plain"] = all(each is None for each in depends)
        for name, value in found.items():
            object.__setattr__(self, name, value)

    def has_row(self, code: str) -> bool:
        return any(row.code == code for row in self.rows)

    def choice(self, code: str) -> Choice | None:
        for choice in self.choices:
            if choice.code == code:
                return choice
        return None

    @property
    def wording(self) -> str:
        """A digest of everything the respondent reads."""
        return _digest(
            {
                "text": dict(self.text),
                "help": dict(self.help),
                "unit": dict(self.unit),
                "choices": [dict(choice.text) for choice in self.choices],
                "rows": [dict(row.text) for row in self.rows],
            }
        )

    @property
    def coding(self) -> str:
        """A digest of how answers are stored and who is asked."""
        return _digest(
            {
                "kind": self.kind,
                "choices": [[choice.code, choice.missing, choice.other] for choice in self.choices],
                "rows": [row.code for row in self.rows],
                "decimals": self.decimals,
                "at_most": self.at_most,
                "relevance": self.relevance.source if self.relevance else "",
                "calculation": self.calculation.source if self.calculation else "",
                **self._filtering(),
                **({"properties": dict(self.properties)} if self.properties else {}),
            }
        )

    def _filtering(self) -> dict[str, Any]:
        """Who is offered which choice; nothing for a question without a filter."""
        if self.choice_filter is None:
            return {}
        attributes = [dict(choice.attributes) for choice in self.choices]
        return {"choice_filter": self.choice_filter.source, "attributes": attributes}

    def conditions(self) -> frozenset[str]:
        """Name the questions that decide whether this one is asked, and what it offers."""
        found = (self.relevance, self.choice_filter)
        return frozenset(name for each in found if each for name in each.names())

    @property
    def fingerprint(self) -> str:
        """Equal for two questions if, and only if, their answers may be pooled."""
        return _digest([self.wording, self.coding])


def _digest(value: Any) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the questionnaire."""

    name: str
    title: Text
    questions: tuple[Question, ...]
    intro: Text = field(default_factory=dict)
    relevance: Expression | None = None


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """How answers become the value of a criterion.

    ``reverse`` brings a scale to the official orientation: the value is ``reverse`` − answer.
    """

    criterion: str
    measure: str
    items: tuple[str, ...]
    named: tuple[str, ...] = ()
    reverse: float | None = None
    where: Expression | None = None

    def questions(self) -> tuple[str, ...]:
        """Name the questions the items belong to, each once."""
        return tuple(dict.fromkeys(item.partition(".")[0] for item in self.items))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that cannot all be true; they raise a flag and never delete anything."""

    name: str
    expression: Expression
    message: Text


@dataclass(frozen=True, slots=True)
class Document:
    """A whole questionnaire, checked."""

    name: str
    version: str
    languages: tuple[str, ...]
    title: Text
    sections: tuple[Section, ...]
    criteria: tuple[CriterionRule, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    _questions: dict[str, Question] = field(init=False, repr=False, compare=False)
    _sections: dict[str, Section] = field(init=False, repr=False, compare=False)
    remembered: dict[Any, Any] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )  # what is the same for every respondent, so that it is made once

    def __post_init__(self) -> None:
        by_name = {each.name: each for section in self.sections for each in section.questions}
        object.__setattr__(self, "_questions", by_name)
        object.__setattr__(self, "_sections", {each.name: each for each in self.sections})

    def question(self, name: str) -> Question:
        return self._questions[name]

    def has_question(self, name: str) -> bool:
        return name in self._questions

    def section(self, name: str) -> Section:
        return self._sections[name]

    def section_of(self, question: str) -> Section:
        return next(s for s in self.sections if any(q.name == question for q in s.questions))

    def questions(self) -> Iterator[Question]:
        """Go through all questions in the order they are asked."""
        return iter(self._questions.values())

    def words(self, text: Text, language: str) -> str:
        """Choose the wording of a language, or the first there is."""
        if not text:
            return ""
        return text.get(language) or next(
            (text[each] for each in self.languages if text.get(each)), ""
        )

    def plain(self, text: Text, language: str) -> str:
        """The same without the marks of bold, italics, links and lists."""
        return to_plain(self.words(text, language))
