"""What decides which question comes next, as plain values for the browser.

``static/js/expressions.js`` goes through them as ``routing.walk`` goes through the document; both
are held to one file of vectors, ``tests/surveys/instrument/flows.json``.
"""

from collections.abc import Mapping
from typing import Any

from surveys.instrument import types
from surveys.instrument.expressions.language import Expression
from surveys.instrument.model import Document, Question, Section


def describe_flow(document: Document) -> dict[str, Any]:
    """Describe all sections and questions with their conditions, without a word of text."""
    return {"sections": [_describe_section(section) for section in document.sections]}


def _describe_section(section: Section) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": section.name,
        "questions": [describe_question(question) for question in section.questions],
    }
    if section.relevance:
        described["relevance"] = section.relevance.tree
    return described


def describe_question(question: Question) -> dict[str, Any]:
    """Say when a question is asked, what it offers, and how its fields are read."""
    kind = types.of(question)
    rule: dict[str, Any] = {"name": question.name, "kind": question.kind, "shown": kind.is_shown}
    if kind.is_asked:
        rule["reads"] = kind.reads
    for key in ("relevance", "calculation"):
        expression = getattr(question, key)
        if expression:
            rule[key] = expression.tree
    if question.choice_filter:
        rule["filter"] = question.choice_filter.tree
        rule["choices"] = [choice.seen_by_filter() for choice in question.choices]
    if kind.rewrites:
        rule["rewrites"] = kind.rewrites
    return rule


def script_of(document: Document, section: Section, before: Mapping[str, Any]) -> dict[str, Any]:
    """What the browser needs to show and hide the questions of a page while answers change.

    ``before`` are the answers of other pages; those that no condition asks for stay out.
    """
    names, decided = names_in_conditions(document), any(map(has_condition, section.questions))
    rules = [describe_question(question) for question in section.questions] if decided else []
    return {
        "answers": {n: value for n, value in before.items() if n in names} if names else {},
        "questions": rules,
    }


def has_condition(question: Question) -> bool:
    return question.relevance is not None or question.choice_filter is not None


def names_in_conditions(document: Document) -> frozenset[str]:
    """Name the questions that decide something about another one; found once a document."""
    known = document.remembered.get("names in conditions")
    if known is None:
        found = [each for section in document.sections for each in _expressions(section)]
        known = frozenset(name for each in found for name in each.names())
        document.remembered["names in conditions"] = known
    return known


def _expressions(section: Section) -> list[Expression]:
    found = [section.relevance]
    for question in section.questions:
        found += [question.relevance, question.calculation, question.choice_filter]
    return [each for each in found if each is not None]
