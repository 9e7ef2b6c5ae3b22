"""Answers as files for staff: ordered with a reason, fetched for a week."""

from pathlib import PurePosixPath

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import audit, jobs
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.dataset.actions import exports as actions
from surveys.dataset.forms.exports import ExportForm
from surveys.dataset.frames import languages_of
from surveys.instrument import types
from surveys.languages import name_of
from surveys.models import DataExport, ExportFormat, Response, Wave


@only_for(Role.STAFF)
def exports(request: UserRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "surveys.export_responses", wave)
    initial = {"language": get_language(), "format": ExportFormat.XLSX}
    languages = [(code, name_of(code)) for code in languages_of(wave)]
    document = wave.version.compiled
    has_files = any(types.of(each).takes_files for each in document.questions())
    form = ExportForm(
        request.POST or None, initial=initial, languages=languages, has_files=has_files
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data | {"format": ExportFormat(form.cleaned_data["format"])}
        try:
            export = actions.order_export(wave=wave, by=request.user, now=timezone.now(), **chosen)
        except DomainError as refusal:
            form.add_error("reason", str(refusal))
        else:
            _say(request, export)
            return redirect("surveys:exports", wave.pk)
    jobs.refresh(now=timezone.now())
    listed = wave.exports.select_related("ordered_by", "job")
    context = {
        "wave": wave,
        "form": form,
        "exports": listed,
        "waiting": any(each.job and not each.job.is_final for each in listed),
        "responses": Response.objects.submitted().filter(wave=wave).count(),
    }
    template = "surveys/exports.html"
    return render(request, f"{template}#files" if request.htmx else template, context)


def _say(request: UserRequest, export: DataExport) -> None:
    if export.finished_at:
        messages.success(request, _("The file is ready below. It is erased after seven days."))
    elif export.job and export.job.is_final:
        messages.error(request, _("The file could not be made; the list below says why."))
    else:
        messages.info(
            request, _("The file is being made; it will appear below, here or when you come back.")
        )


@only_for(Role.STAFF)
def download(request: UserRequest, pk: int) -> HttpResponseBase:
    export = get_object_or_404(DataExport.objects.with_file().select_related("wave"), pk=pk)
    require(request.user, "surveys.export_responses", export.wave)
    name = actions.name_of(export)
    if not default_storage.exists(name):
        raise Http404
    audit.record(
        actor=request.user,
        action="responses.download",
        now=timezone.now(),
        target=export.wave,
        reason=export.reason,
        export=export.pk,
    )
    taken_as = f"thuoc-do-{PurePosixPath(name).name}"
    return FileResponse(default_storage.open(name), as_attachment=True, filename=taken_as)
