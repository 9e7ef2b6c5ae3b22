"""The questionnaire on paper: questions are numbered, and say in words who answers them."""

import re
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core import letterhead
from core.printing import print_html
from surveys.instrument import types
from surveys.instrument.expressions.language import Expression, Node
from surveys.instrument.model import Document, Question
from surveys.models import Wave

HOW_MANY = re.compile(
    "nhiều|tối đa|several|more than one|all that|at most|up to|여러|모두|최대|多", re.IGNORECASE
)


def numbers(document: Document) -> dict[str, int]:
    """Number the questions that stand on the sheet, in their order."""
    asked = (q.name for q in document.questions() if types.of(q).is_asked)
    return {name: number for number, name in enumerate(asked, start=1)}


def html(*, wave: Wave, document: Document, language: str) -> str:
    with translation.override(language):
        numbered = numbers(document)
        sections = [
            {
                "title": document.words(section.title, language),
                "intro": document.words(section.intro, language),
                "condition": condition(document, section.relevance, numbered, language),
                "questions": [
                    _question(question, document, numbered, language)
                    for question in section.questions
                    if types.of(question).is_shown
                ],
            }
            for section in document.sections
        ]
        return render_to_string(
            "surveys/paper/sheet.html",
            {
                "wave": wave,
                "association": letterhead.current(),
                "title": document.words(document.title, language),
                "sections": sections,
                "language": language,
            },
        )


def _question(
    question: Question, document: Document, numbered: Mapping[str, int], language: str
) -> dict[str, Any]:
    return {
        "number": numbered.get(question.name),
        "takes_several": _must_say_how_many(question, document.words(question.help, language)),
        "at_most": question.at_most,
        "blanks": types.of(question).blanks,
        "unit": document.words(question.unit, language),
        "in_order": types.of(question).in_order,
        "places": range(1, (question.at_most or len(question.choices)) + 1),
        "encloses": types.of(question).takes_files,
        "lines": types.of(question).lines(document.words(question.unit, language)),
        "text": document.words(question.text, language),
        "help": document.words(question.help, language),
        "condition": condition(document, question.relevance, numbered, language),
        "choices": [document.words(c.text, language) for c in question.choices],
        "other": document.words(question.other.text, language) if question.other else "",
        "rows": [document.words(row.text, language) for row in question.rows],
    }


def _must_say_how_many(question: Question, help_text: str) -> bool:
    """Whether several answers may be circled and the help of the question does not say so."""
    kind = types.of(question)
    return kind.is_list and not kind.in_order and not HOW_MANY.search(help_text)


def condition(
    document: Document, expression: Expression | None, numbered: Mapping[str, int], language: str
) -> str:
    """Say in words who answers; a condition that has no simple words sends to the interviewer."""
    if expression is None:
        return ""
    said = _Saying(document, numbered, language).node(expression.tree)
    if not said:
        return _("Answer only if it applies to your enterprise.")
    return _("Answer only if: %(condition)s.") % {"condition": said}


class _Saying:
    """Write the conditions that questionnaires are made of in words; empty where there are none."""

    def __init__(self, document: Document, numbered: Mapping[str, int], language: str) -> None:
        self.document, self.numbered, self.language = document, numbered, language

    def node(self, node: Node) -> str:
        if node[0] in ("and", "or"):
            return self.word_joined(node)
        if node[0] == "compare" and node[2][0] == "ref" and node[3][0] in ("text", "number"):
            return self.word_comparison(node[1], node[2], node[3][1])
        if node[:2] == ("call", "selected") and node[2][0] == "ref" and node[3][0] == "text":
            return self.word_comparison("=", node[2], node[3][1])
        return ""

    def word_joined(self, node: Node) -> str:
        """Put what is joined the other way in brackets: “a or b and c” has two meanings."""
        parts = [self.node(part) for part in node[1:]]
        if not all(parts):
            return ""
        other = "or" if node[0] == "and" else "and"
        inner = [
            f"({said})" if part[0] == other else said
            for part, said in zip(node[1:], parts, strict=True)
        ]
        return (_(" and ") if node[0] == "and" else _(" or ")).join(inner)

    def word_comparison(self, operator: str, reference: Node, value: Any) -> str:
        number = self.numbered.get(reference[1])
        if number is None or reference[2]:
            return ""
        question = self.document.question(reference[1])
        if value == "" and operator == "!=":
            return _("question %(number)s was answered") % {"number": number}
        words = self.spoken(question, value)
        sentence = {
            "=": _("question %(number)s is “%(words)s”"),
            "!=": _("question %(number)s is not “%(words)s”"),
            "<": _("question %(number)s is less than %(words)s"),
            "<=": _("question %(number)s is at most %(words)s"),
            ">": _("question %(number)s is more than %(words)s"),
            ">=": _("question %(number)s is at least %(words)s"),
        }[operator]
        return sentence % {"number": number, "words": words} if words else ""

    def spoken(self, question: Question, value: Any) -> str:
        code = f"{value:g}" if isinstance(value, float) else str(value)
        choice = question.choice(code)
        return self.document.plain(choice.text, self.language) if choice else code


def pdf(*, wave: Wave, document: Document, language: str) -> bytes:
    page = html(wave=wave, document=document, language=language)
    return print_html(page, "sheet.css").content
