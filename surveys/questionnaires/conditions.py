"""Conditions in words, for people who do not read expressions: “Hỏi khi …”."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys.instrument import editing
from surveys.instrument.expressions.language import ExpressionError, Node, parse
from surveys.instrument.markup import to_plain

LONGEST = 60  # letters of a question or choice that is named
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
Data = Mapping[str, Any]


def words_of(data: Mapping[str, Any], text: Any) -> str:
    """A text of a draft in the reader's language, else in the first that has it."""
    if not isinstance(text, Mapping):
        return ""
    order = [get_language(), *data.get("languages", []), *text]
    return to_plain(next((str(text[each]) for each in order if text.get(each)), ""))


class Conditions:
    """Says the conditions of one questionnaire, which may be a draft with faults."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.questions = {each.get("name"): each for each in editing.questions(data)}

    def say(self, source: Any) -> str:
        """A condition in words; as it was written where there are no words for it."""
        if not source or not isinstance(source, str):
            return ""
        try:
            return self._node(parse(source).tree) or source
        except ExpressionError:
            return source

    def _node(self, node: Node) -> str:
        if node[0] in ("and", "or"):
            return self._word_joined(node)
        if node[0] == "compare":
            return self._word_comparison(node)
        if node[:2] == ("call", "selected") and node[2][0] == "ref" and node[3][0] == "text":
            return self._about(node[2], _("“%(question)s” includes “%(words)s”"), node[3][1])
        if node[:2] == ("call", "not"):
            said = self._node(node[2])
            return _("not: %(condition)s") % {"condition": said} if said else ""
        return ""

    def _word_joined(self, node: Node) -> str:
        parts = [self._node(part) for part in node[1:]]
        if not all(parts):
            return ""
        inner = [
            f"({said})" if part[0] in ("and", "or") else said
            for part, said in zip(node[1:], parts, strict=True)
        ]
        return (_(" and ") if node[0] == "and" else _(" or ")).join(inner)

    def _word_comparison(self, node: Node) -> str:
        _tag, operator, left, right = node
        if left[0] in ("text", "number") and right[0] == "ref":
            left, right, operator = right, left, TURNED.get(operator, operator)
        if left[0] != "ref" or right[0] not in ("text", "number"):
            return ""
        if right[1] == "":
            blank = {"=": _("“%(question)s” is left blank"), "!=": _("“%(question)s” is answered")}
            return self._about(left, blank.get(operator, ""), "")
        sentence = {
            "=": _("“%(question)s” is “%(words)s”"),
            "!=": _("“%(question)s” is not “%(words)s”"),
            "<": _("“%(question)s” is less than %(words)s"),
            "<=": _("“%(question)s” is at most %(words)s"),
            ">": _("“%(question)s” is more than %(words)s"),
            ">=": _("“%(question)s” is at least %(words)s"),
        }[operator]
        return self._about(left, sentence, right[1])

    def _about(self, reference: Node, sentence: str, value: Any) -> str:
        question = self.questions.get(reference[1])
        if question is None or not sentence:
            return ""
        words = self._value(question, f"{value:g}" if isinstance(value, float) else str(value))
        return sentence % {"question": self._name_question(question, reference[2]), "words": words}

    def _name_question(self, question: Data, row: str) -> str:
        parts = [question, *(each for each in question.get("rows", []) if each.get("code") == row)]
        named = ", ".join(words_of(self.data, part.get("text")) for part in parts)
        return Truncator(named or str(question.get("name"))).chars(LONGEST)

    def _value(self, question: Data, code: str) -> str:
        choices = (each for each in question.get("choices", []) if each.get("code") == code)
        choice: Data = next(choices, {})
        said = words_of(self.data, choice.get("text"))
        return Truncator(said or code).chars(LONGEST)
