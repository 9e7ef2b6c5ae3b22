"""What a respondent sees, in which order: relevance, repeated answers, and shuffled choices."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar, cast

from surveys.instrument import types
from surveys.instrument.expressions.asking import holds, lookup
from surveys.instrument.expressions.language import Expression
from surveys.instrument.expressions.values import Plain
from surveys.instrument.flow import has_condition, script_of
from surveys.instrument.model import Choice, Document, Question, Section, Text
from surveys.instrument.piping import speaker

Answers = Mapping[str, Any]
Holds = Callable[[Expression, Answers], bool]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Walk:
    """A whole pass through the questionnaire with given answers."""

    sections: tuple[str, ...]
    questions: frozenset[str]
    answers: dict[str, Any]


def walk(document: Document, answers: Answers, judge: Holds = holds) -> Walk:
    """Go through all questions in order; answers to questions that are not asked count for nothing.

    Calculated questions get their value on the way. ``judge`` says whether a condition holds;
    who reads many responses passes one that remembers.
    """
    kept: dict[str, Any] = {}
    sections: list[str] = []
    asked: set[str] = set()
    for section in document.sections:
        if section.relevance and not judge(section.relevance, kept):
            continue
        here = _walk_section(section, answers, kept, judge)
        asked |= here
        if any(types.of(document.question(name)).is_shown for name in here):
            sections.append(section.name)
    return Walk(tuple(sections), frozenset(asked), kept)


def _walk_section(
    section: Section, answers: Answers, kept: dict[str, Any], judge: Holds = holds
) -> set[str]:
    asked: set[str] = set()
    for question in section.questions:
        name = question.name
        if question.is_plain:
            asked.add(name)
            answer = answers.get(name)
            if answer is not None and types.of(question).has_answer:
                kept[name] = answer
            continue
        offered = codes_offered(question, kept, judge)
        if offered is None:
            continue
        asked.add(name)
        _keep_answer(question, offered, answers, kept)
    return asked


def _keep_answer(
    question: Question, offered: frozenset[str], answers: Answers, kept: dict[str, Any]
) -> None:
    """Put into ``kept`` what counts of the answer to a question that depends on others."""
    name = question.name
    answer = among(question, offered, answers.get(name))
    if question.calculation is not None:
        answer = compute_value(question, kept)
    if answer is None:
        return
    if types.of(question).has_answer:
        kept[name] = answer
    words = answers.get(f"{name}_other") if question.other else None
    if words and has_other(question, answer):
        kept[f"{name}_other"] = words


def codes_offered(question: Question, kept: Answers, judge: Holds = holds) -> frozenset[str] | None:
    """The codes a question offers after these answers; None when it is not asked at all.

    A question whose filter passes no choice is not asked.
    """
    if question.relevance is not None and not judge(question.relevance, kept):
        return None
    passes = question.choice_filter
    if passes is None:
        return question.codes
    offered = frozenset(
        choice.code
        for choice in question.choices
        if passes.holds(lookup(kept, choice.seen_by_filter()))
    )
    return offered or None


def among(question: Question, offered: frozenset[str], answer: Any) -> Any:
    """Keep of an answer what the filter of its question offers now; nothing left is None."""
    if question.choice_filter is None or answer is None:
        return answer
    return types.of(question).among(answer, offered)


def has_other(question: Question, answer: Any) -> bool:
    """Whether the choice that asks for words is part of an answer."""
    if question.other is None or answer is None:
        return False
    return question.other.code in types.of(question).codes(answer)


def compute_value(question: Question, answers: Answers) -> Any:
    """Compute a calculated question; whole numbers come as int, so that they read as such."""
    value: Plain = question.calculation.value(lookup(answers)) if question.calculation else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def relevant_answers(document: Document, answers: Answers) -> dict[str, Any]:
    """Keep the answers to questions that are asked; this is what is stored on submission."""
    return walk(document, answers).answers


def has_given(document: Document, answers: Answers) -> bool:
    """Whether somebody gave one of these answers; what is calculated comes by itself."""
    return any(
        question.calculation is None and question.name in answers
        for question in document.questions()
    )


def visible(document: Document, answers: Answers) -> list[str]:
    """Name the sections this respondent goes through."""
    return list(walk(document, answers).sections)


def next_section(document: Document, section: str, passed: Walk) -> str | None:
    """Name the section after this one, or None after the last."""
    return _neighbour(document, section, passed, 1)


def previous_section(document: Document, section: str, passed: Walk) -> str | None:
    """Name the section before this one, or None before the first."""
    return _neighbour(document, section, passed, -1)


def _neighbour(document: Document, section: str, passed: Walk, step: int) -> str | None:
    order = [each.name for each in document.sections]
    at = order.index(section) + step
    while 0 <= at < len(order):
        if order[at] in passed.sections:
            return order[at]
        at += step
    return None


class ShownChoice(NamedTuple):
    """A choice in the words and place it is shown; ``filtered`` if it may come and go."""

    code: str
    text: str
    exclusive: bool
    missing: str | None
    other: bool
    filtered: bool = False


class ShownRow(NamedTuple):
    """A row of a matrix in the words it is shown."""

    code: str
    text: str


class Shown(NamedTuple):
    """A question as it stands on the page.

    ``visible`` says whether its condition holds now; ``conditional`` whether that may change.
    """

    question: Question
    text: str
    help: str
    unit: str
    choices: tuple[ShownChoice, ...]
    rows: tuple[ShownRow, ...]
    value: Any
    other: str
    visible: bool
    conditional: bool
    made: dict[str, Any] | None = None  # what was made of it; None where it differs by reader

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def kind(self) -> str:
        return self.question.kind

    def keep(self, name: str, make: Callable[[], Made]) -> Made:
        """What is made of the question under a name: once, where it is the same for all."""
        if self.made is None:
            return make()
        if name not in self.made:
            self.made[name] = make()
        return cast(Made, self.made[name])


@dataclass(frozen=True, slots=True)
class Page:
    """A section as one respondent sees it."""

    section: str
    title: str
    intro: str
    questions: tuple[Shown, ...]
    number: int
    of: int
    script: dict[str, Any]


def page(
    document: Document,
    section_name: str,
    answers: Answers,
    language: str,
    seed: str,
    passed: Walk | None = None,
) -> Page:
    """Lay out a section: what is asked, in which words, choices shuffled by the respondent's seed.

    Questions that are not asked now are there, too, but not visible: without a network, the answer
    that brings them up may be given on another page of the phone. ``script`` is what the browser
    needs to show and hide them: plain values only, ready for JSON. ``passed`` is the pass through
    these answers, where it is known.
    """
    section = document.section(section_name)
    passed = passed or walk(document, answers)
    local = {question.name for question in section.questions}
    before = {name: value for name, value in passed.answers.items() if name not in local}
    asked = passed.questions
    if section_name not in passed.sections:  # kept on a phone for the answer that brings it up
        asked |= _walk_section(section, answers, dict(before))
    say = speaker(document, passed.answers, language)

    def show(question: Question) -> Shown:
        is_visible = question.name in asked
        key = _key_of_all(question, is_visible, answers, language)
        if key and (known := document.remembered.get(key)):
            return known  # type: ignore[no-any-return]
        offered = _offer_choices(document, question, say, language, seed, before, local)
        shown = _show_question(question, is_visible, passed.answers, answers, say, offered)
        if key:
            shown = document.remembered[key] = shown._replace(made={})
        return shown

    shown = tuple(show(each) for each in section.questions if types.of(each).is_shown)
    number = passed.sections.index(section_name) + 1 if section_name in passed.sections else 0
    return Page(
        section=section_name,
        title=say(section.title),
        intro=say(section.intro),
        questions=shown,
        number=number,
        of=len(passed.sections),
        script=script_of(document, section, before),
    )


def _key_of_all(
    question: Question, is_visible: bool, answers: Answers, language: str
) -> tuple[Any, ...] | None:
    """Under which a question is the same for all: with nothing in it, or with one of its choices.

    None where it is not, since it differs by its reader or holds words of one.
    """
    value = answers.get(question.name)
    if not _is_same_for_all(question) or f"{question.name}_other" in answers:
        return None
    if value is None or (isinstance(value, str) and value in question.codes):
        return ("shown", question.name, language, is_visible, value)
    return None


def preview(document: Document, section_name: str, language: str) -> Page:
    """Lay out a section with every question shown, whatever its condition, for its author."""
    section = document.section(section_name)
    say = speaker(document, {}, language)
    shown = tuple(
        _show_question(
            question,
            True,
            {},
            {},
            say,
            _offer_choices(document, question, say, language, section_name),
        )
        for question in section.questions
        if types.of(question).is_shown
    )
    number = [each.name for each in document.sections].index(section_name) + 1
    return Page(
        section_name, say(section.title), say(section.intro), shown, number,
        len(document.sections), {},
    )  # fmt: skip


def _show_question(
    question: Question,
    is_visible: bool,
    kept: Answers,
    answers: Answers,
    say: Callable[[Text], str],
    offered: tuple[tuple[ShownChoice, ...], tuple[ShownRow, ...]],
) -> Shown:
    choices, rows = offered
    return Shown(
        question=question,
        text=say(question.text),
        help=say(question.help),
        unit=say(question.unit),
        choices=choices,
        rows=rows,
        value=kept.get(question.name, answers.get(question.name)),
        other=str(answers.get(f"{question.name}_other") or ""),
        visible=is_visible,
        conditional=has_condition(question),
    )


def _offer_choices(
    document: Document,
    question: Question,
    say: Callable[[Text], str],
    language: str,
    seed: str,
    before: Answers | None = None,
    local: frozenset[str] | set[str] = frozenset(),
) -> tuple[tuple[ShownChoice, ...], tuple[ShownRow, ...]]:
    """Word choices and rows, once for all respondents unless shuffled, filtered or repeating.

    A filter that asks for an answer of the same page leaves all choices in, for the page to show
    and hide; without answers ``before`` the author of a preview sees all of them.
    """
    known = document.remembered.get((question.name, language))
    if known is not None:
        return known  # type: ignore[no-any-return]
    comes_and_goes = bool(question.choice_filter and question.choice_filter.names() & local)
    choices: Sequence[Choice] = shuffle_choices(question, seed)
    if question.choice_filter and before is not None and not comes_and_goes:
        passing = codes_offered(replace(question, relevance=None), before) or frozenset()
        choices = [each for each in choices if each.code in passing]
    offered = (
        tuple(
            ShownChoice(
                each.code, say(each.text), each.exclusive, each.missing, each.other, comes_and_goes
            )
            for each in choices
        ),
        tuple(ShownRow(row.code, say(row.text)) for row in question.rows),
    )
    if _is_same_for_all(question):
        document.remembered[(question.name, language)] = offered
    return offered


def _is_same_for_all(question: Question) -> bool:
    """Whether every respondent finds the same choices and rows, in the same words and order."""
    return not (question.shuffle or question.choice_filter or question.repeats_answers)


def shuffle_choices(question: Question, seed: str) -> tuple[Choice, ...]:
    """Shuffle the choices for one respondent; those that stay keep their very place."""
    if not question.shuffle:
        return question.choices
    moving = [choice for choice in question.choices if not choice.stays]
    random.Random(f"{seed}:{question.name}").shuffle(moving)  # noqa: S311 -- order, not secrecy
    places = iter(moving)
    return tuple(choice if choice.stays else next(places) for choice in question.choices)
