"""From what was posted to values: each page is checked alone, and what was typed is kept."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from surveys.instrument import types
from surveys.instrument.expressions.asking import lookup
from surveys.instrument.model import Document, Question, Section
from surveys.instrument.routing import Walk, codes_offered, compute_value, has_other, walk
from surveys.instrument.types.kind import Kind
from surveys.instrument.types.posted import Fields, Posted, Refusal, refusal


@dataclass(frozen=True, slots=True)
class Checked:
    """A page after the check: values to store (None clears), errors by field, what was typed."""

    values: dict[str, Any]
    errors: dict[str, Refusal]
    typed: dict[str, list[str]]

    @property
    def is_valid(self) -> bool:
        return not self.errors


def check_page(
    document: Document,
    section_name: str,
    posted: Posted,
    answers: Mapping[str, Any],
    language: str,
    *,
    partial: bool = False,
    today: date | None = None,
    passed: Walk | None = None,
) -> Checked:
    """Check what was posted for one section against the answers so far.

    Values hold every question of the section: its answer, or None where there is none or the
    question is not asked; what was refused is left out, so that it changes nothing. With
    ``partial`` nothing is required yet: a page saved half-way. ``today`` is what a constraint means
    by ``today()``; without it, such a constraint refuses nothing. ``passed`` is the pass through
    these answers, where it is known.
    """
    section = document.section(section_name)
    local = {question.name for question in section.questions}
    kept = {
        name: value
        for name, value in (passed or walk(document, answers)).answers.items()
        if name.removesuffix("_other") not in local and name not in local
    }
    return check_section(document, section, posted, kept, language, partial=partial, today=today)


def is_beyond_doubt(section: Section, passed: Walk, answers: Mapping[str, Any]) -> bool:
    """Whether nothing can be wrong with stored answers, so that they need not be read again."""
    asked = (each for each in section.questions if each.name in passed.questions)
    return all(_is_sound(each, answers.get(each.name)) for each in asked)


def _is_sound(question: Question, value: Any) -> bool:
    kind = types.of(question)
    if not kind.is_asked:
        return True
    if question.constraints or question.choice_filter or question.other:
        return False
    if value is None:
        return not question.required
    return kind.is_read_alike(question, value)


def check_section(
    document: Document,
    section: Section,
    posted: Posted,
    kept: dict[str, Any],
    language: str,
    *,
    partial: bool = False,
    today: date | None = None,
) -> Checked:
    """Check one section by the answers that count before it; ``kept`` grows by its own."""
    checked = Checked({}, {}, {})
    for question in section.questions:
        offered = codes_offered(question, kept)
        _keep_typed(question, posted, checked)
        values: dict[str, Any] = {question.name: None} if types.of(question).has_answer else {}
        if question.other:
            values[f"{question.name}_other"] = None
        if offered is not None and question.calculation:
            values[question.name] = compute_value(question, kept)
        elif offered is not None and types.of(question).is_asked:
            fields = Fields(document, question, posted, language, partial=partial, offered=offered)
            values |= _read(fields, kept, today)
            checked.errors.update(fields.errors)
            values = {each: v for each, v in values.items() if each not in fields.errors}
        checked.values.update(values)
        kept.update({name: value for name, value in values.items() if value is not None})
    return checked


def read_unasked(
    document: Document, section: str, posted: Posted, taken: Mapping[str, Any], language: str
) -> dict[str, Any]:
    """Read what was written into questions that are not asked now, for when they are again.

    ``taken`` names the questions that were read or refused already.
    """
    found: dict[str, Any] = {}
    for question in document.section(section).questions:
        type_ = types.of(question)
        is_kept = type_.is_asked and not type_.takes_files and question.choice_filter is None
        if not is_kept or question.name in taken:
            continue
        fields = Fields(document, question, posted, language, partial=True, offered=question.codes)
        with suppress(Refusal):
            found[question.name] = type_.read(fields)
    return {name: value for name, value in found.items() if value is not None}


def _keep_typed(question: Question, posted: Posted, checked: Checked) -> None:
    for field_name in field_names(question):
        if field_name in posted:
            checked.typed[field_name] = list(posted[field_name])


def field_names(question: Question) -> list[str]:
    """Name the form fields of a question."""
    names = types.of(question).field_names(question)
    return [*names, f"{question.name}_other"] if question.other else names


def _read(fields: Fields, kept: Mapping[str, Any], today: date | None) -> dict[str, Any]:
    """Read the value of one question, and the words that explain it; errors stay in ``fields``."""
    question = fields.question
    try:
        value = types.of(question).read(fields)
    except Refusal as refused:
        fields.errors[question.name] = refused
        return {}
    values = {question.name: value}
    if question.other:
        values[f"{question.name}_other"] = _read_other(fields, value)
    if value is None and question.required and not fields.partial and not fields.errors:
        fields.errors[question.name] = refusal("required")
    if value is not None and not fields.errors:
        _constrain(fields, value, kept, today)
    return values


def _constrain(fields: Fields, value: Any, kept: Mapping[str, Any], today: date | None) -> None:
    question = fields.question
    if not question.constraints:
        return
    day = today.isoformat() if today else ""
    find = lookup({**kept, question.name: value}, here=value, today=day)
    for constraint in question.constraints:
        is_open = today is None and constraint.expression.asks_for_today()
        if is_open or _is_missing(question, value) or constraint.expression.holds(find):
            continue
        refused = refusal("constraint")
        refused.message = fields.document.words(constraint.message, fields.language)
        fields.errors[question.name] = refused
        return


def _is_missing(question: Question, value: Any) -> bool:
    choice = question.choice(value) if isinstance(value, str) else None
    return choice is not None and choice.missing is not None


def _read_other(fields: Fields, value: Any) -> str | None:
    """The words that explain “other”; they are wanted when it was chosen, else dropped."""
    question = fields.question
    if not has_other(question, value):
        return None
    name = f"{question.name}_other"
    words = fields.one(name)
    if not words and not fields.partial:
        fields.errors[name] = refusal("other_words", choice=fields.words(question.other))
    if len(words) > Kind.longest:
        fields.errors[name] = refusal("too_long", most=Kind.longest, length=len(words))
        return None
    return words or None
