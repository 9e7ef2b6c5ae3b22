"""All answers once more, before they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from surveys.answering.forms import Unfinished, unfinished_of
from surveys.answering.queries.visits import Visit
from surveys.answering.rendering.pages import render_page
from surveys.answering.rendering.script import script_sentences
from surveys.answering.rendering.summary import ListedError, sort_fields, summary_text
from surveys.instrument import routing, types
from surveys.instrument.model import Document
from surveys.instrument.piping import repeat_answer

MOST = 8192  # answers kept in a process, each a choice
Lines = tuple[tuple[str, str], ...]


class Given(NamedTuple):
    """One answer and its question; of a matrix, line by line. ``href`` leads back to it."""

    text: str
    href: str
    answer: str
    lines: Lines
    problem: str
    language: str


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one section."""

    title: str
    answers: list[SafeString]


def overview_html(visiting: Visit, language: str, *, changed: bool = False) -> str:
    """Lay out all answers for the last look before sending."""
    document, draft = visiting.document, visiting.draft
    open_ends = unfinished_of(visiting, language)
    order = sort_fields(document, [each.field for each in open_ends])
    open_ends.sort(key=lambda each: order.index(each.field))
    told = {each.question: each for each in open_ends}
    sections = visiting.sections()
    return render_page(
        "answering/check.html",
        language,
        visiting.languages,
        token=visiting.token,
        parts=[_part_of(visiting, section, language, told) for section in sections],
        saved_at=draft.saved_at if draft else None,
        errors=[
            ListedError(
                visiting.address("page", each.section) + f"#f-{each.field}",
                summary_text(document, each.field, language),
                each.sentence,
            )
            for each in open_ends
        ],
        revision=visiting.revision,
        changed=changed,
        send=visiting.address("send"),
        last=visiting.address("page", sections[-1]),
        sentences=script_sentences(language),
        takes_files=types.takes_files(document),
        is_trial=visiting.is_trial,
    )


def _part_of(visiting: Visit, section: str, language: str, told: Mapping[str, Unfinished]) -> Part:
    document, answers = visiting.document, visiting.answers
    page = routing.page(document, section, answers, language, visiting.seed, visiting.passed)
    rows = [
        answer_html(
            document,
            shown,
            answers,
            language,
            section,
            told[shown.name].sentence if shown.name in told else "",
        )
        for shown in page.questions
        if shown.visible and types.of(shown.question).is_asked
    ]
    return Part(page.title, rows)


def answer_html(
    document: Document,
    shown: routing.Shown,
    answers: Mapping[str, Any],
    language: str,
    section: str,
    problem: str,
) -> SafeString:
    """Return one answer; the way back is told from the page's own place, so it names no link."""

    def make() -> SafeString:
        given = Given(
            text=shown.text,
            href=f"../p/{section}/#q-{shown.name}",
            answer="" if shown.rows else _in_words(document, shown, answers, language),
            lines=_lines(shown),
            problem=problem,
            language=language,
        )
        is_choice = bool(shown.choices) and not (shown.other or problem)
        alike = is_choice and not shown.question.repeats_answers
        return _render_once(given) if alike else _render(given)

    return make() if problem else shown.keep("answer", make)


def _in_words(
    document: Document, shown: routing.Shown, answers: Mapping[str, Any], language: str
) -> str:
    """Say an answer as its respondent chose it."""
    if shown.value is None:
        return ""
    return repeat_answer(document, shown.name, answers, language)


def _lines(shown: routing.Shown) -> Lines:
    if shown.value is None or not shown.rows:
        return ()
    words = {choice.code: choice.text for choice in shown.choices}
    return tuple((row.text, words.get(shown.value.get(row.code), "")) for row in shown.rows)


def _render(given: Given) -> SafeString:
    html = render_to_string("answering/answer.html", {"given": given})
    return mark_safe(html)  # noqa: S308 -- made by a template


_render_once = lru_cache(maxsize=MOST)(_render)
