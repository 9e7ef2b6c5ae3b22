"""What the templates of answering pages are given."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import site_is_demonstration
from surveys.answering.forms import Unfinished, check, find_unfinished, question_of, repost_answers
from surveys.answering.queries.visits import Visit
from surveys.answering.rendering.marks import (
    MARKS,
    Pieces,
    fill_marks,
    mark,
    page_html,
    pieces_of,
    place,
)
from surveys.answering.rendering.questions import question_html
from surveys.instrument import routing, types
from surveys.instrument.model import Document
from surveys.instrument.piping import repeat_answer
from surveys.models import Wave


@dataclass(frozen=True, slots=True)
class About:
    """What pages say about a wave, and nothing else of it."""

    pk: int
    title: str
    is_blind: bool
    closes_on: date
    minutes: int
    contact_name: str
    contact_phone: str
    contact_email: str


def about(wave: Wave) -> About:
    return About(
        wave.pk,
        wave.title,
        wave.is_blind,
        wave.closes_on,
        wave.minutes,
        wave.contact_name,
        wave.contact_phone,
        wave.contact_email,
    )


def render_page(
    template: str, language: str, values: Mapping[str, str], **fixed: Any
) -> SafeString:
    """Return a page in the respondent's language, without what only signed-in pages need."""
    other = next(code for code, _name in settings.LANGUAGES if code != language)
    frame = {
        "association": settings.ASSOCIATION_NAME,
        "contact": settings.ASSOCIATION_CONTACT,
        "is_demonstration": _is_demonstration(int(time.time()) // 60),
        "language": language,
        "other_language": other,
    }
    return page_html(template, language, values, frame | fixed)


@lru_cache(maxsize=1)
def _is_demonstration(_minute: int) -> bool:
    return site_is_demonstration()


@dataclass(frozen=True, slots=True)
class ListedError:
    """A line of the summary on top: where it is wrong, and what to do."""

    href: str
    question: str
    sentence: str


def section_html(visiting: Visit, section: str, language: str, now: datetime) -> SafeString:
    """Lay out one section with answers, errors told before, and the way on."""
    document, answers, draft = visiting.document, visiting.answers, visiting.draft
    page = routing.page(document, section, answers, language, visiting.seed)
    typed, errors = problems(visiting, section, language)
    conditional = any({"relevance", "filter"} & rule.keys() for rule in page.script["questions"])
    blocks = [
        question_html(question, language, answers, typed, errors) for question in page.questions
    ]
    return render_page(
        "answering/page.html",
        language,
        {
            "token": visiting.token,
            "blocks": mark_safe("".join(blocks)),  # noqa: S308 -- made by question_html
            "opened": str(int(now.timestamp())),
            "saved": saved_notice(draft.saved_at) if draft else "",
            "rules": json_script(page.script, "rules") if conditional else mark_safe(""),
        },
        section=section,
        title=page.title,
        intro=page.intro,
        number=page.number,
        of=page.of,
        conditional=conditional,
        has_saved=draft is not None,
        following=way(page_after(visiting, section), "check"),
        back=way(routing.previous_section(document, section, answers), "start"),
        names=" ".join(each.name for each in document.sections),
        words=words(),
        errors=tuple(
            ListedError(f"#f-{name}", summary_text(document, name, language), sentence)
            for name, sentence in errors.items()
        ),
    )


@lru_cache(maxsize=256)
def count_address(pk: int) -> str:
    return reverse("surveys:count", args=[pk])


def page_after(visiting: Visit, section: str) -> str | None:
    return routing.next_section(visiting.document, section, visiting.answers)


def saved_notice(at: datetime) -> str:
    return time_format(timezone.localtime(at), "H:i")


def way(section: str | None, otherwise: str) -> str:
    return place(otherwise) if section is None else place("page", section)


def problems(
    visiting: Visit, section: str, language: str
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return what was typed but refused, and the errors if the respondent was told of them."""
    kept = visiting.draft.typed.get(section) if visiting.draft else None
    if not kept:
        return {}, {}
    typed: dict[str, list[str]] = kept["fields"]
    again = repost_answers(visiting.document, section, visiting.answers, language) | typed
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


def overview_html(visiting: Visit, language: str) -> SafeString:
    """Lay out all answers for the last look before sending."""
    document, draft = visiting.document, visiting.draft
    typed = draft.typed if draft else {}
    open_ends = find_unfinished(
        document, visiting.answers, {name: each["fields"] for name, each in typed.items()}, language
    )
    told = {each.question: each for each in open_ends}
    sections = visiting.sections()
    parts = [part_html(visiting, section, language, told) for section in sections]
    return render_page(
        "answering/check.html",
        language,
        {
            "token": visiting.token,
            "parts": fill_marks(
                pieces_of("".join(parts)),
                {"token": visiting.token},
            ),
            "saved": saved_notice(draft.saved_at) if draft else "",
        },
        errors=tuple(
            ListedError(
                place("page", each.section) + f"#f-{each.field}",
                summary_text(document, each.field, language),
                each.sentence,
            )
            for each in open_ends
        ),
        last=place("page", sections[-1]),
        words=words(),
    )


def part_html(
    visiting: Visit, section: str, language: str, told: Mapping[str, Unfinished]
) -> SafeString:
    """Lay out the answers of one section, each with the way back to it."""
    document, answers = visiting.document, visiting.answers
    page = routing.page(document, section, answers, language, visiting.seed)
    rows = [
        answer_html(
            question.text,
            question.name,
            section,
            in_words(document, question, answers, language),
            told[question.name].sentence if question.name in told else "",
            language,
        )
        for question in page.questions
        if question.visible and types.of(question.question).is_asked
    ]
    return fill_marks(
        part_layout(page.title),
        {"rows": mark_safe("".join(rows))},  # noqa: S308 -- made by answer_html
    )


@lru_cache(maxsize=256)
def part_layout(title: str) -> Pieces:
    html = render_to_string("answering/part.html", {"title": title, "rows": mark("rows")})
    return tuple(pieces_of(html))


def answer_html(
    text: str, name: str, section: str, answer: "str | Lines", problem: str, language: str
) -> SafeString:
    """Lay out one answer; a matrix comes as lines."""
    if isinstance(answer, tuple) or problem:
        context = {"text": text, "href": f"{place('page', section)}#q-{name}", "problem": problem}
        context["lines" if isinstance(answer, tuple) else "answer"] = answer  # type: ignore[assignment]
        return mark_safe(render_to_string("answering/answer.html", context))  # noqa: S308 -- template
    pieces = answer_layout(text, name, section, bool(answer), language)
    return fill_marks(pieces, {"answer": MARKS.sub("", answer), "token": mark("token")})


@lru_cache(maxsize=4096)
def answer_layout(text: str, name: str, section: str, given: bool, language: str) -> Pieces:
    context = {
        "text": text,
        "href": f"{place('page', section)}#q-{name}",
        "answer": mark("answer") if given else "",
    }
    return pieces_of(render_to_string("answering/answer.html", context))


Lines = tuple[tuple[str, str], ...]


def in_words(
    document: Document, shown: routing.Shown, answers: Mapping[str, Any], language: str
) -> "str | Lines":
    """Say an answer as its respondent chose it; a matrix line by line."""
    if shown.value is None:
        return ""
    if not shown.rows:
        return repeat_answer(document, shown.name, answers, language)
    words = {choice.code: choice.text for choice in shown.choices}
    return tuple((row.text, words.get(shown.value.get(row.code), "")) for row in shown.rows)


def words() -> SafeString:
    """Return the sentences of the script in the reader's language."""
    return _words(get_language() or "")


@lru_cache(maxsize=8)
def _words(_language: str) -> SafeString:
    return json_script(
        {
            "saved": _("Saved at %s"),
            "waiting": _("Not sent yet, will be sent when there is a network (%s)"),
            "refused": _("Not saved. Please load the page again."),
            "notHere": _(
                "No network; the next part is not on this phone yet. Your answers are kept."
            ),
            "willSave": _(
                "These answers could not be sent yet. They will be sent by themselves when there"
                " is a network; you may go on answering."
            ),
            "willSend": _(
                "Your answers are ready and will be sent by themselves when there is a network."
                " Please keep this page open, or open your link again later."
            ),
            "noLastLook": _(
                "There is no network for the last look at all answers. They are kept on this"
                " phone; you may have them sent without it as soon as there is a network."
            ),
            "olderLook": _(
                "There is no network. What you changed last does not show on this page; it is"
                " kept on this phone and will be sent first."
            ),
            "notSent": _("Not sent; your answers are kept on this phone."),
            "elsewhere": _(
                "The answers of your enterprise have already been sent, from another device or"
                " window. What waits on this phone did not come along and is not counted."
            ),
            "sending": _("Sending of all answers"),
            "copy": _("Save a copy"),
            "erase": _("Delete"),
            "sure": _("Delete these answers from this phone? They have not been sent."),
            "sureSending": _("Do not send the answers yet? They stay on this phone."),
            "fileName": _("answers.txt"),
        },
        "words",
    )
