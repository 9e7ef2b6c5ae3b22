"""One section of the questionnaire as a page."""

from datetime import datetime
from secrets import token_hex

from django.utils.safestring import SafeString

from surveys.answering.forms import both_answered, check
from surveys.answering.queries.register import known_answers
from surveys.answering.queries.visits import Visit
from surveys.answering.rendering.disputes import disputes_of
from surveys.answering.rendering.pages import render_page
from surveys.answering.rendering.questions import question_html
from surveys.answering.rendering.script import script_sentences
from surveys.answering.rendering.summary import ListedError, sort_fields, summary_text
from surveys.instrument import routing, types
from surveys.instrument.flow import names_in_conditions
from surveys.instrument.languages import uses_comma
from surveys.instrument.merging import write_revisions
from surveys.instrument.notation import parse_number
from surveys.instrument.posting import repost_answers


def section_html(visiting: Visit, section: str, language: str, now: datetime) -> str:
    """Lay out one section with answers, errors told before, and the way on."""
    document, answers, draft = visiting.document, visiting.answers, visiting.draft
    known = known_answers(visiting, section, language)
    answers = known | answers
    passed = None if known else visiting.passed
    page = routing.page(document, section, answers, language, visiting.seed, passed)
    typed, errors = problems(visiting, section, language)
    written = written_numbers(visiting, section, language)
    disputes = disputes_of(visiting, section, language)
    errors |= {each.name: both_answered() for each in disputes}
    blocks = [
        question_html(
            question,
            language,
            answers,
            written | typed,
            errors,
            disputes,
            is_known=question.name in known,
        )
        for question in page.questions
    ]
    return render_page(
        "answering/page.html",
        language,
        visiting.languages,
        token=visiting.token,
        here=visiting.address("page", section),
        check=visiting.address("check"),
        is_wrong=bool(errors),
        is_own_title=any("${" in words for words in document.section(section).title.values()),
        comma=uses_comma(language),
        section=section,
        page=page,
        questions=SafeString("".join(blocks)),  # each of them is safe
        decides=bool(names_in_conditions(document)),
        digest=visiting.wave.version.digest,
        revision=int(draft.saved_at.timestamp() * 1_000_000) if draft else 0,
        name=token_hex(4),
        seen=write_revisions(document, section, visiting.stored(section), language),
        opened=str(int(now.timestamp())),
        saved_at=draft.saved_at if draft else None,
        following=visiting.address_after(section),
        back=visiting.address_before(section),
        names=" ".join(each.name for each in document.sections),
        sentences=script_sentences(language),
        takes_files=types.takes_files(document),
        is_trial=visiting.is_trial,
        errors=[
            ListedError(f"#f-{name}", summary_text(document, name, language), errors[name])
            for name in sort_fields(document, errors)
        ],
    )


def written_numbers(visiting: Visit, section: str, language: str) -> dict[str, list[str]]:
    """Numbers as their respondent wrote them, while they still say what is stored."""
    kept = visiting.draft.typed.get(section, {}) if visiting.draft else {}
    return {
        name: [text]
        for name, text in kept.get("written", {}).items()
        if parse_number(text.removesuffix("%"), language) == visiting.answers.get(name)
    }


def problems(
    visiting: Visit, section: str, language: str
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return what was typed but refused, and the errors if the respondent was told of them."""
    kept = visiting.draft.typed.get(section) if visiting.draft else None
    if not kept or not (kept["fields"] or kept["told"]):
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
