"""From JSON to a sound document, refused with every problem at once, and back to JSON."""

from collections.abc import Mapping
from typing import Any

from surveys.instrument import parsing, validation
from surveys.instrument.model import CriterionRule, Document, Question, Section
from surveys.instrument.problems import DocumentError


def load(data: Mapping[str, Any]) -> Document:
    """Read a document, or raise a DocumentError that names every problem and its place."""
    document, problems = parsing.parse_document(data)
    if not problems:
        problems = validation.problems(document)
    if problems:
        raise DocumentError(tuple(problems))
    return document


def dump(document: Document) -> dict[str, Any]:
    """Write a document as JSON can hold it; what has its default value is left out."""
    return _without_defaults(
        {
            "name": document.name,
            "version": document.version,
            "languages": list(document.languages),
            "title": dict(document.title),
            "sections": [_dump_section(section) for section in document.sections],
            "criteria": [_dump_rule(rule) for rule in document.criteria],
            "contradictions": [
                {
                    "name": each.name,
                    "expression": each.expression.source,
                    "message": dict(each.message),
                }
                for each in document.contradictions
            ],
        }
    )


def _dump_section(section: Section) -> dict[str, Any]:
    return _without_defaults(
        {
            "name": section.name,
            "title": dict(section.title),
            "intro": dict(section.intro),
            "relevance": section.relevance.source if section.relevance else "",
            "questions": [dump_question(question) for question in section.questions],
        },
        keep={"questions"},
    )


def dump_question(question: Question) -> dict[str, Any]:
    """Write one question as JSON can hold it."""
    return _without_defaults(
        {
            "name": question.name,
            "kind": question.kind,
            "text": dict(question.text),
            "help": dict(question.help),
            "unit": dict(question.unit),
            "decimals": question.decimals,
            "at_most": question.at_most,
            "shuffle": question.shuffle,
            "required": question.required,
            "relevance": question.relevance.source if question.relevance else "",
            "choice_filter": question.choice_filter.source if question.choice_filter else "",
            "calculation": question.calculation.source if question.calculation else "",
            "known": question.known,
            **question.properties,
            "constraints": [
                {"expression": each.expression.source, "message": dict(each.message)}
                for each in question.constraints
            ],
            "rows": [{"code": row.code, "text": dict(row.text)} for row in question.rows],
            "choices": [
                _without_defaults(
                    {
                        "code": choice.code,
                        "text": dict(choice.text),
                        "exclusive": choice.exclusive,
                        "missing": choice.missing,
                        "other": choice.other,
                        "fixed": choice.fixed,
                        "attributes": dict(choice.attributes),
                    }
                )
                for choice in question.choices
            ],
        }
    )


def _dump_rule(rule: CriterionRule) -> dict[str, Any]:
    return _without_defaults(
        {
            "criterion": rule.criterion,
            "measure": rule.measure,
            "items": list(rule.items),
            "named": list(rule.named),
            "reverse": rule.reverse,
            "where": rule.where.source if rule.where else "",
        }
    )


def _without_defaults(
    values: dict[str, Any], keep: frozenset[str] | set[str] = frozenset()
) -> dict[str, Any]:
    return {
        key: value
        for key, value in values.items()
        if key in keep
        or not (value is None or value is False or value in ("", 0) or value in ([], {}))
    }
