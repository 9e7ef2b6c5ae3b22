"""A page from one of several devices or windows, merged question by question with what is stored.

Each answer has a revision: a digest of what is stored of it, which the server gives with the page
and the page sends back. So it is known who changed what, whatever a phone's clock says:

* changed here alone, or there alone: the change holds;
* a blank erases only what stood on this very page, never an answer from elsewhere;
* changed here and there: what is stored stays, the other is kept beside it, the person is asked.

Pages number what they post: what a page posts again, or late, is no other device's answer. The rows
of a matrix are answers of their own.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from surveys.instrument import types
from surveys.instrument.answer_checking import field_names
from surveys.instrument.model import Document, Question
from surveys.instrument.posting import fields_of, question_of
from surveys.instrument.routing import has_other, walk
from surveys.instrument.types.posted import Fields, Refusal

DIGITS = 8
CHOOSE = "keep."  # before the name of an answer, in the form of somebody who is asked
STORED, OTHER = "stored", "other"  # which of two answers a person keeps

Posted = Mapping[str, Sequence[str]]
FieldValues = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is merged as one: a question with its fields, or a row of a matrix."""

    name: str
    question: Question
    fields: tuple[str, ...]

    @property
    def is_row(self) -> bool:
        return self.name != self.question.name

    def own(self, posted: Posted) -> FieldValues:
        """The fields of it that hold something."""
        given = {name: [each for each in posted.get(name, ()) if each] for name in self.fields}
        return {name: values for name, values in given.items() if values}


def units_of(question: Question) -> Iterator[Unit]:
    if not types.of(question).is_asked:
        return
    if not question.rows:
        yield Unit(question.name, question, tuple(field_names(question)))
        return
    for name in field_names(question):
        yield Unit(name, question, (name,))


def units_in(document: Document, section: str) -> tuple[Unit, ...]:
    """All that is merged of a section, found once for all respondents."""
    known = document.remembered.get(("units", section))
    if known is None:
        questions = document.section(section).questions
        known = tuple(unit for question in questions for unit in units_of(question))
        document.remembered["units", section] = known
    return known


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of a section before a page is laid over it."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    typed: Posted = field(default_factory=dict)
    revisions: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    disputed: Mapping[str, FieldValues] = field(default_factory=dict)

    def fields(self, unit: Unit, language: str) -> FieldValues:
        """What stands in its fields: what was typed and refused, else the answer."""
        if self.is_blank:
            return {}
        return unit.own(self.typed) or unit.own(
            dict(fields_of(unit.question, self.answers, language))
        )

    @property
    def is_blank(self) -> bool:
        return not (self.answers or self.typed)


@dataclass(frozen=True, slots=True)
class Sender:
    """A page as it was opened once, and how many times it has posted since."""

    name: str = ""
    number: int = 0

    def has_written(self, unit: Unit, stored: Stored) -> bool:
        return bool(self.name) and stored.revisions.get(unit.name, ("",))[0] == self.name

    def is_late(self, unit: Unit, stored: Stored) -> bool:
        """Whether this page has posted something newer, which came first."""
        return self.has_written(unit, stored) and self.number < stored.revisions[unit.name][1]


@dataclass(slots=True)
class Merged:
    """The fields of a section as they stand now.

    ``differs`` holds those that stand otherwise than they were posted; ``answered`` names the
    questions with something in them. A dispute that is None is settled.
    """

    fields: FieldValues = field(default_factory=dict)
    revisions: dict[str, list[Any]] = field(default_factory=dict)
    disputed: dict[str, FieldValues | None] = field(default_factory=dict)
    differs: dict[str, FieldValues] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def put(self, unit: Unit, stands: FieldValues) -> None:
        self.fields |= stands
        if stands:
            self.answered.add(unit.question.name)


@dataclass(frozen=True, slots=True)
class Merge:
    """A page that was posted, and all that decides what of it stands.

    ``seen`` are the revisions the page was made with; None where a page does not know them.
    """

    document: Document
    posted: Posted
    stored: Stored
    seen: Mapping[str, str] | None
    sender: Sender
    language: str

    def run(self, section: str) -> Merged:
        merged = Merged()
        for unit in units_in(self.document, section):
            self.settle(unit, merged)
        return merged

    def settle(self, unit: Unit, merged: Merged) -> None:
        """Put into ``merged`` what stands of one answer."""
        here, there = unit.own(self.posted), self.stored.fields(unit, self.language)
        if here == there and unit.name not in self.stored.disputed:
            merged.put(unit, there)
            return
        verdict = self.chosen(unit) or self.verdict(unit, here, there)
        other = self.stored.disputed.get(unit.name, {})
        stands = {"here": here, "other": other}.get(verdict, there)
        if verdict in {"here", "asked", "other"}:
            merged.revisions[unit.name] = [self.sender.name, self.sender.number]
        if verdict == "asked":
            merged.disputed[unit.name] = here
        elif unit.name in self.stored.disputed and verdict != "there":
            merged.disputed[unit.name] = None
        merged.put(unit, stands)
        if stands is not here and self.state(unit, stands) != self.state(unit, here):
            merged.differs[unit.name] = stands

    def chosen(self, unit: Unit) -> str:
        """What a person who was asked has chosen."""
        if unit.name not in self.stored.disputed:
            return ""
        choice = (list(self.posted.get(CHOOSE + unit.name, ())) or [""])[-1]
        return {STORED: "stored", OTHER: "other"}.get(choice, "")

    def verdict(self, unit: Unit, here: FieldValues, there: FieldValues) -> str:
        """Say which answer stands: that from here, that from there, or both are asked about."""
        new, old = self.state(unit, here), self.state(unit, there)
        if new == old or self.sender.is_late(unit, self.stored):
            return "there"
        if self.seen is None:
            return "there" if new is None else "here"
        seen = self.seen.get(unit.name, "")
        if seen == revision_of(old) or self.is_own(unit, is_untouched=revision_of(new) == seen):
            return "here"
        if new is None or revision_of(new) == seen:
            return "there"
        return "here" if old is None else "asked"

    def is_own(self, unit: Unit, *, is_untouched: bool) -> bool:
        """Whether this page wrote what is stored, and goes on with what it posts now.

        Whoever was asked has chosen meanwhile: what was on its way then is as it was before.
        """
        has_chosen = is_untouched and CHOOSE + unit.name in self.posted
        return self.sender.has_written(unit, self.stored) and not has_chosen

    def state(self, unit: Unit, fields: FieldValues) -> Any:
        return state_of(self.document, unit, fields, self.language)


def state_of(document: Document, unit: Unit, fields: FieldValues, language: str) -> Any:
    """What fields say, however it was written: a value with its words, else what was typed."""
    if not fields:
        return None
    if unit.is_row:
        return fields
    question = unit.question
    asked = Fields(document, question, fields, language, partial=True, offered=question.codes)
    try:
        value = types.of(question).read(asked)
    except Refusal:
        return fields
    if value is None:
        return None
    return [value, asked.one(f"{question.name}_other") if has_other(question, value) else ""]


def revision_of(state: Any) -> str:
    """A digest of an answer; that of a blank is empty."""
    if state is None:
        return ""
    text = json.dumps(state, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:DIGITS]


def write_revisions(document: Document, section: str, stored: Stored, language: str) -> str:
    """Write the revisions of a section for its page: ``name:revision``, blanks left out."""
    if stored.is_blank:
        return ""
    given = (
        (unit.name, revision_of(state_of(document, unit, stored.fields(unit, language), language)))
        for unit in units_in(document, section)
    )
    return " ".join(f"{name}:{revision}" for name, revision in given if revision)


def read_revisions(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    pairs = (each.rpartition(":") for each in text.split())
    return {name: revision for name, _colon, revision in pairs}


def open_disputes(
    document: Document, answers: Mapping[str, Any], disputed: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Name the answers that two devices gave differently, with their sections, while they count."""
    if not disputed:
        return []
    asked = walk(document, answers).questions
    sections = {q.name: section.name for section in document.sections for q in section.questions}
    names = {name: question_of(document, name) for name in disputed}
    return [(sections[q], name) for name, q in names.items() if q in asked]
