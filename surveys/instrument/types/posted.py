"""What was posted for one question, and why it is not taken."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.instrument.model import Choice, Document, Question
from surveys.instrument.notation import clean_text
from surveys.instrument.problems import gettext_noop

Posted = Mapping[str, Sequence[str]]

SENTENCES: Mapping[str, str] = {
    "required": gettext_noop("Please answer this question."),
    "not_offered": gettext_noop("Please choose one of the answers offered."),
    "filtered": gettext_noop(
        "“%(choice)s” does not go with your other answers; please choose again."
    ),
    "other_words": gettext_noop("Please say in your own words what “%(choice)s” stands for."),
    "too_long": gettext_noop("Please write at most %(most)s characters; these are %(length)s."),
    "constraint": gettext_noop("This answer is not possible here."),
}


class Refusal(Exception):
    """Why an answer was not taken: a sentence of ours, or the questionnaire's own.

    ``template`` is the English source of the sentence, to be translated and then filled in.
    """

    def __init__(
        self, code: str, template: str, params: Mapping[str, Any] | None = None, message: str = ""
    ) -> None:
        super().__init__(code)
        self.code, self.template, self.message = code, template, message
        self.params: Mapping[str, Any] = params or {}

    def __str__(self) -> str:
        return self.message or self.template % self.params


def refusal(code: str, **params: Any) -> Refusal:
    """Refuse for a reason that is not of one kind of question alone."""
    return Refusal(code, SENTENCES[code], params)


class Fields:
    """The form fields of one question, and what is refused about them, by field.

    With ``partial`` nothing is required yet; ``offered`` are the codes that its filter passes.
    """

    def __init__(
        self,
        document: Document,
        question: Question,
        posted: Posted,
        language: str,
        *,
        partial: bool,
        offered: frozenset[str],
    ) -> None:
        self.document, self.question, self.posted = document, question, posted
        self.language, self.partial, self.offered = language, partial, offered
        self.errors: dict[str, Refusal] = {}

    def typed(self, name: str = "") -> list[str]:
        """What was typed into a field, tidied; empty entries are left out."""
        given = self.posted.get(name or self.question.name, ())
        return [tidied for each in given if (tidied := clean_text(each))]

    def one(self, name: str = "") -> str:
        typed = self.typed(name)
        return typed[-1] if typed else ""

    def words(self, choice: Choice | None) -> str:
        """The words of a choice in the respondent's language."""
        return self.document.plain(choice.text, self.language) if choice else ""

    def known(self, code: str) -> str:
        """The code itself, if it is one of the question's."""
        if code not in self.question.codes:
            raise refusal("not_offered")
        return code

    def still_offered(self, typed: Sequence[str]) -> set[str]:
        """Codes that were posted; one that the filter has taken away is told, once it matters."""
        codes = {self.known(code) for code in typed}
        gone = codes - self.offered
        if gone and not self.partial:
            raise refusal("filtered", choice=self.words(self.question.choice(min(gone))))
        return codes & self.offered
