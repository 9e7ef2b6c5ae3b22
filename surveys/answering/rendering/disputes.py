"""Answers that two devices gave differently: the person is asked which holds."""

from dataclasses import dataclass

from surveys.answering.forms import both_answered
from surveys.answering.queries.visits import Visit
from surveys.instrument.merging import FieldValues, Unit, state_of, units_of
from surveys.instrument.model import Document
from surveys.instrument.piping import repeat_answer
from surveys.instrument.posting import question_of


@dataclass(frozen=True, slots=True)
class Dispute:
    """Both answers in words, beside the name of the field that chooses."""

    name: str
    label: str
    stored: str
    other: str

    @property
    def row(self) -> str:
        """The row of a table it is about; what is chosen stands below that row."""
        return self.name.partition(".")[2]


def disputes_of(visiting: Visit, section: str, language: str) -> list[Dispute]:
    """List what is to be chosen on a page."""
    document, stored = visiting.document, visiting.stored(section)
    return [
        Dispute(
            name,
            _row_label(document, unit, language),
            _say(document, unit, stored.fields(unit, language), language),
            _say(document, unit, stored.disputed[name], language),
        )
        for name in visiting.disputes(section)
        for unit in units_of(document.question(question_of(document, name)))
        if unit.name == name
    ]


def dispute_sentences(visiting: Visit, section: str, language: str) -> dict[str, str]:
    """Say to a script, by field, what the person will be asked."""
    return dict.fromkeys(visiting.disputes(section), both_answered())


def _row_label(document: Document, unit: Unit, language: str) -> str:
    code = unit.name.partition(".")[2]
    row = next((row for row in unit.question.rows if unit.is_row and row.code == code), None)
    return document.plain(row.text, language) if row else ""


def _say(document: Document, unit: Unit, fields: FieldValues, language: str) -> str:
    state = state_of(document, unit, fields, language)
    if unit.is_row and fields:
        choice = unit.question.choice(next(iter(fields.values()))[-1])
        return document.plain(choice.text, language) if choice else ""
    if not isinstance(state, list):
        return ", ".join(text for values in fields.values() for text in values)
    name, (value, words) = unit.question.name, state
    return repeat_answer(document, name, {name: value, f"{name}_other": words}, language)
