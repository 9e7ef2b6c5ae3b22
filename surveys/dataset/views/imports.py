"""Answers from elsewhere: a file, its columns, a preview, then the import."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.dataset.actions import imports as actions
from surveys.dataset.forms.imports import AnswerFileForm, ConfirmImportForm, MappingForm
from surveys.instrument.answer_import import RowError
from surveys.models import AnswerUpload, Wave

MOST_SHOWN = 200


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
            upload = actions.keep_upload(
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
    waiting = {"confirmed_at__isnull": True, "uploaded_by": request.user}
    upload = get_object_or_404(AnswerUpload, pk=pk, **waiting)
    wave = actions.wave_of(upload)
    require(request.user, "surveys.import_responses", wave)
    found = actions.preview(upload)
    form = MappingForm(
        request.POST or None,
        headings=actions.headings_of(actions.first_table(upload.name, bytes(upload.content))),
        options=upload.options,
        unknown=found.unknown,
        document=wave.version.compiled,
        language=get_language() or "vi",
    )
    if request.method == "POST" and form.is_valid():
        actions.save_mapping(
            upload=upload,
            columns=form.columns(),
            values=form.values(),
            language=form.cleaned_data["language"],
            keep_as=form.cleaned_data["keep_as"],
            by=request.user,
            now=timezone.now(),
        )
        return redirect("surveys:answer_upload", pk)
    context = {
        "wave": wave,
        "upload": upload,
        "form": form,
        "preview": found,
        "confirm": ConfirmImportForm(initial={"digest": found.digest}),
        "wrong": [
            (row.line, error.heading, sentence(error))
            for row in found.wrong[:MOST_SHOWN]
            for error in row.errors
        ],
    }
    return render(request, "surveys/collected/preview.html", context)


def sentence(error: RowError) -> str:
    return error.message or _(error.template) % error.params


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
        count = actions.import_answers(
            upload=upload, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        if upload.confirmed_at:
            return redirect("surveys:wave", wave.pk)
        return redirect("surveys:answer_upload", pk)
    messages.success(
        request,
        ngettext("%(count)s response was imported.", "%(count)s responses were imported.", count)
        % {"count": count},
    )
    return redirect("surveys:wave", wave.pk)
