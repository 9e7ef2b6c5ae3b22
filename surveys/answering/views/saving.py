"""A page that was filled in: what of it is kept, and where it leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from secrets import token_hex
from typing import Any

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.formats import time_format

from core.clock import timezone
from surveys.answering.actions.drafts import FilledPage, merge_page
from surveys.answering.actions.files import clean_answer, keep_file, name_of
from surveys.answering.actions.trials import keep_trial_page
from surveys.answering.forms import PageOfAnswers, check, lists
from surveys.answering.queries.trials import TrialVisit
from surveys.answering.queries.visits import Visit
from surveys.answering.rendering import dispute_sentences
from surveys.answering.views.answering import own_field, wants_json
from surveys.instrument import routing, types
from surveys.instrument.answer_checking import read_unasked
from surveys.instrument.flow import names_in_conditions
from surveys.instrument.merging import Merge, Merged, Sender, read_revisions, write_revisions
from surveys.instrument.model import Question
from surveys.instrument.notation import write_value
from surveys.instrument.posting import question_of
from surveys.instrument.types.file import refuse, standing
from surveys.instrument.types.posted import Refusal
from surveys.models import AnswerFile, Draft

ON = {"next", "check"}  # ways to leave a page that ask for what is missing


@dataclass(frozen=True)
class Attempt:
    """A posted page laid over what is stored at the moment."""

    request: HttpRequest
    posted: Mapping[str, list[str]]
    visiting: Visit
    section: str
    language: str
    now: datetime

    @property
    def go(self) -> str:
        return own_field(self.request, "go") or "next"

    @property
    def by_script(self) -> bool:
        """Whether a script has shown the questions that came up meanwhile."""
        return own_field(self.request, "seconds") is not None

    @cached_property
    def merged(self) -> Merged:
        post = self.request.POST
        number = whole_number(post.get("page-number")) or 0
        sender = Sender(post.get("page-id", "")[:16], number)
        return Merge(
            document=self.visiting.document,
            posted=self.posted,
            stored=self.visiting.stored(self.section),
            seen=read_revisions(post.get("page-seen")),
            sender=sender,
            language=self.language,
        ).run(self.section)

    @cached_property
    def checked(self) -> PageOfAnswers:
        return check(
            self.visiting.document,
            self.section,
            self.merged.fields,
            self.visiting.answers,
            self.language,
            partial=self.go not in ON,
            passed=self.visiting.passed,
        )

    @cached_property
    def values(self) -> dict[str, Any]:
        """What is stored: the answers, and None for those taken back.

        An answer that stands on the page, but is not asked for now, is kept for when it is.
        """
        document, checked = self.visiting.document, self.checked
        stands = {
            name: value
            for name, value in checked.values.items()
            if value is not None or question_of(document, name) not in self.merged.answered
        }
        taken = stands | checked.errors
        unasked = read_unasked(document, self.section, self.merged.fields, taken, self.language)
        return stands | unasked

    @cached_property
    def brought_up(self) -> list[str]:
        """Name the questions without an answer that this page's answers have brought up."""
        document = self.visiting.document
        if self.go not in ON or self.by_script or not names_in_conditions(document):
            return []
        answers = self.visiting.answers | self.values
        earlier = self.visiting.passed.questions
        now = routing.walk(document, answers).questions
        return [
            question.name
            for question in document.section(self.section).questions
            if question.name in now - earlier
            and types.of(question).is_asked
            and answers.get(question.name) is None
        ]

    @cached_property
    def is_told(self) -> bool:
        """Whether something is wrong that the respondent could know of."""
        return self.go in ON and any(
            question_of(self.visiting.document, name) not in self.brought_up
            or any(self.checked.typed.get(name, ()))
            for name in self.checked.errors
        )

    @property
    def written(self) -> dict[str, str]:
        """Numbers that were written in another way than we would."""
        document = self.visiting.document
        numbers = {
            q.name for q in document.section(self.section).questions if types.of(q).is_number
        }
        typed = {name: self.merged.fields.get(name, [""])[-1].strip() for name in numbers}
        return {
            name: text
            for name, text in typed.items()
            if self.values.get(name) is not None
            and text != write_value(self.values[name], self.language)
        }

    def page(self) -> FilledPage:
        return FilledPage(
            section=self.section,
            values=self.values,
            language=self.go if self.go in self.visiting.languages else self.language,
            typed=self.checked.typed,
            told=self.is_told,
            seconds=seconds_spent(self.request, self.now),
            revisions=self.merged.revisions,
            disputed=self.merged.disputed,
            written=self.written,
        )


def save_and_go_on(
    request: HttpRequest, visiting: Visit, section: str, language: str, now: datetime
) -> HttpResponse:
    """Save a page that was left, or that the script saves meanwhile, and say where to go."""
    posted = read_posted(request, visiting, section, now)
    attempts: list[Attempt] = []

    def fill(draft: Draft | None) -> FilledPage:
        over = Visit(visiting.token, visiting.key, draft)
        attempts.append(Attempt(request, posted, over, section, language, now))
        return attempts[-1].page()

    draft = keep_page(visiting, fill, now)
    last, after = attempts[-1], Visit(visiting.token, visiting.key, draft)
    address = destination(after, last)
    if not wants_json(request):
        return HttpResponseRedirect(address)
    return JsonResponse(
        {
            "saved": time_format(timezone.localtime(draft.saved_at), "H:i"),
            "next": address,
            "errors": len(last.checked.errors),
            "seen": write_revisions(visiting.document, section, after.stored(section), language),
            "differs": last.merged.differs,
            "disputed": dispute_sentences(after, section, language),
        }
    )


def keep_page(visiting: Visit, fill: Callable[[Draft | None], FilledPage], now: datetime) -> Draft:
    if isinstance(visiting, TrialVisit):
        return keep_trial_page(trial=visiting.trial, fill=fill, now=now)
    return merge_page(
        key=visiting.key, token=visiting.token, fill=fill, now=now, draft=visiting.draft
    )


def read_posted(
    request: HttpRequest, visiting: Visit, section: str, now: datetime
) -> dict[str, list[str]]:
    """What was posted, with the names under which its files are kept."""
    posted = lists(request.POST)
    if not types.takes_files(visiting.document):
        return posted
    for question in visiting.document.section(section).questions:
        if types.of(question).takes_files:
            posted[question.name] = [_file_posted(request, visiting, question, now)]
    return posted


def _file_posted(request: HttpRequest, visiting: Visit, question: Question, now: datetime) -> str:
    """Name the file of a question: sent just now, the one before, or none."""
    name = question.name
    before = _known_file(visiting, name, standing(request.POST.get(name, "")))
    if upload := request.FILES.get(f"{name}.file"):
        try:
            return take_upload(visiting, question, upload, now)
        except Refusal as refused:
            return refuse(refused.code, before)
    return "" if f"{name}.remove" in request.POST else before


def _known_file(visiting: Visit, question: str, name: str) -> str:
    """The name, if it came through this very link."""
    mine = AnswerFile.objects.held_by(visiting.key.draft_key(visiting.token))
    if not name or visiting.is_trial or visiting.answers.get(question) == name:
        return name
    return name if mine.filter(name=name).exists() else ""


def take_upload(
    visiting: Visit, question: Question, upload: "File[bytes]", now: datetime, wish: str = ""
) -> str:
    """Keep a file and return its name; of a trial it is looked at and thrown away."""
    if visiting.is_trial:
        return name_of(token_hex(16), clean_answer(question, upload))
    return keep_file(
        key=visiting.key,
        token=visiting.token,
        question=question,
        upload=upload,
        now=now,
        wish=wish,
    )


def destination(visiting: Visit, attempt: Attempt) -> str:
    """Find the page after this one; stay where something is wrong, asked or newly asked."""
    section, go = attempt.section, attempt.go
    here = visiting.address("page", section)
    if go in visiting.languages or go == "save":
        return here
    if go == "back":
        return visiting.address_before(section)
    if attempt.is_told or visiting.disputes(section):
        return f"{here}#errors"
    if attempt.brought_up:
        return f"{here}#q-{attempt.brought_up[0]}"
    return visiting.address("check") if go == "check" else visiting.address_after(section)


def seconds_spent(request: HttpRequest, now: datetime) -> int:
    """Count the seconds on the page: as the script did, or since the page was made."""
    if (counted := own_field(request, "seconds")) is not None:
        return whole_number(counted) or 0
    opened = whole_number(own_field(request, "opened"))
    return max(0, int(now.timestamp()) - opened) if opened else 0


def whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 15 else None
