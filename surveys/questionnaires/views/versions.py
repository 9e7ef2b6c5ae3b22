"""A version looked at: as respondents see it, checked, and beside an earlier one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.answering.rendering import question_html
from surveys.instrument import routing
from surveys.instrument.comparability import Change, Comparison, QuestionChange, compare
from surveys.instrument.expressions.language import Expression
from surveys.instrument.languages import around, is_right_to_left
from surveys.instrument.model import Document, Question
from surveys.languages import name_here, name_of
from surveys.models import QuestionnaireVersion, TrendSignature
from surveys.questionnaires.actions.lifecycle import sign_trend, sound
from surveys.questionnaires.conditions import Conditions
from surveys.questionnaires.forms.lifecycle import SignatureForm
from surveys.questionnaires.queries import criterion_names, fixes_of, remarks
from surveys.questionnaires.views.lifecycle import version_of

WIDTHS = ("phone", "desk")


@only_for(Role.STAFF)
def preview(request: UserRequest, pk: int, section: str = "") -> HttpResponse:
    """Show a page of the questionnaire as respondents see it, in each language and width."""
    version = version_of(pk)
    require(request.user, "surveys.edit_questionnaire", version)
    try:
        document = sound(version)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:check_version", pk)
    names = [each.name for each in document.sections]
    if not names or (section and section not in names):
        raise Http404
    language, width = _look(request, document)
    conditions = Conditions(version.document)
    said = {each.name: _word_condition(conditions, each.relevance) for each in document.questions()}
    with translation.override(around(language)):
        page = routing.preview(document, section or names[0], language)
        blocks = [
            (
                said[shown.name],
                question_html(shown, language, {}, {}, {}),
            )
            for shown in page.questions
        ]
    at = names.index(page.section)
    where = _word_condition(conditions, document.sections[at].relevance)
    context = {
        "version": version,
        "page": page,
        "title": page.title,
        "blocks": blocks,
        "language": language,
        "languages": [(each, name_of(each)) for each in document.languages],
        "direction": "rtl" if is_right_to_left(language) else "ltr",
        "width": width,
        "sections": [
            (each.name, document.words(each.title, language)) for each in document.sections
        ],
        "next": next(iter(names[at + 1 :]), ""),
        "back": next(iter(names[:at][-1:]), ""),
        "condition": where,
    }
    return render(request, "surveys/editor/preview.html", context)


def _word_condition(conditions: Conditions, relevance: Expression | None) -> str:
    return conditions.say(relevance.source) if relevance else ""


def _look(request: UserRequest, document: Document) -> tuple[str, str]:
    """In which language and width the page is asked for; what is unknown is as usual."""
    language, width = request.GET.get("language", ""), request.GET.get("width", "")
    if language not in document.languages:
        spoken = get_language() or ""
        language = spoken if spoken in document.languages else document.languages[0]
    return language, width if width in WIDTHS else WIDTHS[0]


@only_for(Role.STAFF)
def check_version(request: UserRequest, pk: int) -> HttpResponse:
    version = version_of(pk)
    require(request.user, "surveys.edit_questionnaire", version)
    context = {"version": version, "remarks": remarks(version)}
    return render(request, "surveys/editor/check.html", context)


@dataclass(frozen=True, slots=True)
class Trend:
    """A criterion in two versions, and who answers for its trend if anybody does."""

    name: str
    code: str
    change: Change
    state: str
    questions: tuple[str, ...]
    rule_changed: bool
    signature: TrendSignature | None
    form: SignatureForm | None


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question in two versions, in words."""

    name: str
    change: Change
    state: str
    languages: str
    old: str
    new: str


@only_for(Role.STAFF)
def compare_versions(request: UserRequest, pk: int, other: int) -> HttpResponse:
    """Say what a version does to trends, and take signatures for those it breaks."""
    version = version_of(pk)
    require(request.user, "surveys.edit_questionnaire", version)
    earlier = get_object_or_404(
        QuestionnaireVersion, pk=other, questionnaire=version.questionnaire_id
    )
    form = SignatureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sign_trend(
                version=version,
                compared_with=earlier,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("You have signed for this trend."))
            return redirect("surveys:compare_versions", pk, other)
    try:
        comparison = compare(sound(earlier), sound(version))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:check_version", pk)
    context = {
        "version": version,
        "earlier": earlier,
        "fixes": fixes_of(earlier, version),
        "trends": trends(comparison, version, earlier, form),
        "questions": [list_rewordings(each) for each in comparison.changed()],
        "same": sum(each.change is Change.SAME for each in comparison.questions),
    }
    return render(request, "surveys/editor/compare.html", context)


def states() -> dict[Change, str]:
    return {
        Change.SAME: _("the same"),
        Change.WORDED: _("wording changed"),
        Change.RECODED: _("coding or base changed"),
        Change.NEW: _("new"),
        Change.GONE: _("gone"),
    }


def trends(
    comparison: Comparison,
    version: QuestionnaireVersion,
    earlier: QuestionnaireVersion,
    posted: SignatureForm,
) -> list[Trend]:
    signed = TrendSignature.objects.filter(version=version, compared_with=earlier)
    signatures = {each.criterion: each for each in signed.select_related("signed_by")}
    names, words = criterion_names(), states()
    return [
        Trend(
            names.get(each.criterion, each.criterion),
            each.criterion,
            each.change,
            words[each.change],
            each.questions,
            each.rule_changed,
            signatures.get(each.criterion),
            signature_form(each.criterion, posted) if each.change.breaks_trend else None,
        )
        for each in comparison.criteria
    ]


def signature_form(criterion: str, posted: SignatureForm) -> SignatureForm:
    """A form for one criterion; what was typed into it and refused stays."""
    if posted.is_bound and posted.data.get("criterion") == criterion:
        return posted
    return SignatureForm(initial={"criterion": criterion}, auto_id=f"id_{criterion}_%s")


def list_rewordings(change: QuestionChange) -> Reworded:
    return Reworded(
        change.name,
        change.change,
        states()[change.change],
        ", ".join(map(name_here, change.languages)),
        in_words(change.old),
        in_words(change.new),
    )


def in_words(question: Question | None) -> str:
    """Write a question and its choices as lines, for reading two versions side by side."""
    if question is None:
        return ""
    language = get_language() or "vi"

    def say(text: Any) -> str:
        return str(text.get(language) or next(iter(text.values()), ""))

    lines = [say(question.text), say(question.help), say(question.unit)]
    lines += [f"– {say(row.text)}" for row in question.rows]
    lines += [f"{choice.code} = {say(choice.text)}" for choice in question.choices]
    lines += [each.source for each in (question.relevance, question.choice_filter) if each]
    return "\n".join(line for line in lines if line)
