"""Questionnaires and the life of their versions: begun, imported, published, continued."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.tabular.cells import TableRefused
from surveys.instrument.xlsform import Imported, XLSFormError, export_xlsform
from surveys.models import Questionnaire, QuestionnaireVersion
from surveys.questionnaires.actions import lifecycle as actions
from surveys.questionnaires.actions.xlsform_import import keep_imported
from surveys.questionnaires.conditions import Conditions, words_of
from surveys.questionnaires.forms.criteria import MEASURES
from surveys.questionnaires.forms.lifecycle import (
    NewQuestionnaireForm,
    PublishForm,
    XLSFormUpload,
)
from surveys.questionnaires.forms.questions import KINDS
from surveys.questionnaires.queries import (
    captions_by_question,
    effects,
    fixes_of,
    list_survey_criteria,
    list_unmeasured,
    may_fix,
    questionnaires_with_versions,
    remarks,
)
from surveys.questionnaires.xlsform_reading import read_form

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@only_for(Role.STAFF)
def questionnaires(request: UserRequest) -> HttpResponse:
    require(request.user, "surveys.edit_questionnaire")
    context = {"questionnaires": questionnaires_with_versions()}
    return render(request, "surveys/editor/questionnaires.html", context)


@only_for(Role.STAFF)
def new_questionnaire(request: UserRequest) -> HttpResponse:
    require(request.user, "surveys.edit_questionnaire")
    form = NewQuestionnaireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.begin_questionnaire(
                by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("surveys:version", version.pk)
    return render(request, "surveys/editor/new.html", {"form": form})


@only_for(Role.STAFF)
def import_form(request: UserRequest) -> HttpResponse:
    """Read an XLSForm; what is wrong or would be lost is listed before anything is kept."""
    require(request.user, "surveys.edit_questionnaire")
    form = XLSFormUpload(request.POST or None, request.FILES or None)
    imported: Imported | None = None
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            imported = read_form(file.read()).called_after(Path(file.name).stem)
        except XLSFormError as refusal:
            form.add_error("file", _(refusal.template) % refusal.params)
        except TableRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            version = _keep_import(request, form, imported)
            if version:
                messages.success(request, _("The form was read into a new draft."))
                return redirect("surveys:version", version.pk)
    listed = [
        (remark, _(remark.template) % remark.params)
        for remark in (imported.remarks if imported else ())
    ]
    context = {"form": form, "imported": imported, "remarks": listed}
    return render(request, "surveys/editor/import.html", context)


def _keep_import(
    request: UserRequest, form: XLSFormUpload, imported: Imported
) -> QuestionnaireVersion | None:
    if imported.document is None or (imported.losses and not form.cleaned_data["accept_losses"]):
        return None
    try:
        return keep_imported(
            imported=imported,
            name=form.cleaned_data["name"] or None,
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error("name", str(refusal))
        return None


@only_for(Role.STAFF)
def version(request: UserRequest, pk: int) -> HttpResponse:
    """The outline of a version: its pages, questions, criteria and contradictions."""
    found = version_of(pk)
    require(request.user, "surveys.edit_questionnaire", found)
    data = found.document
    context = {
        "version": found,
        "sections": list_sections(data),
        "criteria": [
            {**rule, "words": dict(MEASURES).get(rule.get("measure"), "")}
            for rule in data.get("criteria", [])
        ],
        "contradictions": [
            {**each, "said": words_of(data, each.get("message")) or each.get("name", "")}
            for each in data.get("contradictions", [])
        ],
        "remarks": len(remarks(found)),
        "fixes": fixes_of(found),
        "may_fix": may_fix(found),
    }
    return render(request, "surveys/editor/version.html", context)


def list_sections(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages and their questions in words, whatever languages the draft is written in."""
    conditions, captions = Conditions(data), captions_by_question(data)
    return [
        {
            **section,
            "said": words_of(data, section.get("title")) or section.get("name", ""),
            "condition": conditions.say(section.get("relevance")),
            "questions": [
                {
                    **question,
                    "words": dict(KINDS).get(question.get("kind"), question.get("kind")),
                    "said": words_of(data, question.get("text")) or question.get("name", ""),
                    "condition": conditions.say(question.get("relevance")),
                    "captions": captions.get(question.get("name"), []),
                }
                for question in section.get("questions", [])
            ],
        }
        for section in data.get("sections", [])
    ]


def version_of(pk: int) -> QuestionnaireVersion:
    versions = QuestionnaireVersion.objects.select_related("questionnaire", "published_by")
    return get_object_or_404(versions, pk=pk)


@only_for(Role.STAFF)
@require_POST
def new_version(request: UserRequest, pk: int) -> HttpResponse:
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    require(request.user, "surveys.edit_questionnaire", questionnaire)
    try:
        made = actions.begin_version(
            questionnaire=questionnaire, by=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:questionnaires")
    messages.success(request, _("A draft was made as a copy of the last version."))
    return redirect("surveys:version", made.pk)


@only_for(Role.STAFF)
def publish(request: UserRequest, pk: int) -> HttpResponse:
    found = version_of(pk)
    require(request.user, "surveys.edit_questionnaire", found)
    missing = list_unmeasured(found)
    form = PublishForm(request.POST or None, unmeasured=missing)
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_version(
                criteria=list_survey_criteria(),
                version=found,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The version is published and never changes again."))
            return redirect("surveys:version", pk)
    context = {
        "version": found,
        "form": form,
        "remarks": len(remarks(found)),
        "effects": effects(found),
        "unmeasured": missing,
    }
    return render(request, "surveys/editor/publish.html", context)


@only_for(Role.STAFF)
def discard(request: UserRequest, pk: int) -> HttpResponse:
    found = version_of(pk)
    require(request.user, "surveys.edit_questionnaire", found)
    if request.method == "POST":
        try:
            actions.discard_draft(version=found, by=request.user, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("surveys:version", pk)
        messages.success(request, _("The draft was discarded."))
        return redirect("surveys:questionnaires")
    return render(request, "surveys/editor/discard.html", {"version": found})


@only_for(Role.STAFF)
def download_form(request: UserRequest, pk: int) -> HttpResponse:
    """The version as an XLSForm; one with faults is told to mend them first."""
    found = version_of(pk)
    require(request.user, "surveys.edit_questionnaire", found)
    try:
        content = export_xlsform(actions.sound(found))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:check_version", pk)
    name = f"{found.questionnaire.name}-v{found.number}.xlsx"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=disposition)
