"""One page of answers, and a code typed from paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock.timezone import localdate
from surveys import tokens
from surveys.answering.queries.visits import Visit
from surveys.instrument import answer_checking, routing
from surveys.instrument.merging import open_disputes
from surveys.instrument.model import Document
from surveys.instrument.posting import question_of, repost_answers
from surveys.instrument.types.posted import Refusal


def sentence(refusal: Refusal) -> str:
    """Say a refusal in the reader's language."""
    return refusal.message or _(refusal.template) % refusal.params


@dataclass(frozen=True, slots=True)
class PageOfAnswers:
    """A page as it was sent: values to store, and what was typed where a value was refused."""

    values: dict[str, Any]
    errors: dict[str, str]
    typed: dict[str, list[str]] = field(default_factory=dict)


def check(
    document: Document,
    section: str,
    posted: Mapping[str, Sequence[str]],
    answers: Mapping[str, Any],
    language: str,
    *,
    partial: bool,
    passed: routing.Walk | None = None,
) -> PageOfAnswers:
    """Read one page; ``partial`` when it is only saved, so that nothing is required yet."""
    checked = answer_checking.check_page(
        document,
        section,
        posted,
        answers,
        language,
        partial=partial,
        today=localdate(),
        passed=passed,
    )
    errors = {name: sentence(refusal) for name, refusal in checked.errors.items()}
    refused = {name.partition(".")[0].removesuffix("_other") for name in errors}
    typed = {
        name: list(values)
        for name, values in checked.typed.items()
        if name.partition(".")[0].removesuffix("_other") in refused
    }
    return PageOfAnswers(checked.values, errors, typed)


def lists(data: QueryDict) -> dict[str, list[str]]:
    return dict(data.lists())


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A question that still needs its respondent before the answers can be sent."""

    section: str
    field: str
    question: str
    sentence: str


def find_unfinished(
    document: Document,
    answers: Mapping[str, Any],
    typed: Mapping[str, Mapping[str, list[str]]],
    language: str,
    disputed: Mapping[str, Any] | None = None,
    passed: routing.Walk | None = None,
) -> list[Unfinished]:
    """Check all pages again, with what was typed but refused: nothing wrong is sent unseen."""
    asked_about = [
        Unfinished(section, name, question_of(document, name), both_answered())
        for section, name in open_disputes(document, answers, disputed or {})
    ]
    passed = passed or routing.walk(document, answers)
    doubtful = [
        section
        for section in passed.sections
        if typed.get(section)
        or not answer_checking.is_beyond_doubt(document.section(section), passed, answers)
    ]
    return asked_about + [
        Unfinished(section, name, question_of(document, name), told)
        for section in doubtful
        for name, told in check(
            document,
            section,
            repost_answers(document, section, answers, language) | dict(typed.get(section, {})),
            answers,
            language,
            partial=False,
            passed=passed,
        ).errors.items()
    ]


def unfinished_of(visiting: Visit, language: str) -> list[Unfinished]:
    """List what still needs its respondent before the answers of a visit can be sent."""
    draft = visiting.draft
    typed = {section: kept["fields"] for section, kept in (draft.typed if draft else {}).items()}
    disputed = draft.disputed if draft else {}
    return find_unfinished(
        visiting.document, visiting.answers, typed, language, disputed, visiting.passed
    )


def both_answered() -> str:
    return _("Two devices or windows answered this differently. Please choose which answer holds.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code in the letter"),
        max_length=40,
        error_messages={"required": gettext_lazy("Please type the code printed in the letter.")},
    )

    def clean_code(self) -> str:
        code = tokens.normalise_code(self.cleaned_data["code"])
        strange = sorted({c for c in code if c not in tokens.ALPHABET})
        if strange:
            raise forms.ValidationError(
                _(
                    "Codes never contain %(signs)s. "
                    "Please compare with the letter: a code has 12 characters, "
                    "in three groups of four."
                )
                % {"signs": ", ".join(f"“{c}”" for c in strange)}
            )
        if not tokens.is_code(code):
            raise forms.ValidationError(
                _(
                    "A character of this code is missing or wrong. Please compare it with the "
                    "letter: a code has 12 characters, in three groups of four."
                )
            )
        return code
