"""What the templates of answering pages are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.forms.answering import Unfinished, check, question_of, reposted, unfinished
from surveys.instrument import flow
from surveys.instrument.document import Document
from surveys.queries.visits import Visit
from surveys.views.blocks import question_html


@dataclass(frozen=True, slots=True)
class ListedError:
    """A line of the summary on top: where it is wrong, and what to do."""

    href: str
    question: str
    sentence: str


def layout_page(visiting: Visit, section: str, language: str, now: datetime) -> dict[str, Any]:
    """Lay out one section with answers, errors told before, and the way on."""
    document, answers, draft = visiting.document, visiting.answers, visiting.draft
    shown = flow.page(document, section, answers, language, visiting.seed)
    typed, errors = problems(visiting, section, language)
    return {
        "token": visiting.token,
        "wave": visiting.wave,
        "page": shown,
        "title": shown.title,
        "blocks": [
            question_html(question, language, answers, typed, errors)
            for question in shown.questions
        ],
        "errors": [
            ListedError(f"#f-{name}", summary_text(document, name, language), sentence)
            for name, sentence in errors.items()
        ],
        "words": words(),
        "conditional": any("relevance" in rule for rule in shown.script["questions"]),
        "next": way(visiting, flow.next_section(document, section, answers), "surveys:check"),
        "back": way(visiting, flow.previous_section(document, section, answers), "surveys:start"),
        "names": [each.name for each in document.sections],
        "saved_at": timezone.localtime(draft.saved_at) if draft else None,
        "opened": int(now.timestamp()),
        "first": shown.number == 1,
    }


def way(visiting: Visit, section: str | None, otherwise: str) -> str:
    if section is None:
        return reverse(otherwise, args=[visiting.token])
    return reverse("surveys:page", args=[visiting.token, section])


def problems(
    visiting: Visit, section: str, language: str
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return what was typed but refused, and the errors if the respondent was told of them."""
    kept = visiting.draft.typed.get(section) if visiting.draft else None
    if not kept:
        return {}, {}
    typed: dict[str, list[str]] = kept["fields"]
    again = reposted(visiting.document, section, visiting.answers, language) | typed
    checked = check(
        visiting.document,
        section,
        again,
        visiting.answers,
        language,
        partial=not kept["told"],
    )
    return typed, checked.errors


def summary_text(document: Document, field: str, language: str) -> str:
    name = question_of(document, field)
    question = document.question(name)
    row = next((r for r in question.rows if field == f"{name}.{r.code}"), None)
    return document.words(row.text if row else question.text, language)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer in words, with the way back to it."""

    text: str
    answer: str
    lines: list[tuple[str, str]]
    href: str
    problem: str


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    answers: list[Answered]


def overview(visiting: Visit, language: str) -> dict[str, Any]:
    """Lay out all answers for the last look before sending."""
    document = visiting.document
    typed = visiting.draft.typed if visiting.draft else {}
    open_ends = unfinished(
        document, visiting.answers, {name: each["fields"] for name, each in typed.items()}, language
    )
    told = {each.question: each for each in open_ends}
    parts = [
        part(visiting, section, language, told)
        for section in flow.visible(document, visiting.answers)
    ]
    return {
        "token": visiting.token,
        "wave": visiting.wave,
        "words": words(),
        "parts": parts,
        "errors": [
            ListedError(
                reverse("surveys:page", args=[visiting.token, each.section]) + f"#f-{each.field}",
                summary_text(document, each.field, language),
                each.sentence,
            )
            for each in open_ends
        ],
        "last": visiting.sections()[-1],
        "saved_at": timezone.localtime(visiting.draft.saved_at) if visiting.draft else None,
    }


def part(visiting: Visit, section: str, language: str, told: Mapping[str, Unfinished]) -> Part:
    document, answers = visiting.document, visiting.answers
    address = reverse("surveys:page", args=[visiting.token, section])
    shown = flow.page(document, section, answers, language, visiting.seed)
    return Part(
        shown.title,
        [
            Answered(
                question.text,
                "" if question.value is None else in_words(document, question, answers, language),
                lines_of(question),
                f"{address}#q-{question.name}",
                told[question.name].sentence if question.name in told else "",
            )
            for question in shown.questions
            if question.visible and question.kind != "note"
        ],
    )


def in_words(
    document: Document, shown: flow.Shown, answers: Mapping[str, Any], language: str
) -> str:
    """Say an answer as its respondent chose it."""
    if shown.kind == "matrix":
        return ""
    return flow.repeated(document, shown.name, answers, language)


def lines_of(shown: flow.Shown) -> list[tuple[str, str]]:
    """Say the lines of a matrix, each with its answer."""
    if shown.kind != "matrix" or shown.value is None:
        return []
    words = {choice.code: choice.text for choice in shown.choices}
    return [(row.text, words.get(shown.value.get(row.code), "")) for row in shown.rows]


def words() -> dict[str, str]:
    """Return the sentences of the script in the reader's language."""
    return {
        "saved": _("Saved at %s"),
        "waiting": _("Not sent yet, will be sent when there is a network (%s)"),
        "refused": _("Not saved. Please load the page again."),
        "notHere": _("No network; the next part is not on this phone yet. Your answers are kept."),
    }
