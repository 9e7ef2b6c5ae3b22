"""Answers from elsewhere: a file, its columns, a preview, then the import."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import jobs
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.models import Job
from surveys.dataset.actions import answer_uploads as uploads
from surveys.dataset.actions import imports as actions
from surveys.dataset.forms.imports import AnswerFileForm, ConfirmImportForm, MappingForm
from surveys.models import AnswerUpload, Wave


@only_for(Role.STAFF)
def import_answers(request: UserRequest, pk: int) -> HttpResponse:
    """Take a file of answers for a wave."""
    wave = get_object_or_404(Wave.objects.select_related("version__questionnaire"), pk=pk)
    require(request.user, "surveys.import_responses", wave)
    form = AnswerFileForm(
        request.POST or None, request.FILES or None, questionnaire=wave.version.questionnaire
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.keep_upload(
                wave=wave,
                name=file.name,
                content=file.read(),
                mapping=form.cleaned_data["mapping"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("surveys:answer_upload", upload.pk)
    return render(request, "surveys/collected/file.html", {"wave": wave, "form": form})


@only_for(Role.STAFF)
def answer_upload(request: UserRequest, pk: int) -> HttpResponse:
    """Map the columns of a file, and see what would be imported."""
    upload = get_object_or_404(AnswerUpload, pk=pk, uploaded_by=request.user)
    wave = actions.wave_of(upload)
    require(request.user, "surveys.import_responses", wave)
    if upload.confirmed_at:
        return redirect("surveys:wave", wave.pk)
    context: dict[str, Any] = {"wave": wave, "upload": upload, "job": _running(upload)}
    if not uploads.is_looked_at(upload):
        context["job"] = context["job"] or uploads.order_look(
            upload=upload, by=request.user, now=timezone.now()
        )
        return render(request, "surveys/collected/preview.html", context)
    found = upload.summary
    form = MappingForm(
        request.POST or None,
        headings=found["headings"],
        options=upload.options,
        unknown=found["unknown"],
        document=wave.version.compiled,
        language=get_language() or "vi",
    )
    if request.method == "POST" and form.is_valid():
        return _save_mapping(request, upload, form)
    context |= {
        "form": form,
        "found": found,
        "confirm": ConfirmImportForm(initial={"digest": found["digest"]}),
        "wrong": [(told["line"], told["heading"], sentence(told)) for told in found["remarks"]],
    }
    return render(request, "surveys/collected/preview.html", context)


def _running(upload: AnswerUpload) -> Job | None:
    """The order the page tells of: one that runs or failed, the import before the look."""
    now, key = timezone.now(), str(upload.pk)
    orders = [jobs.latest(kind=kind, key=key, now=now) for kind in (uploads.IMPORT, uploads.LOOK)]
    newest = max((job for job in orders if job), key=lambda job: job.pk, default=None)
    return newest if newest and not newest.is_done else None


def _save_mapping(request: UserRequest, upload: AnswerUpload, form: MappingForm) -> HttpResponse:
    try:
        uploads.save_mapping(
            upload=upload,
            columns=form.columns(),
            values=form.values(),
            language=form.cleaned_data["language"],
            keep_as=form.cleaned_data["keep_as"],
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("surveys:answer_upload", upload.pk)


def sentence(told: Mapping[str, Any]) -> str:
    return str(told["message"] or _(told["template"]) % told["params"])


@only_for(Role.STAFF)
@require_POST
def confirm_import(request: UserRequest, pk: int) -> HttpResponse:
    upload = get_object_or_404(AnswerUpload, pk=pk, uploaded_by=request.user)
    wave = actions.wave_of(upload)
    require(request.user, "surveys.import_responses", wave)
    form = ConfirmImportForm(request.POST)
    if not form.is_valid():
        return redirect("surveys:answer_upload", pk)
    try:
        count = uploads.order_import(
            upload=upload, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:answer_upload", pk)
    if count is None:
        return redirect("surveys:answer_upload", pk)
    messages.success(
        request,
        ngettext("%(count)s response was imported.", "%(count)s responses were imported.", count)
        % {"count": count},
    )
    return redirect("surveys:wave", wave.pk)
